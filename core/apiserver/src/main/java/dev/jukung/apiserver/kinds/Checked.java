package dev.jukung.apiserver.kinds;

import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An object that is being validated, with its place: what is found wrong with one of its fields is added to the errors.
 * Confined to one thread.
 */
record Checked(ObjectValue value, FieldPath path, FieldErrors errors) {
    private static final long LAST_PORT = 65535;

    /** The object in a field; empty when there is none. */
    Checked in(String field) {
        return new Checked(value.object(field), path.child(field), errors);
    }

    /** The objects of a list. */
    List<Checked> items(String field) {
        List<Checked> items = new ArrayList<>();
        for (ObjectValue item : value.list(field).objects()) {
            items.add(new Checked(item, path.child(field).index(items.size()), errors));
        }
        return items;
    }

    /** Whether something is in the field; null is nothing. */
    boolean has(String field) {
        return value.has(field) && value.get(field) != NullValue.NULL;
    }

    /** The text in a field, empty when there is none. */
    String text(String field) {
        return value.text(field, "");
    }

    List<String> texts(String field) {
        return value.list(field).texts();
    }

    long number(String field) {
        return value.integer(field, 0);
    }

    void invalid(String field, String detail) {
        Object shown = value.get(field);
        errors.add(FieldError.invalid(path.child(field), shown == null ? "" : shown, detail));
    }

    /** The object itself is wrong, which is not shown. */
    void invalid(String detail) {
        errors.add(new FieldError(FieldError.Type.INVALID, path, Optional.empty(), detail));
    }

    /** {@link #invalid} for a number, which Go shows as 0 where it is absent. */
    void invalidNumber(String field, String detail) {
        errors.add(FieldError.invalid(path.child(field), number(field), detail));
    }

    void invalidItem(String field, int index, String detail) {
        errors.add(
                FieldError.invalid(path.child(field).index(index), texts(field).get(index), detail));
    }

    void required(String field, String detail) {
        errors.add(FieldError.required(path.child(field), detail));
    }

    void forbidden(String field, String detail) {
        errors.add(FieldError.forbidden(path.child(field), detail));
    }

    /** Every one of these as an error of the field. */
    void problems(String field, List<String> problems) {
        problems.forEach(problem -> invalid(field, problem));
    }

    /** A text that is there has to be one of these. */
    void oneOf(String field, List<String> supported) {
        if (has(field) && !supported.contains(text(field))) {
            errors.add(FieldError.notSupported(path.child(field), text(field), supported));
        }
    }

    void portNumber(String field) {
        if (number(field) < 1 || number(field) > LAST_PORT) {
            invalidNumber(field, "must be between 1 and 65535, inclusive");
        }
    }
}
