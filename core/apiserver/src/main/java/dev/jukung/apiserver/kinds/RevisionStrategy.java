package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.Objects;

/** The rules of ControllerRevisions: what was is not changed afterwards. */
final class RevisionStrategy implements Strategy {
    private static final FieldPath DATA = FieldPath.of("data");

    @Override
    public void validate(ObjectValue object, FieldErrors errors) {
        Object data = object.get("data");
        errors.take(DATA); // said in other words
        if (data == null || data == NullValue.NULL) {
            errors.add(FieldError.required(DATA, "data is mandatory"));
        } else if (!(data instanceof ObjectValue)) {
            errors.add(FieldError.required(DATA, "data must be a valid JSON object"));
        }
        long revision = object.integer("revision", 0);
        if (revision < 0) {
            errors.add(FieldError.invalid(FieldPath.of("revision"), revision, "must be greater than or equal to 0"));
        }
    }

    @Override
    public void validateUpdate(ObjectValue object, ObjectValue old, FieldErrors errors) {
        validate(object, errors);
        if (!Objects.equals(object.get("data"), old.get("data"))) {
            Object shown = object.get("data") instanceof Object data ? data : NullValue.NULL;
            errors.add(FieldError.invalid(DATA, shown, "field is immutable"));
        }
    }
}
