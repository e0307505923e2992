package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Context;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.model.IntOrString;
import dev.jukung.model.LabelSelectors;
import dev.jukung.model.meta.v1.LabelSelector;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Locale;

/** The rules of apps/v1 workloads: a selector that fits the template and never changes, and a rollout strategy. */
record WorkloadStrategy(Rollout rollout) implements Strategy {
    private static final FieldPath SPEC = FieldPath.of("spec");

    /** How the kind replaces its Pods. */
    enum Rollout {
        DEPLOYMENT("strategy"),
        DAEMON_SET("updateStrategy"),
        STATEFUL_SET("updateStrategy"),
        NONE("");

        private final String field;

        Rollout(String field) {
            this.field = field;
        }
    }

    @Override
    public boolean hasGeneration() {
        return true;
    }

    @Override
    public ObjectValue defaults(ObjectValue object) {
        ObjectValue spec = object.object("spec");
        ObjectValue template = spec.object("template");
        if (template.has("spec")) {
            spec = spec.with("template", template.with("spec", PodSpecRules.defaults(template.object("spec"))));
        }
        ObjectValue update = spec.object(rollout.field);
        if (update.text("type", "").equals("RollingUpdate")) {
            ObjectValue given = update.object("rollingUpdate");
            ObjectValue completed = rollingDefaults(given);
            if (!completed.equals(given) || !update.has("rollingUpdate")) {
                spec = spec.with(rollout.field, update.with("rollingUpdate", completed));
            }
        }
        if (spec.has("volumeClaimTemplates")) {
            spec = PodSpecRules.mapped(spec, "volumeClaimTemplates", WorkloadStrategy::claimDefaults);
        }
        ObjectValue completed = spec.isEmpty() ? object : object.with("spec", spec);
        return rollout == Rollout.DAEMON_SET ? TemplateGenerations.read(completed) : completed;
    }

    @Override
    public ObjectValue prepareForCreate(ObjectValue object, Context context) {
        return rollout == Rollout.DAEMON_SET ? TemplateGenerations.created(object) : object;
    }

    @Override
    public ObjectValue counted(ObjectValue object, ObjectValue old) {
        return rollout == Rollout.DAEMON_SET ? TemplateGenerations.updated(object, old) : object;
    }

    @Override
    public ObjectValue prepareForStatusUpdate(ObjectValue object, ObjectValue old, Context context) {
        if (rollout != Rollout.DEPLOYMENT) {
            return object;
        }
        ObjectValue metadata = object.object("metadata");
        return object.with(
                "metadata",
                old.object("metadata").get("labels") instanceof Object labels
                        ? metadata.with("labels", labels)
                        : metadata.without("labels"));
    }

    private static ObjectValue claimDefaults(ObjectValue claim) {
        ObjectValue status = orElse(claim.object("status"), "phase", "Pending");
        return orElse(orElse(claim, "kind", "PersistentVolumeClaim"), "apiVersion", "v1")
                .with("status", status);
    }

    private ObjectValue rollingDefaults(ObjectValue given) {
        return switch (rollout) {
            case DEPLOYMENT -> orElse(orElse(given, "maxUnavailable", "25%"), "maxSurge", "25%");
            case DAEMON_SET -> orElse(orElse(given, "maxUnavailable", 1L), "maxSurge", 0L);
            case STATEFUL_SET -> orElse(given, "partition", 0L);
            case NONE -> given;
        };
    }

    private static ObjectValue orElse(ObjectValue object, String field, Object value) {
        return object.has(field) ? object : object.with(field, value);
    }

    @Override
    public void validate(ObjectValue object, FieldErrors errors) {
        ObjectValue spec = object.object("spec");
        PodSpecRules.nonNegative(spec, "replicas", SPEC, errors);
        PodSpecRules.nonNegative(spec, "minReadySeconds", SPEC, errors);
        PodSpecRules.nonNegative(spec, "revisionHistoryLimit", SPEC, errors);
        selector(spec, object.text("kind", "").toLowerCase(Locale.ROOT), errors);
        FieldPath template = SPEC.child("template").child("spec");
        ObjectValue pod = spec.object("template").object("spec");
        PodSpecRules.validate(withClaims(pod, spec.list("volumeClaimTemplates")), template, errors);
        String restart = pod.text("restartPolicy", "Always");
        if (!restart.equals("Always")) {
            errors.add(FieldError.notSupported(template.child("restartPolicy"), restart, List.of("Always")));
        }
        if (pod.has("activeDeadlineSeconds")) {
            errors.add(FieldError.forbidden(
                    template.child("activeDeadlineSeconds"),
                    "activeDeadlineSeconds in " + object.text("kind", "") + " is not Supported"));
        }
        if (rollout == Rollout.DEPLOYMENT) {
            deployment(spec, errors);
        }
    }

