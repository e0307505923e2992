package dev.jukung.schema.cel;

/** An unsigned integer of 64 bits. */
record CelUint(long bits) implements Comparable<CelUint> {
    double toDouble() {
        double half = (double) (bits >>> 1) * 2;
        return bits >= 0 ? (double) bits : half + (bits & 1);
    }

    @Override
    public int compareTo(CelUint other) {
        return Long.compareUnsigned(bits, other.bits);
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(bits);
    }
}
