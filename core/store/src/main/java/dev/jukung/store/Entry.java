package dev.jukung.store;

import java.util.Optional;
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
    private final Optional<StoreCorruptedException> unreadable;
    private volatile @Nullable Object decoded;

    public Entry(Key key, byte[] value, Revision created, Revision modified) {
        this(key, value, created, modified, Optional.empty());
    }

    private Entry(
            Key key, byte[] value, Revision created, Revision modified, Optional<StoreCorruptedException> unreadable) {
        this.key = key;
        this.value = value;
        this.created = created;
        this.modified = modified;
        this.unreadable = unreadable;
    }

    /** Something is there, and this process lacks the key to read it. */
    static Entry unreadable(Key key, Revision created, Revision modified, StoreCorruptedException why) {
        return new Entry(key, new byte[0], created, modified, Optional.of(why));
    }

    public Key key() {
        return key;
    }

    /**
     * The stored bytes; shared, not to be changed.
     *
     * @throws StoreCorruptedException when they cannot be decrypted
     */
    public byte[] value() {
        if (unreadable.isPresent()) {
            throw new StoreCorruptedException(String.valueOf(unreadable.get().getMessage()), unreadable.get());
        }
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
