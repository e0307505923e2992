package dev.jukung.schema;

import dev.jukung.value.ListValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The errors of one object, in the order found. Confined to one thread while errors are added. */
public final class FieldErrors {
    private final List<FieldError> errors = new ArrayList<>();
    private final Set<FieldError> known = new HashSet<>();
    private final List<String> warnings = new ArrayList<>();

    /** What the schema has said already is not said again. */
    public FieldErrors add(FieldError error) {
        if (!known.contains(error)) {
            errors.add(error);
        }
        return this;
    }

    /** What the schema of the object says, which its rules may find again, {@link #take elsewhere} or not at all. */
    public FieldErrors addOfSchema(FieldErrors found) {
        errors.addAll(found.errors);
        known.addAll(found.errors);
        warnings.addAll(found.warnings);
        return this;
    }

    /** Takes out what was found at a path and below it, for rules that say it later or in other words. */
    public FieldErrors take(FieldPath path) {
        String prefix = path.toString();
        FieldErrors taken = new FieldErrors();
        for (FieldError error : errors) {
            String at = error.path().toString();
            boolean below = at.startsWith(prefix)
                    && (at.length() == prefix.length() || ".[".indexOf(at.charAt(prefix.length())) >= 0);
            if (below) {
                taken.errors.add(error);
            }
        }
        errors.removeAll(taken.errors);
        known.removeAll(taken.errors);
        return taken;
    }

    public FieldErrors addAll(FieldErrors others) {
        others.errors.forEach(this::add);
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

    /** A Status' {@code details.causes}, each as often as it was found. */
    public ListValue causes() {
        return ListValue.copyOf(errors.stream().map(FieldError::cause).toList());
    }

    @Override
    public String toString() {
        return message();
    }
}
