package dev.jukung.bench.history;

import java.util.Map;

/** What a client was told. */
public sealed interface Answer {
    /** @param revision of the object since then; 0 for a deletion, whose revision is not told */
    record Written(long revision) implements Answer {}

    record Found(Seen seen) implements Answer {}

    /** There is no such object. */
    record Absent() implements Answer {}

    /** It exists already, or has another revision than was asked for. */
    record Conflict() implements Answer {}

    record Listed(long revision, Map<String, Seen> objects) implements Answer {}

    /** The server could not; a write may have been made or not. */
    record Failed(int code, String message) implements Answer {}

    /** No answer came; a write may have been made or not. */
    record Broken(String how) implements Answer {}

    /** An object as it was shown. */
    record Seen(long revision, String token) {}

    /** Whether the server has decided; otherwise the client does not know what has become of its request. */
    default boolean decided() {
        return !(this instanceof Failed || this instanceof Broken);
    }
}
