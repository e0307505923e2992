package dev.jukung.apiserver.extension;

import dev.jukung.apiserver.registry.Context;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.base.Clock;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.Schemas;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.Locale;

/** The rules of CustomResourceDefinitions: defaults, what they may say, and that their objects go before them. */
public final class DefinitionStrategy implements Strategy {
    private static final ObjectValue NO_NAMES = ObjectValue.of("plural", "", "kind", "");
    private static final String[] WEBHOOK_SERVICE = {"spec", "conversion", "webhook", "clientConfig", "service"};

    private final DefinitionRules rules;
    private final SchemaForms forms;

    public DefinitionStrategy(Schemas builtIn) {
        rules = new DefinitionRules(builtIn);
        forms = new SchemaForms(builtIn);
    }

    /** The rules say all, in Kubernetes' words and order. */
    @Override
    public boolean checkedBySchema() {
        return false;
    }

    @Override
    public ObjectValue defaults(ObjectValue object) {
        Definition definition = new Definition(object);
        ObjectValue names = definition.names();
        String kind = names.text("kind", "");
        ObjectValue result = object;
        if (names.text("singular", "").isEmpty() && !kind.isEmpty()) {
            result = result.withAt(kind.toLowerCase(Locale.ROOT), "spec", "names", "singular");
        }
        if (names.text("listKind", "").isEmpty() && !kind.isEmpty()) {
            result = result.withAt(kind + "List", "spec", "names", "listKind");
        }
        if (!definition.spec().has("conversion")) {
            result = result.withAt("None", "spec", "conversion", "strategy");
        }
        if (object.at(WEBHOOK_SERVICE) instanceof ObjectValue service && !service.has("port")) {
            result = result.withAt(service.with("port", 443L), WEBHOOK_SERVICE);
        }
        return result.object("spec").list("versions").isEmpty()
                ? result
                : result.withAt(forms.versions(result.object("spec").list("versions")), "spec", "versions");
    }

    @Override
    public boolean hasGeneration() {
        return true;
    }

    @Override
    public ObjectValue prepareForCreate(ObjectValue object, Context context) {
        String storage = new Definition(object).storageVersion();
        return object.with(
                "status",
                ObjectValue.of(
                        "conditions",
                        NullValue.NULL,
                        "acceptedNames",
                        NO_NAMES,
                        "storedVersions",
                        storage.isEmpty() ? NullValue.NULL : ListValue.of(storage)));
    }

    /** A version that becomes the one that is stored is remembered: objects of it exist from now on. */
    @Override
    public ObjectValue prepareForUpdate(ObjectValue object, ObjectValue old, Context context) {
        String storage = new Definition(object).storageVersion();
        ListValue stored = object.object("status").list("storedVersions");
        return storage.isEmpty() || stored.contains(storage)
                ? object
                : object.withAt(stored.plus(storage), "status", "storedVersions");
    }

    @Override
    public void validate(ObjectValue object, FieldErrors errors) {
        rules.create(new Definition(object), errors);
    }

    @Override
    public void validateUpdate(ObjectValue object, ObjectValue old, FieldErrors errors) {
        rules.update(new Definition(object), new Definition(old), errors);
    }

    @Override
    public void validateStatusUpdate(ObjectValue object, ObjectValue old, FieldErrors errors) {
        rules.status(new Definition(object), errors);
    }

    @Override
    public boolean marksOnce() {
        return true;
    }

    /** The first deletion marks it only; what becomes of dependents can be said by a later one. */
    @Override
    public boolean isCollected(ObjectValue object) {
        return new Definition(object).isDeleting();
    }

    /** Until its deletion has begun it always is: the objects come first. */
    @Override
    public boolean isHeld(ObjectValue object) {
        return !new Definition(object).isDeleting() || Strategy.super.isHeld(object);
    }

    @Override
    public ObjectValue deleting(ObjectValue object, Clock clock) {
        if (new Definition(object).isDeleting()) {
            return object;
        }
        ListValue finalizers = object.object("metadata").list("finalizers");
        ObjectValue held = finalizers.contains(Definition.CLEANUP)
                ? object
                : object.withAt(finalizers.plus(Definition.CLEANUP), "metadata", "finalizers");
        return Conditions.with(
                held,
                Conditions.of(
                        Definition.TERMINATING,
                        true,
                        "InstanceDeletionPending",
                        "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon"),
                clock.now());
    }
}
