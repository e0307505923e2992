package dev.jukung.app.why;

/** The texts in the user's language. */
@FunctionalInterface
public interface Words {
    /** The text under {@code key} with {@code {0}}, {@code {1}} … replaced. */
    String text(String key, Object... arguments);
}
