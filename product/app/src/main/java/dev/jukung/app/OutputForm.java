package dev.jukung.app;

/** {@code --output}: for people or for programs. */
enum OutputForm {
    TEXT,
    JSON
}
