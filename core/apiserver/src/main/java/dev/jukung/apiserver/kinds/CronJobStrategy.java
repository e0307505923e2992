package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.model.CronSchedule;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/** The rules of CronJobs. The names of their Jobs get a suffix of eleven characters, so a name has to leave room for it. */
final class CronJobStrategy implements Strategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int MAX_NAME = 52;

    @Override
    public boolean hasGeneration() {
        return true;
    }

    @Override
    public NameRule nameRule() {
        return NameRule.SUBDOMAIN;
    }

    @Override
    public ObjectValue defaults(ObjectValue cron) {
        ObjectValue template = cron.object("spec").object("jobTemplate");
        ObjectValue pod = template.object("spec").object("template");
        return pod.has("spec")
                ? cron.withAt(
                        PodSpecRules.defaults(pod.object("spec")), "spec", "jobTemplate", "spec", "template", "spec")
                : cron;
    }

    @Override
    public void validate(ObjectValue cron, FieldErrors errors) {
        String name = cron.object("metadata").text("name", "");
        validate(cron.object("spec"), false, errors);
        if (name.length() > MAX_NAME) {
            errors.add(
                    FieldError.invalid(FieldPath.of("metadata", "name"), name, "must be no more than 52 characters"));
        }
    }

    /** One whose name is too long or that has its zone in its schedule, from a time when that was allowed, can be changed. */
    @Override
    public void validateUpdate(ObjectValue cron, ObjectValue old, FieldErrors errors) {
        boolean zoned = old.object("spec").text("schedule", "").contains("TZ");
        validate(cron.object("spec"), zoned, errors);
    }

    private static void validate(ObjectValue spec, boolean zoned, FieldErrors errors) {
        Checked checked = new Checked(spec, SPEC, errors);
        if (checked.text("schedule").isEmpty()) {
            checked.required("schedule", "");
        } else {
            schedule(checked, zoned);
        }
        PodSpecRules.nonNegative(spec, "startingDeadlineSeconds", SPEC, errors);
        zone(spec, errors);
        Checked job = checked.in("jobTemplate").in("spec");
        JobStrategy.validateSpec(job.value(), job.path(), errors);
        if (job.has("selector")) {
            job.invalid("selector", "`selector` will be auto-generated");
        }
        if (job.value().flag("manualSelector", false)) {
            errors.add(FieldError.notSupported(job.path().child("manualSelector"), true, List.of("nil", "false")));
        }
        PodSpecRules.nonNegative(spec, "successfulJobsHistoryLimit", SPEC, errors);
        PodSpecRules.nonNegative(spec, "failedJobsHistoryLimit", SPEC, errors);
    }

    private static void schedule(Checked spec, boolean zoned) {
        String schedule = spec.text("schedule");
        try {
            CronSchedule.parse(schedule, ZoneOffset.UTC);
        } catch (IllegalArgumentException e) {
            spec.invalid("schedule", String.valueOf(e.getMessage()));
        }
        if (!schedule.contains("TZ")) {
            return;
        }
        if (!zoned) {
            spec.invalid("schedule", "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
        } else if (spec.has("timeZone")) {
            spec.invalid("schedule", "cannot use both timeZone field and TZ or CRON_TZ in schedule");
        }
    }

    private static void zone(ObjectValue spec, FieldErrors errors) {
        if (!spec.has("timeZone")) {
            return;
        }
        String zone = spec.text("timeZone", "");
        if (zone.isEmpty()) {
            errors.add(FieldError.invalid(SPEC.child("timeZone"), zone, "timeZone must be nil or non-empty string"));
        } else if (!ZoneId.getAvailableZoneIds().contains(zone)) {
            errors.add(FieldError.invalid(SPEC.child("timeZone"), zone, "unknown time zone " + zone));
        }
    }
}
