package dev.jukung.store;

/** What has to be true of a key when a commit is applied. */
public sealed interface Guard {
    Key key();

    record Absent(Key key) implements Guard {}

    record Unchanged(Key key, Revision modified) implements Guard {}
}