    /** The Pods of a StatefulSet have a volume for each template of a claim. */
    private static ObjectValue withClaims(ObjectValue pod, ListValue claims) {
        ListValue volumes = pod.list("volumes");
        for (ObjectValue claim : claims.objects()) {
            String name = claim.object("metadata").text("name", "");
            if (volumes.objects().stream()
                    .noneMatch(volume -> volume.text("name", "").equals(name))) {
                volumes = volumes.plus(
                        ObjectValue.of("name", name, "persistentVolumeClaim", ObjectValue.of("claimName", name)));
            }
        }
        return claims.isEmpty() ? pod : pod.with("volumes", volumes);
    }

    private static void selector(ObjectValue spec, String noun, FieldErrors errors) {
        FieldPath path = SPEC.child("selector");
        ObjectValue selector = spec.object("selector");
        if (!spec.has("selector")) {
            errors.add(FieldError.required(path, ""));
            return;
        }
        if (selector.object("matchLabels").isEmpty()
                && selector.list("matchExpressions").isEmpty()) {
            errors.add(FieldError.invalid(path, selector, "empty selector is invalid for " + noun));
            return;
        }
        ObjectValue labels = spec.object("template").object("metadata").object("labels");
        if (!LabelSelectors.of(new LabelSelector(selector)).matches(labels)) {
            errors.add(FieldError.invalid(
                    SPEC.child("template").child("metadata").child("labels"),
                    labels.isEmpty() ? NullValue.NULL : labels,
                    "`selector` does not match template `labels`"));
        }
    }

    private static void deployment(ObjectValue spec, FieldErrors errors) {
        ObjectValue strategy = spec.object("strategy");
        FieldPath path = SPEC.child("strategy");
        ObjectValue rolling = strategy.object("rollingUpdate");
        if (strategy.text("type", "").equals("Recreate") && strategy.has("rollingUpdate")) {
            errors.add(FieldError.forbidden(
                    path.child("rollingUpdate"), "may not be specified when strategy `type` is 'Recreate'"));
            return;
        }
        for (String field : List.of("maxUnavailable", "maxSurge")) {
            countOrPercent(rolling.get(field), path.child("rollingUpdate").child(field), errors);
        }
        if (isZero(rolling.get("maxUnavailable")) && isZero(rolling.get("maxSurge"))) {
            errors.add(FieldError.invalid(
                    path.child("rollingUpdate").child("maxUnavailable"),
                    rolling.get("maxUnavailable") instanceof Object value ? value : 0L,
                    "may not be 0 when `maxSurge` is 0"));
        }
        long deadline = spec.integer("progressDeadlineSeconds", 600);
        if (deadline <= spec.integer("minReadySeconds", 0)) {
            errors.add(FieldError.invalid(
                    SPEC.child("progressDeadlineSeconds"), deadline, "must be greater than minReadySeconds"));
        }
    }

    private static void countOrPercent(
            @org.jspecify.annotations.Nullable Object value, FieldPath path, FieldErrors errors) {
        switch (value) {
            case Long number
            when number < 0 -> errors.add(FieldError.invalid(path, number, "must be greater than or equal to 0"));
            case String text
            when !text.matches("[0-9]+%") ->
                errors.add(
                        FieldError.invalid(
                                path,
                                text,
                                "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')"));
            case null, default -> {} // absent, or fine
        }
    }

    private static boolean isZero(@org.jspecify.annotations.Nullable Object value) {
        if (value == null) {
            return false;
        }
        return switch (IntOrString.fromValue(value)) {
            case IntOrString.Int(int number) -> number == 0;
            case IntOrString.Text(String text) -> text.equals("0%");
        };
    }

    @Override
    public void validateUpdate(ObjectValue object, ObjectValue old, FieldErrors errors) {
        validate(object, errors);
        ObjectValue before = old.object("spec").object("selector");
        ObjectValue after = object.object("spec").object("selector");
        if (!before.equals(after)) {
            errors.add(FieldError.invalid(SPEC.child("selector"), after, "field is immutable"));
        }
        if (rollout == Rollout.STATEFUL_SET) {
            statefulSet(object.object("spec"), old.object("spec"), errors);
        }
    }

    private static void statefulSet(ObjectValue spec, ObjectValue old, FieldErrors errors) {
        ObjectValue before = old;
        ObjectValue after = spec;
        for (String field : List.of(
                "replicas",
                "ordinals",
                "template",
                "updateStrategy",
                "revisionHistoryLimit",
                "persistentVolumeClaimRetentionPolicy",
                "minReadySeconds")) {
            before = before.without(field);
            after = after.without(field);
        }
        if (!before.equals(after)) {
            errors.add(
                    FieldError.forbidden(
                            SPEC,
                            "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"));
        }
    }
}
