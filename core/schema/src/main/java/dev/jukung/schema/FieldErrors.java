package dev.jukung.schema;

import dev.jukung.value.ListValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The errors of one object, in the order found. Confined to one thread while errors are added. */
public final class FieldErrors {
    private final List<FieldError> errors = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    public FieldErrors add(FieldError error) {
        errors.add(error);
        return this;
    }

    public FieldErrors addAll(FieldErrors others) {
        errors.addAll(others.errors);
        warnings.addAll(others.warnings);
        return this;
    }

    /** Something that does not count, because it was wrong before and is unchanged; the user is told. */
    public FieldErrors warn(String warning) {
        warnings.add(warning);
        return this;
    }

    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    public boolean isEmpty() {
        return errors.isEmpty();
    }

    public List<FieldError> list() {
        return List.copyOf(errors);
    }

    /**
     * One message for all: the error's own if there is one, else all different ones in brackets; what follows
     * {@code Pod "x" is invalid: } in Kubernetes' answer.
     */
    public String message() {
        Set<String> messages = new LinkedHashSet<>();
        for (FieldError error : errors) {
            messages.add(error.message());
        }
        String joined = String.join(", ", messages);
        return messages.size() > 1 ? "[" + joined + "]" : joined;
    }

    /** A Status' {@code details.causes}, each once. */
    public ListValue causes() {
        return ListValue.copyOf(
                errors.stream().map(FieldError::cause).distinct().toList());
    }

    @Override
    public String toString() {
        return message();
    }
}
