package dev.jukung.schema;

/** {@code x-kubernetes-list-type}: how the items of a list are told apart and merged. */
public enum ListType {
    /** Replaced as a whole; also the meaning of a list that says nothing. */
    ATOMIC,
    /** Scalars, each at most once. */
    SET,
    /** Objects, told apart by the values under {@link Schema#listMapKeys()}. */
    MAP
}
