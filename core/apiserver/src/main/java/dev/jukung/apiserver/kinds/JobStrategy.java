package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Claims;
import dev.jukung.apiserver.registry.Context;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** The rules of Jobs: a selector generated from the uid, and a template that never changes. */
final class JobStrategy implements Strategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> ORPHANS = List.of(
            "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove"
                    + " them or set propagationPolicy=Orphan to suppress this warning");

    @Override
    public boolean hasGeneration() {
        return true;
    }

    @Override
    public List<String> deletionWarnings(ObjectValue options) {
        return options.has("propagationPolicy") || options.has("orphanDependents") ? List.of() : ORPHANS;
    }

    @Override
    public boolean orphansByDefault() {
        return true;
    }

    @Override
    public ObjectValue defaults(ObjectValue job) {
        ObjectValue result = job.with("spec", specDefaults(podDefaults(job.object("spec"))));
        ObjectValue labels =
                job.object("spec").object("template").object("metadata").object("labels");
        return labels.isEmpty() || !job.object("metadata").object("labels").isEmpty()
                ? result
                : result.withAt(labels, "metadata", "labels");
    }

    /** Of the Pods only: what a CronJob says of its Jobs gets its defaults when they are made. */
    static ObjectValue podDefaults(ObjectValue spec) {
        ObjectValue template = spec.object("template");
        return template.has("spec")
                ? spec.with("template", template.with("spec", PodSpecRules.defaults(template.object("spec"))))
                : spec;
    }

    private static ObjectValue specDefaults(ObjectValue spec) {
        ObjectValue result = spec;
        if (!spec.has("completions") && !spec.has("parallelism")) {
            result = result.with("completions", 1L).with("parallelism", 1L);
        } else if (!spec.has("parallelism")) {
            result = result.with("parallelism", 1L);
        }
        if (!result.has("podReplacementPolicy")) {
            result = result.with(
                    "podReplacementPolicy", spec.has("podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
        }
        result = withConditions(result);
        long backoffs = spec.has("backoffLimitPerIndex") ? Integer.MAX_VALUE : 6L;
        ObjectValue absent = ObjectValue.of(
                "backoffLimit", backoffs, "completionMode", "NonIndexed", "suspend", false, "manualSelector", false);
        return absent.withAll(result);
    }

    /** A condition of a Pod that a failure is known by is one that holds, if nothing else is said. */
    private static ObjectValue withConditions(ObjectValue spec) {
        ObjectValue policy = spec.object("podFailurePolicy");
        return policy.isEmpty()
                ? spec
                : spec.with(
                        "podFailurePolicy",
                        PodSpecRules.mapped(
                                policy,
                                "rules",
                                rule -> PodSpecRules.mapped(
                                        rule,
                                        "onPodConditions",
                                        condition ->
                                                condition.text("status", "").isEmpty()
                                                        ? condition.with("status", "True")
                                                        : condition)));
    }

    @Override
    public ObjectValue prepareForCreate(ObjectValue job, Context context) {
        if (job.object("spec").flag("manualSelector", false)) {
            return job;
        }
        String uid = job.object("metadata").text("uid", "");
        String name = job.object("metadata").text("name", "");
        ObjectValue labels = job.object("spec")
                .object("template")
                .object("metadata")
                .object("labels")
                .with("batch.kubernetes.io/controller-uid", uid)
                .with("batch.kubernetes.io/job-name", name)
                .with("controller-uid", uid)
                .with("job-name", name);
        // Where its own labels were taken from its Pods, Go has one map for both.
        ObjectValue given =
                job.object("spec").object("template").object("metadata").object("labels");
        boolean shared = !given.isEmpty() && given.equals(job.object("metadata").object("labels"));
        ObjectValue labelled = shared ? job.withAt(labels, "metadata", "labels") : job;
        return labelled.withAt(labels, "spec", "template", "metadata", "labels")
                .withAt(ObjectValue.of("batch.kubernetes.io/controller-uid", uid), "spec", "selector", "matchLabels");
    }

    /** Its own labels are those of its Pods once these are known, which is after all rules have been applied. */
    @Override
    public Claims claims(ObjectValue job, Context context) {
        return Claims.none(defaults(job));
    }

    @Override
    public void validate(ObjectValue job, FieldErrors errors) {
        validateSpec(job.object("spec"), SPEC, errors);
    }

    static void validateSpec(ObjectValue spec, FieldPath path, FieldErrors errors) {
        for (String field : List.of(
                "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished")) {
            PodSpecRules.nonNegative(spec, field, path, errors);
        }
        ObjectValue pod = spec.object("template").object("spec");
        FieldPath template = path.child("template").child("spec");
        PodPlacementRules.template(new Checked(spec, path, errors).in("template"));
        PodSpecRules.validate(pod, template, errors);
        String restart = pod.text("restartPolicy", "");
        if (restart.isEmpty() || restart.equals("Always")) {
            errors.add(FieldError.required(template.child("restartPolicy"), "valid values: \"OnFailure\", \"Never\""));
        } else if (!List.of("OnFailure", "Never").contains(restart)) {
            errors.add(
                    FieldError.notSupported(template.child("restartPolicy"), restart, List.of("OnFailure", "Never")));
        }
        indexes(new Checked(spec, path, errors));
        if (spec.text("completionMode", "").equals("Indexed") && !spec.has("completions")) {
            errors.add(FieldError.required(path.child("completions"), "when completion mode is Indexed"));
        }
    }

    /** What counts by index needs indexes. */
    private static void indexes(Checked spec) {
        boolean indexed = spec.text("completionMode").equals("Indexed");
        for (String field : List.of("backoffLimitPerIndex", "maxFailedIndexes")) {
            if (spec.has(field) && spec.number(field) < 0) {
                spec.invalidNumber(field, "must be greater than or equal to 0");
            }
        }
        if (spec.has("maxFailedIndexes") && !spec.has("backoffLimitPerIndex")) {
            spec.required("backoffLimitPerIndex", "when maxFailedIndexes is specified");
        }
        if (spec.has("managedBy")) {
            IngressClassStrategy.domainPrefixed(spec, "managedBy");
        }
        for (String field : List.of("backoffLimitPerIndex", "maxFailedIndexes")) {
            if (spec.has(field) && !indexed) {
                spec.invalidNumber(field, "requires indexed completion mode");
            }
        }
        if (spec.has("successPolicy") && !indexed) {
            spec.invalid("successPolicy", "requires indexed completion mode");
        }
    }

    @Override
    public void validateUpdate(ObjectValue job, ObjectValue old, FieldErrors errors) {
        validate(job, errors);
        ObjectValue before = old.object("spec");
        ObjectValue after = job.object("spec");
        for (String field : List.of(
                "selector",
                "completionMode",
                "podFailurePolicy",
                "successPolicy",
                "backoffLimitPerIndex",
                "managedBy")) {
            immutable(before, after, field, errors);
        }
        boolean suspended =
                before.flag("suspend", false) && !old.object("status").has("startTime");
        if (!suspended) {
            immutable(before, after, "template", errors);
        }
        if (!after.text("completionMode", "").equals("Indexed")) {
            immutable(before, after, "completions", errors);
        }
    }

    private static void immutable(ObjectValue before, ObjectValue after, String field, FieldErrors errors) {
        if (!java.util.Objects.equals(before.get(field), after.get(field))) {
            Object shown = after.get(field) instanceof Object value ? value : "";
            errors.add(FieldError.invalid(SPEC.child(field), shown, "field is immutable"));
        }
    }
}
