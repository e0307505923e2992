package dev.jukung.apiserver.kinds;

import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import java.util.List;

/** Paths that have to stay below a directory. Pure functions. */
final class LocalPaths {
    private LocalPaths() {}

    static void descending(FieldPath path, String text, FieldErrors errors) {
        if (text.startsWith("/")) {
            errors.add(FieldError.invalid(path, text, "must be a relative path"));
        }
        noBacksteps(path, text, errors);
    }

    static void noBacksteps(FieldPath path, String text, FieldErrors errors) {
        if (List.of(text.split("/")).contains("..")) {
            errors.add(FieldError.invalid(path, text, "must not contain '..'"));
        }
    }

    /** A name in a volume that the node's agent fills: it keeps names of two dots to itself. */
    static void unreserved(FieldPath path, String text, FieldErrors errors) {
        descending(path, text, errors);
        if (text.startsWith("..") && !text.startsWith("../")) {
            errors.add(FieldError.invalid(path, text, "must not start with '..'"));
        }
    }
}
