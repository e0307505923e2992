package dev.jukung.app;

/** {@code --output}: for people or for programs. */
public enum OutputForm {
    TEXT,
    JSON
}
