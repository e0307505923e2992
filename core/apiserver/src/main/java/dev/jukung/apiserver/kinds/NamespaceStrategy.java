package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Context;
import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.base.Clock;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;

/** The rules of Namespaces: a label with their name, and a finalizer of the spec that the namespace controller removes. */
final class NamespaceStrategy implements Strategy {
    private static final String NAME_LABEL = "kubernetes.io/metadata.name";

    @Override
    public NameRule nameRule() {
        return NameRule.LABEL;
    }

    @Override
    public ObjectValue defaults(ObjectValue namespace) {
        String name = namespace.object("metadata").text("name", "");
        return name.isEmpty() ? namespace : namespace.withAt(name, "metadata", "labels", NAME_LABEL);
    }

    @Override
    public ObjectValue prepareForCreate(ObjectValue namespace, Context context) {
        return namespace
                .with("spec", withOwnFinalizer(namespace.object("spec")))
                .with("status", ObjectValue.of("phase", "Active"));
    }

    private static ObjectValue withOwnFinalizer(ObjectValue spec) {
        ListValue given = spec.list("finalizers");
        return given.contains("kubernetes") ? spec : spec.with("finalizers", given.plus("kubernetes"));
    }

    @Override
    public void validate(ObjectValue namespace, FieldErrors errors) {
        FieldPath path = FieldPath.of("spec", "finalizers");
        for (String finalizer : namespace.object("spec").list("finalizers").texts()) {
            LabelRules.finalizer(finalizer, path, errors);
        }
    }

    @Override
    public boolean isLeftAlone(ObjectValue namespace) {
        return !namespace.object("spec").list("finalizers").isEmpty();
    }

    @Override
    public boolean marksOnce() {
        return true;
    }

    @Override
    public ObjectValue prepareForUpdate(ObjectValue namespace, ObjectValue old, Context context) {
        return namespace.with("spec", old.object("spec"));
    }

    /** Deletion waits for the controller: the namespace is terminating as long as its spec has finalizers. */
    @Override
    public long gracePeriod(ObjectValue namespace, long requested) {
        return -1;
    }

    @Override
    public boolean isHeld(ObjectValue namespace) {
        return !namespace.object("spec").list("finalizers").isEmpty() || Strategy.super.isHeld(namespace);
    }

    @Override
    public ObjectValue deleting(ObjectValue namespace, Clock clock) {
        return namespace.withAt("Terminating", "status", "phase");
    }

    /** The finalize subresource: only the finalizers of the spec count. */
    static ObjectValue finalized(ObjectValue current, ObjectValue written, Context context) {
        return current.with("metadata", written.object("metadata")).with("spec", written.object("spec"));
    }
}
