package dev.jukung.store;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A stored value and the revisions that made it. The bytes are shared and must not be changed. What a
 * layer above reads out of the bytes is kept here, so that it is decoded once for everyone. Thread-safe.
 */
public final class Entry {
    private final Key key;
    private final byte[] value;
    private final Revision created;
    private final Revision modified;
    private volatile @Nullable Object decoded;

    public Entry(Key key, byte[] value, Revision created, Revision modified) {
        this.key = key;
        this.value = value;
        this.created = created;
        this.modified = modified;
    }

    public Key key() {
        return key;
    }

    /** The stored bytes; shared, not to be changed. */
    public byte[] value() {
        return value;
    }

    /** The commit that put the key when it was absent. */
    public Revision created() {
        return created;
    }

    /** The latest commit that put the key. */
    public Revision modified() {
        return modified;
    }

    /**
     * What {@code decoder} makes of this entry, remembered. All callers of one collection have to use the
     * same decoder; it may run twice when two threads come first at once.
     */
    @SuppressWarnings("unchecked")
    public <T> T decoded(Function<Entry, T> decoder) {
        Object known = decoded;
        if (known == null) {
            known = decoder.apply(this);
            decoded = known;
        }
        return (T) known;
    }
}
