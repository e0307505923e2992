package dev.jukung.dns;

import java.util.Arrays;

/**
 * Some bytes as the key of a map: lower-case labels in wire form, or an address. The stored ones never change; a
 * {@link #probe} is moved along a packet instead of being made anew for each query, and never stored.
 */
final class NameKey {
    private byte[] bytes;
    private int start;
    private int end;
    private int hash;

    private NameKey(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        set(bytes, start, end);
    }

    /** A key to keep. */
    static NameKey of(byte[] bytes) {
        return new NameKey(bytes.clone(), 0, bytes.length);
    }

    /** A key to look with; confined to one thread. */
    static NameKey probe() {
        return new NameKey(new byte[0], 0, 0);
    }

    NameKey set(byte[] newBytes, int newStart, int newEnd) {
        bytes = newBytes;
        start = newStart;
        end = newEnd;
        int sum = 1;
        for (int i = newStart; i < newEnd; i++) {
            sum = 31 * sum + newBytes[i];
        }
        hash = sum;
        return this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NameKey that
                && hash == that.hash
                && Arrays.equals(bytes, start, end, that.bytes, that.start, that.end);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
