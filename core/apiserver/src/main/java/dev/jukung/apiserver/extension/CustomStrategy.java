package dev.jukung.apiserver.extension;

import dev.jukung.apiserver.registry.Context;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.schema.Schema;
import dev.jukung.schema.cel.CelBudget;
import dev.jukung.schema.cel.CelRules;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The rules of custom resources beyond what their schema says. Thread-safe. */
final class CustomStrategy implements Strategy {
    /** Errors that leave an object without the form that rules count on. */
    private static final Set<FieldError.Type> BLOCKING = Set.of(
            FieldError.Type.NOT_SUPPORTED,
            FieldError.Type.REQUIRED,
            FieldError.Type.TOO_LONG,
            FieldError.Type.TOO_MANY,
            FieldError.Type.TYPE_INVALID);

    private final EmbeddedResources embedded;
    private final Optional<CelRules> rules;
    private final boolean hasStatus;
    private final ObjectValue scale;
    private final BooleanSupplier terminating;

    CustomStrategy(Schema schema, ObjectValue subresources, BooleanSupplier terminating) {
        embedded = new EmbeddedResources(schema);
        rules = CelRules.of(schema);
        hasStatus = subresources.has("status");
        scale = subresources.object("scale");
        this.terminating = terminating;
    }

    @Override
    public ObjectValue prepareForCreate(ObjectValue object, Context context) {
        if (terminating.getAsBoolean()) {
            throw new ApiException(
                    Reason.METHOD_NOT_ALLOWED, "create not allowed while custom resource definition is terminating");
        }
        return object;
    }

    /** Only the status counts, and who manages it. */
    @Override
    public ObjectValue prepareForStatusUpdate(ObjectValue object, ObjectValue old, Context context) {
        ObjectValue metadata = old.object("metadata");
        Object managed = object.object("metadata").get("managedFields");
        return object.with(
                "metadata",
                managed == null ? metadata.without("managedFields") : metadata.with("managedFields", managed));
    }

    @Override
    public boolean hasGeneration() {
        return true;
    }

    @Override
    public List<String> outsideGeneration() {
        return hasStatus ? List.of("metadata", "status") : List.of("metadata");
    }

    @Override
    public void validate(ObjectValue object, FieldErrors errors) {
        validateWithoutRules(object, errors);
        rules(object, null, errors);
    }

    @Override
    public void validateUpdate(ObjectValue object, ObjectValue old, FieldErrors errors) {
        validateWithoutRules(object, errors);
        rules(object, old, errors);
    }

    /** The rules in CEL come last, and only for an object that has the form they count on. */
    private void rules(ObjectValue object, @Nullable ObjectValue old, FieldErrors errors) {
        if (rules.isEmpty()) {
            return;
        }
        if (errors.list().stream().anyMatch(error -> BLOCKING.contains(error.type()))) {
            errors.add(FieldError.invalid(
                    FieldPath.ROOT,
                    NullValue.NULL,
                    "some validation rules were not checked because the object was invalid; correct the existing errors"
                            + " to complete validation"));
            return;
        }
        CelRules.Findings findings = rules.get().validate(object, old, CelBudget.perObject());
        findings.errors().forEach(errors::add);
        findings.ratcheted().forEach(errors::warn);
    }

    private void validateWithoutRules(ObjectValue object, FieldErrors errors) {
        if (!scale.isEmpty()) {
            replicas(object, scale.text("specReplicasPath", ""), errors);
        }
        validateStatus(object, errors);
        embedded.validate(object, errors);
    }

    @Override
    public void validateStatusUpdate(ObjectValue object, ObjectValue old, FieldErrors errors) {
        validateStatus(object, errors);
        rules(object, old, errors);
    }

    private void validateStatus(ObjectValue object, FieldErrors errors) {
        if (scale.isEmpty()) {
            return;
        }
        replicas(object, scale.text("statusReplicasPath", ""), errors);
        String selector = scale.text("labelSelectorPath", "");
        Object value = selector.isEmpty() ? null : at(object, selector);
        if (value != null && !(value instanceof String)) {
            errors.add(FieldError.invalid(FieldPath.of(selector), "", accessor(selector, value, "string")));
        }
    }

    private static void replicas(ObjectValue object, String path, FieldErrors errors) {
        Object value = at(object, path);
        if (value == null) {
            return;
        }
        FieldPath field = FieldPath.of(path);
        if (!(value instanceof Long count)) {
            errors.add(FieldError.invalid(field, 0L, accessor(path, value, "int64")));
        } else if (count < 0) {
            errors.add(FieldError.invalid(field, count, "should be a non-negative integer"));
        } else if (count > Integer.MAX_VALUE) {
            errors.add(FieldError.invalid(field, count, "should be less than or equal to " + Integer.MAX_VALUE));
        }
    }

    private static @Nullable Object at(ObjectValue object, String path) {
        return object.at(path.substring(1).split("\\."));
    }

    /** With the text of {@code unstructured.NestedInt64} and its like. */
    private static String accessor(String path, Object value, String wanted) {
        String type =
                switch (value) {
                    case Long _ -> "int64";
                    case Boolean _ -> "bool";
                    case String _ -> "string";
                    case ObjectValue _ -> "map[string]interface {}";
                    case NullValue _ -> "<nil>";
                    case List<?> _ -> "[]interface {}";
                    default -> "float64";
                };
        String shown = value == NullValue.NULL ? "<nil>" : dev.jukung.schema.GoText.printed(value);
        return path + " accessor error: " + shown + " is of the type " + type + ", expected " + wanted;
    }
}
