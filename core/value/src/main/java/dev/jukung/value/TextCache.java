package dev.jukung.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The strings that come again and again: enum values, namespaces, images, timestamps. An object in memory is mostly
 * strings, and most of them are also in its neighbours; sharing them halves what it takes. Strings are looked up by
 * the bytes between their quotes, before anything is decoded or allocated.
 *
 * <p>Each place holds one string, the one seen last twice in a row there, so that strings which come once displace
 * nothing. Thread-safe without any lock: what is lost in a race is a chance to share, as entries are immutable.
 */
final class TextCache {
    static final int MAX_BYTES = 128;
    private static final int PLACES = 8192;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private record Entry(byte[] raw, String text) {}

    private final @Nullable Entry[] entries = new Entry[PLACES];
    private final int[] seen = new int[PLACES]; // the hash of what came last and is not cached

    /** The string that stands for these bytes, if it is known. */
    @Nullable
    String find(byte[] in, int from, int to, int hash) {
        Entry entry = entries[hash & (PLACES - 1)];
        return entry != null && Arrays.equals(in, from, to, entry.raw, 0, entry.raw.length) ? entry.text : null;
    }

    /** Remembers the string for these bytes if they have come twice. */
    void saw(byte[] in, int from, int to, int hash, String text) {
        int place = hash & (PLACES - 1);
        if (seen[place] == hash) {
            entries[place] = new Entry(Arrays.copyOfRange(in, from, to), text);
        } else {
            seen[place] = hash;
        }
    }

    static int hash(byte[] in, int from, int to) {
        long hash = to - from;
        int i = from;
        for (; i + 8 <= to; i += 8) {
            hash = mixed(hash ^ (long) LONG.get(in, i));
        }
        long rest = 0;
        for (; i < to; i++) {
            rest = (rest << 8) | in[i];
        }
        hash = mixed(hash ^ rest);
        return (int) (hash >>> 32);
    }

    private static long mixed(long value) {
        long product = value * 0x9E3779B97F4A7C15L;
        return product ^ (product >>> 29);
    }
}
