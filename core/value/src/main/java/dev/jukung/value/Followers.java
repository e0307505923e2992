package dev.jukung.value;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The shapes that go on from one shape by one more key, by that key. Thread-safe: shapes are added under the lock; who
 * looks without it may miss the newest ones, and then asks again with it.
 */
final class Followers {
    /** Keys that collide more often, perhaps because they were chosen to, are left out. */
    private static final int MAX_PROBES = 16;

    private volatile @Nullable Shape[] table = new Shape[4];
    private int count; // guarded by this

    /** The shape with this key more, or null if it is not known. */
    @Nullable
    Shape find(String key) {
        @Nullable Shape[] known = table;
        int start = KeyIndex.spread(key.hashCode());
        for (int i = 0; i < MAX_PROBES; i++) {
            Shape next = known[(start + i) & (known.length - 1)];
            if (next == null) {
                return null;
            }
            String last = next.lastKey();
            if (last == key || last.equals(key)) {
                return next;
            }
        }
        return null;
    }

    /** As {@link #find(String)} for a key in ASCII, given with its {@link String#hashCode()}. */
    @Nullable
    Shape find(byte[] text, int from, int to, int hash) {
        @Nullable Shape[] known = table;
        int start = KeyIndex.spread(hash);
        for (int i = 0; i < MAX_PROBES; i++) {
            Shape next = known[(start + i) & (known.length - 1)];
            if (next == null) {
                return null;
            }
            byte[] encoded = next.encodedLast();
            if (encoded.length - 3 == to - from && Arrays.equals(text, from, to, encoded, 1, encoded.length - 2)) {
                return next;
            }
        }
        return null;
    }

    /** Adds a shape whose key is not here yet; the caller holds the lock. */
    void add(Shape next) {
        @Nullable Shape[] known = table;
        if (++count * 2 >= known.length) {
            @Nullable Shape[] larger = new Shape[known.length * 2];
            for (Shape shape : known) {
                if (shape != null) {
                    put(larger, shape);
                }
            }
            put(larger, next);
            table = larger;
        } else {
            put(known, next);
        }
    }

    /** Where too many collide, the shape is left out: it is then made anew each time, which is only slower. */
    private static void put(@Nullable Shape[] known, Shape shape) {
        int start = KeyIndex.spread(shape.lastKey().hashCode());
        for (int i = 0; i < MAX_PROBES; i++) {
            int slot = (start + i) & (known.length - 1);
            if (known[slot] == null) {
                known[slot] = shape;
                return;
            }
        }
    }
}
