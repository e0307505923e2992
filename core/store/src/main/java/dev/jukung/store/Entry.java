package dev.jukung.store;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stored value and the revisions that made it. The bytes are shared and must not be changed. What a
 * layer above reads out of the bytes is kept here, so that it is decoded once for everyone. Thread-safe.
 */
public final class Entry {
    private final Key key;
    private volatile byte @Nullable [] value;
    private final Revision created;
    private final Revision modified;
    private final Supplier<byte[]> sealed;
    private volatile @Nullable Object decoded;

    public Entry(Key key, byte[] value, Revision created, Revision modified) {
        this(key, value, created, modified, () -> value);
    }

    private Entry(Key key, byte @Nullable [] value, Revision created, Revision modified, Supplier<byte[]> sealed) {
        this.key = key;
        this.value = value;
        this.created = created;
        this.modified = modified;
        this.sealed = sealed;
    }

    /**
     * Something that cannot be read now, because this process lacks the key.
     *
     * @param value tried whenever the value is wanted, until it succeeds; throws {@link StoreCorruptedException}
     */
    static Entry sealed(Key key, Revision created, Revision modified, Supplier<byte[]> value) {
        return new Entry(key, null, created, modified, value);
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
        byte[] known = value;
        if (known == null) {
            known = sealed.get();
            value = known;
        }
        return known;
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
