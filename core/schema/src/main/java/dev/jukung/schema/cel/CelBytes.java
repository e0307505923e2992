package dev.jukung.schema.cel;

import java.util.Arrays;

/** Bytes; nobody changes the array. */
record CelBytes(byte[] bytes) implements Comparable<CelBytes> {
    @Override
    public int compareTo(CelBytes other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CelBytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "bytes of length " + bytes.length;
    }
}
