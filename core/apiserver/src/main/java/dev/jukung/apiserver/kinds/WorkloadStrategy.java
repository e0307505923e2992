package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Context;
import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.model.LabelSelectors;
import dev.jukung.model.meta.v1.LabelSelector;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.List;

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
    public List<String> countedMetadata() {
        return rollout == Rollout.DEPLOYMENT ? List.of("annotations") : List.of();
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
        validate(object, ObjectValue.EMPTY, errors);
    }

    /** What the schema says of the template of Pods comes where the template does, all else is said here. */
    private void validate(ObjectValue object, ObjectValue old, FieldErrors errors) {
        FieldErrors ofTemplate = errors.take(SPEC.child("template"));
        FieldErrors ofClaims = errors.take(SPEC.child("volumeClaimTemplates"));
        FieldErrors others = errors.take(SPEC);
        others.list().stream()
                .filter(error -> error.detail().equals("field is immutable"))
                .forEach(errors::add);
        Checked spec = new Checked(object, FieldPath.ROOT, errors).in("spec");
        if (rollout == Rollout.STATEFUL_SET) {
            statefulSet(spec);
            if (old.isEmpty()) {
                errors.addOfSchema(ofClaims);
                claims(spec);
            }
        }
        if (rollout != Rollout.DAEMON_SET) {
            atLeastZero(spec, "replicas");
        }
        if (rollout == Rollout.NONE || rollout == Rollout.STATEFUL_SET) {
            atLeastZero(spec, "minReadySeconds");
        }
        if (rollout == Rollout.STATEFUL_SET) {
            identity(spec, old.isEmpty());
        }
        selector(spec);
        errors.addOfSchema(ofTemplate);
        template(spec, object.text("kind", ""));
        switch (rollout) {
            case DEPLOYMENT -> {
                Rollouts.deployment(spec);
                atLeastZero(spec, "minReadySeconds");
                atLeastZero(spec, "revisionHistoryLimit");
                deadline(spec);
            }
            case DAEMON_SET -> {
                atLeastZero(spec, "minReadySeconds");
                Rollouts.daemonSet(spec);
                atLeastZero(spec, "revisionHistoryLimit");
            }
            case STATEFUL_SET, NONE -> {}
        }
    }

    private static void atLeastZero(Checked owner, String field) {
        if (owner.number(field) < 0) {
            owner.invalidNumber(field, "must be greater than or equal to 0");
        }
    }

    private static void deadline(Checked spec) {
        atLeastZero(spec, "progressDeadlineSeconds");
        boolean late = spec.number("progressDeadlineSeconds") > spec.number("minReadySeconds");
        if (spec.has("progressDeadlineSeconds") && !late) {
            spec.invalidNumber("progressDeadlineSeconds", "must be greater than minReadySeconds");
        }
    }

    private static void statefulSet(Checked spec) {
        String policy = spec.text("podManagementPolicy");
        if (policy.isEmpty()) {
            spec.required("podManagementPolicy", "");
        } else if (!List.of("OrderedReady", "Parallel").contains(policy)) {
            spec.invalid("podManagementPolicy", "must be 'OrderedReady' or 'Parallel'");
        }
        Rollouts.statefulSet(spec);
        for (String field : List.of("whenDeleted", "whenScaled")) {
            spec.in("persistentVolumeClaimRetentionPolicy").oneOf(field, List.of("Retain", "Delete"));
        }
    }

    private static void claims(Checked spec) {
        for (Checked claim : spec.items("volumeClaimTemplates")) {
            ClaimStrategy.spec(claim.in("spec"));
        }
    }

    private static void identity(Checked spec, boolean created) {
        if (spec.in("ordinals").number("start") < 0) {
            spec.errors()
                    .add(FieldError.invalid(
                            SPEC.child("ordinals.start"),
                            spec.in("ordinals").number("start"),
                            "must be greater than or equal to 0"));
        }
        if (created && !spec.text("serviceName").isEmpty()) {
            spec.problems("serviceName", NameRule.LABEL.problems(spec.text("serviceName"), false));
        }
    }

    private void selector(Checked spec) {
        boolean given = spec.has("selector");
        if (!given && rollout != Rollout.DAEMON_SET) {
            spec.required("selector", "");
        }
        ObjectValue selector = spec.value().object("selector");
        LabelRules.selector(selector, SPEC.child("selector"), spec.errors());
        boolean empty = selector.object("matchLabels").isEmpty()
                && selector.list("matchExpressions").isEmpty();
        if (rollout == Rollout.DAEMON_SET) {
            if (!given || !empty) {
                matching(spec, selector, given);
            }
            if (given && empty) {
                spec.errors()
                        .add(FieldError.invalid(
                                SPEC.child("selector"), selector, "empty selector is invalid for daemonset"));
            }
            return;
        }
        if (given && empty) {
            String noun = rollout == Rollout.STATEFUL_SET ? "statefulset" : "deployment"; // of ReplicaSets, too
            spec.errors()
                    .add(FieldError.invalid(SPEC.child("selector"), selector, "empty selector is invalid for " + noun));
        } else {
            matching(spec, selector, given);
        }
    }

    private void matching(Checked spec, ObjectValue selector, boolean given) {
        if (given && !isValid(selector)) {
            if (rollout != Rollout.DAEMON_SET) {
                String why = rollout == Rollout.STATEFUL_SET ? "" : "invalid label selector";
                spec.errors().add(FieldError.invalid(SPEC.child("selector"), selector, why));
            }
        } else {
            matching(spec);
        }
    }

    /** Pods have to be those that are selected. No selector at all selects nothing; an invalid one is refused elsewhere. */
    static void matching(Checked spec) {
        ObjectValue selector = spec.value().object("selector");
        ObjectValue metadata = spec.in("template").value().object("metadata");
        ObjectValue labels = metadata.object("labels");
        boolean given = spec.has("selector");
        if (given && !isValid(selector)) {
            return;
        }
        if (given && LabelSelectors.of(new LabelSelector(selector)).matches(labels)) {
            return;
        }
        spec.errors()
                .add(FieldError.invalid(
                        SPEC.child("template").child("metadata").child("labels"),
                        metadata.has("labels") ? labels : NullValue.NULL,
                        "`selector` does not match template `labels`"));
    }

    static boolean isValid(ObjectValue selector) {
        FieldErrors found = new FieldErrors();
        LabelRules.selector(selector, FieldPath.ROOT, found);
        return found.isEmpty();
    }

    private void template(Checked spec, String kind) {
        FieldPath template = SPEC.child("template").child("spec");
        ObjectValue pod = spec.value().object("template").object("spec");
        FieldErrors errors = spec.errors();
        PodPlacementRules.template(spec.in("template"));
        PodSpecRules.validate(withClaims(pod, spec.value().list("volumeClaimTemplates")), template, errors);
        String restart = pod.text("restartPolicy", "");
        if (!restart.equals("Always")) {
            errors.add(FieldError.notSupported(template.child("restartPolicy"), restart, List.of("Always")));
        }
        if (pod.has("activeDeadlineSeconds")) {
            String owner = rollout == Rollout.DEPLOYMENT ? "ReplicaSet" : kind;
            errors.add(FieldError.forbidden(
                    template.child("activeDeadlineSeconds"),
                    "activeDeadlineSeconds in " + owner + " is not Supported"));
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

    @Override
    public void validateStatusUpdate(ObjectValue object, ObjectValue old, FieldErrors errors) {
        StatusCounts.check(object, errors);
    }

    @Override
    public void validateUpdate(ObjectValue object, ObjectValue old, FieldErrors errors) {
        if (rollout == Rollout.DAEMON_SET) {
            FieldErrors found = errors.take(SPEC);
            sameSelector(object, old, errors);
            errors.addOfSchema(found);
        }
        validate(object, old, errors);
        if (rollout == Rollout.STATEFUL_SET) {
            statefulSet(object.object("spec"), old.object("spec"), errors);
        } else if (rollout != Rollout.DAEMON_SET) {
            sameSelector(object, old, errors);
        }
    }

    private static void sameSelector(ObjectValue object, ObjectValue old, FieldErrors errors) {
        ObjectValue after = object.object("spec").object("selector");
        if (!old.object("spec").object("selector").equals(after)) {
            boolean given = object.object("spec").get("selector") instanceof ObjectValue;
            errors.add(
                    FieldError.invalid(SPEC.child("selector"), given ? after : NullValue.NULL, "field is immutable"));
        }
    }

    @Override
    public List<String> warnings(ObjectValue object, ObjectValue old) {
        boolean named = rollout == Rollout.DEPLOYMENT || rollout == Rollout.NONE;
        return named ? PodNameWarnings.of(object, old, "Pod names and hostnames") : List.of();
    }

    @Override
    public NameRule nameRule() {
        return rollout == Rollout.STATEFUL_SET ? NameRule.LABEL : NameRule.SUBDOMAIN;
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
            errors.add(FieldError.forbidden(
                    SPEC,
                    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template',"
                            + " 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy'"
                            + " and 'minReadySeconds' are forbidden"));
        }
    }
}
