package dev.jukung.schema.cel;

/** What became of the compilation of an expression. */
public sealed interface CelCompilation permits CelProgram, CelCompilation.Problem {
    /**
     * It is wrong.
     *
     * @param text cel-go's text, one or several errors with the place: {@code ERROR: <input>:1:1: …}
     */
    record Problem(String text) implements CelCompilation {}
}
