package dev.jukung.schema.cel;

/** What became of an evaluation. */
public sealed interface CelResult {
    /** The value as a tree. */
    record Value(Object value) implements CelResult {}

    /**
     * It could not be evaluated.
     *
     * @param message cel-go's text: {@code no such key: x}
     * @param tooExpensive whether it was given up because of the limit for one call
     */
    record Failed(String message, boolean tooExpensive) implements CelResult {}
}
