package dev.jukung.schema.cel;

import org.jspecify.annotations.Nullable;

/** A value that may be absent ({@code optional.of(x)}, {@code a.?b}). */
record CelOptional(@Nullable Object value) {
    static final CelOptional NONE = new CelOptional(null);

    static CelOptional of(@Nullable Object value) {
        return value == null ? NONE : new CelOptional(value);
    }

    boolean hasValue() {
        return value != null;
    }
}
