package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.time.ZoneId;

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
        ObjectValue spec = cron.object("spec");
        String name = cron.object("metadata").text("name", "");
        if (name.length() > MAX_NAME) {
            errors.add(
                    FieldError.invalid(FieldPath.of("metadata", "name"), name, "must be no more than 52 characters"));
        }
        String schedule = spec.text("schedule", "");
        if (schedule.isEmpty()) {
            errors.add(FieldError.required(SPEC.child("schedule"), ""));
        } else if (!schedule.startsWith("@") && schedule.split("\\s+").length != 5) {
            errors.add(FieldError.invalid(
                    SPEC.child("schedule"),
                    schedule,
                    "expected exactly 5 fields, found " + schedule.split("\\s+").length + ": [" + schedule + "]"));
        }
        zone(spec, errors);
        PodSpecRules.nonNegative(spec, "startingDeadlineSeconds", SPEC, errors);
        PodSpecRules.nonNegative(spec, "successfulJobsHistoryLimit", SPEC, errors);
        PodSpecRules.nonNegative(spec, "failedJobsHistoryLimit", SPEC, errors);
        JobStrategy.validateSpec(
                spec.object("jobTemplate").object("spec"),
                SPEC.child("jobTemplate").child("spec"),
                errors);
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
