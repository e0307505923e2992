package dev.jukung.schema;

import dev.jukung.value.ObjectValue;
import org.jspecify.annotations.Nullable;

/**
 * Checks an object against its schema: types, required fields, enumerations, patterns, limits, formats, alternatives,
 * and that the items of sets and list maps are different. The messages are those of Kubernetes: of its structural
 * schema validation for custom resources, of its hand-written validation for built-in kinds. Thread-safe.
 */
public final class Validator {
    private final Schema schema;

    public Validator(Schema schema) {
        this.schema = schema;
    }

    /** All errors of a new object. */
    public FieldErrors validate(ObjectValue object) {
        return run(object, null);
    }

    /**
     * All errors of a changed object. Of a custom resource, what was there before and is unchanged is not an error
     * (ratcheting), so that a schema may become stricter.
     */
    public FieldErrors validateUpdate(ObjectValue object, ObjectValue old) {
        return run(object, old);
    }

    private FieldErrors run(ObjectValue object, @Nullable ObjectValue old) {
        Wording wording = schema.goTyped() ? Wording.BUILT_IN : Wording.STRUCTURAL;
        Validation validation = new Validation(wording);
        validation.root(schema, object, wording == Wording.STRUCTURAL ? old : null);
        FieldErrors errors = new FieldErrors();
        validation.findings().errors().forEach(errors::add);
        if (!schema.goTyped() && (old == null || lists(old).isEmpty())) {
            errors.addAll(lists(object));
        }
        return errors;
    }

    private FieldErrors lists(ObjectValue object) {
        FieldErrors errors = new FieldErrors();
        new ListUniqueness(errors).check(schema, object);
        return errors;
    }
}
