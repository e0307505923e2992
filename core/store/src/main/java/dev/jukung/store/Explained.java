package dev.jukung.store;

import dev.jukung.base.Cause;
import java.time.Instant;
import java.util.List;

/**
 * What is remembered of a commit, also when its values are forgotten: why it was made, when, and what it touched.
 *
 * @param time when the commit was asked for
 * @param touched in the order of the writes, never empty
 */
public record Explained(Revision revision, Instant time, Cause cause, List<Touched> touched) {
    /** What became of one key. */
    public record Touched(Key key, Effect effect) {}

    /** How a commit changed a key. */
    public enum Effect {
        CREATED,
        CHANGED,
        DELETED
    }

    public boolean touches(Key key) {
        return touched.stream().anyMatch(touch -> touch.key().equals(key));
    }
}
