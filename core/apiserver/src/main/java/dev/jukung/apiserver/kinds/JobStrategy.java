package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Claims;
import dev.jukung.apiserver.registry.Context;
import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.model.LabelSelectors;
import dev.jukung.model.meta.v1.LabelSelector;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** The rules of Jobs: a selector generated from the uid, and a template that never changes. */
final class JobStrategy implements Strategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final String CONTROLLER = "batch.kubernetes.io/controller-uid";
    private static final String JOB_NAME = "batch.kubernetes.io/job-name";
    private static final List<String> GENERATED = List.of("controller-uid", "job-name", CONTROLLER, JOB_NAME);
    /** More indexes than these are limited further. */
    private static final long MANY = 100_000;

    private static final long FEWER = 10_000;
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
        // Where its own labels were taken from its Pods, Go has one map for both.
        ObjectValue given =
                job.object("spec").object("template").object("metadata").object("labels");
        ObjectValue labels = given.withAll(generated(job)).withAll(given);
        boolean shared = !given.isEmpty() && given.equals(job.object("metadata").object("labels"));
        ObjectValue labelled = shared ? job.withAt(labels, "metadata", "labels") : job;
        ObjectValue selected = job.object("spec").object("selector").object("matchLabels");
        return labelled.withAt(labels, "spec", "template", "metadata", "labels")
                .withAt(
                        ObjectValue.of(CONTROLLER, generated(job).text(CONTROLLER, ""))
                                .withAll(selected),
                        "spec",
                        "selector",
                        "matchLabels");
    }

    /** The labels that the Pods of a Job have unless it says by itself which Pods are its own. */
    private static ObjectValue generated(ObjectValue job) {
        String uid = job.object("metadata").text("uid", "");
        String name = job.object("metadata").text("name", "");
        return ObjectValue.of(CONTROLLER, uid, JOB_NAME, name, "controller-uid", uid, "job-name", name);
    }

    /** Its own labels are those of its Pods once these are known, which is after all rules have been applied. */
    @Override
    public Claims claims(ObjectValue job, Context context) {
        return Claims.none(defaults(job));
    }

    @Override
    public void validate(ObjectValue job, FieldErrors errors) {
        validate(job, ObjectValue.EMPTY, errors);
    }

    private static void validate(ObjectValue job, ObjectValue old, FieldErrors errors) {
        Checked spec = new Checked(job, FieldPath.ROOT, errors).in("spec");
        if (spec.has("selector") && !spec.value().flag("manualSelector", false)) {
            hasGenerated(spec, job, old);
        }
        validateSpec(spec.value(), SPEC, errors);
        if (spec.has("selector")) {
            LabelRules.selector(spec.value().object("selector"), SPEC.child("selector"), errors);
        } else {
            spec.required("selector", "");
        }
        WorkloadStrategy.matching(spec);
        hostnames(spec, job.object("metadata").text("name", ""));
    }

    /** @param old empty for a new Job; one without the newer two of the labels does without them */
    private static void hasGenerated(Checked spec, ObjectValue job, ObjectValue old) {
        ObjectValue before =
                old.object("spec").object("template").object("metadata").object("labels");
        boolean both = old.isEmpty() || (before.has(CONTROLLER) && before.has(JOB_NAME));
        ObjectValue expected = generated(job);
        ObjectValue labels = spec.in("template").in("metadata").value().object("labels");
        FieldPath path = SPEC.child("template").child("metadata").child("labels");
        for (String label : both ? GENERATED : GENERATED.subList(0, 2)) {
            String text = expected.text(label, "");
            if (!labels.has(label)) {
                spec.errors().add(FieldError.required(path.key(label), "must be '" + text + "'"));
            } else if (!labels.text(label, "").equals(text)) {
                spec.errors().add(FieldError.invalid(path.key(label), labels, "must be '" + text + "'"));
            }
        }
        ObjectValue selector = spec.value().object("selector");
        if (WorkloadStrategy.isValid(selector)
                && !LabelSelectors.of(new LabelSelector(selector)).matches(expected)) {
            spec.invalid("selector", "`selector` not auto-generated");
        }
    }

    /** The hosts of an indexed Job have its name and the index of the Pod. */
    private static void hostnames(Checked spec, String name) {
        long completions = spec.number("completions");
        if (completions > 0 && spec.text("completionMode").equals("Indexed")) {
            String longest = name + "-" + (completions - 1);
            if (!NameRule.LABEL.problems(longest, false).isEmpty()) {
                spec.errors()
                        .add(FieldError.invalid(
                                FieldPath.of("metadata", "name"),
                                name,
                                "will not able to create pod with invalid DNS label: " + longest));
            }
        }
    }

    static void validateSpec(ObjectValue spec, FieldPath path, FieldErrors errors) {
        for (String field : List.of(
                "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished")) {
            PodSpecRules.nonNegative(spec, field, path, errors);
        }
        Checked checked = new Checked(spec, path, errors);
        indexes(checked);
        JobPolicyRules.check(checked);
        ObjectValue pod = spec.object("template").object("spec");
        FieldPath template = path.child("template").child("spec");
        PodPlacementRules.template(checked.in("template"));
        PodSpecRules.validate(pod, template, errors);
        String restart = pod.text("restartPolicy", "");
        if (restart.isEmpty() || restart.equals("Always")) {
            errors.add(FieldError.required(template.child("restartPolicy"), "valid values: \"OnFailure\", \"Never\""));
        } else if (!List.of("OnFailure", "Never").contains(restart)) {
            errors.add(
                    FieldError.notSupported(template.child("restartPolicy"), restart, List.of("OnFailure", "Never")));
        } else if (spec.has("podFailurePolicy") && !restart.equals("Never")) {
            errors.add(FieldError.invalid(
                    template.child("restartPolicy"),
                    restart,
                    "only \"Never\" is supported when podFailurePolicy is specified"));
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
        if (indexed) {
            limits(spec);
            return;
        }
        for (String field : List.of("backoffLimitPerIndex", "maxFailedIndexes")) {
            if (spec.has(field)) {
                spec.invalidNumber(field, "requires indexed completion mode");
            }
        }
    }

    /** So that a status with all indexes stays of a size that can be stored. */
    private static void limits(Checked spec) {
        if (!spec.has("completions")) {
            spec.required("completions", "when completion mode is Indexed");
        }
        if (spec.number("parallelism") > MANY) {
            spec.invalidNumber("parallelism", "must be less than or equal to 100000 when completion mode is Indexed");
        }
        if (spec.has("completions") && spec.number("maxFailedIndexes") > spec.number("completions")) {
            spec.invalidNumber("maxFailedIndexes", "must be less than or equal to completions");
        }
        if (spec.number("maxFailedIndexes") > MANY) {
            spec.invalidNumber("maxFailedIndexes", "must be less than or equal to 100000");
        }
        if (spec.number("completions") > MANY && spec.has("backoffLimitPerIndex")) {
            if (!spec.has("maxFailedIndexes")) {
                spec.required("maxFailedIndexes", "must be specified when completions is above 100000");
            }
            for (String field : List.of("parallelism", "maxFailedIndexes")) {
                if (spec.number(field) > FEWER) {
                    spec.invalidNumber(
                            field,
                            "must be less than or equal to 10000 when completions are above 100000 and used with"
                                    + " backoff limit per index");
                }
            }
        }
    }

    @Override
    public void validateUpdate(ObjectValue job, ObjectValue old, FieldErrors errors) {
        validate(job, old, errors);
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
        if (!JobTemplates.agree(job, old)) {
            immutable(before, after, "template", errors);
        }
        if (!after.text("completionMode", "").equals("Indexed")) {
            immutable(before, after, "completions", errors);
        } else if (after.has("completions")
                && after.integer("completions", 0) != before.integer("completions", 0)
                && after.integer("completions", 0) != after.integer("parallelism", 0)) {
            errors.add(FieldError.invalid(
                    SPEC.child("completions"),
                    after.integer("completions", 0),
                    "can only be modified in tandem with spec.parallelism"));
        }
    }

    private static void immutable(ObjectValue before, ObjectValue after, String field, FieldErrors errors) {
        if (!java.util.Objects.equals(before.get(field), after.get(field))) {
            Object shown = after.get(field) instanceof Object value ? value : "";
            errors.add(FieldError.invalid(SPEC.child(field), shown, "field is immutable"));
        }
    }
}
