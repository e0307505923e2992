package dev.jukung.schema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a validation found: errors, each message once, and how many checks passed, by which the best of several
 * alternatives is chosen. Confined to one thread.
 */
final class Findings {
    private final List<FieldError> errors = new ArrayList<>(0);
    private final Set<String> messages = new HashSet<>(0);
    private int matches;

    void add(FieldError error) {
        if (messages.add(error.message())) {
            errors.add(error);
        }
    }

    void merge(Findings other) {
        other.errors.forEach(this::add);
        matches += other.matches;
    }

    void matched() {
        matches++;
    }

    int matches() {
        return matches;
    }

    boolean isClean() {
        return errors.isEmpty();
    }

    List<FieldError> errors() {
        return errors;
    }
}
