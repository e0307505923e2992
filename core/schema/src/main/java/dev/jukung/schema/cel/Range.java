package dev.jukung.schema.cel;

/** A size or a cost between two bounds; what is larger than a long counts as unbounded. */
record Range(long min, long max) {
    static final long UNBOUNDED = Long.MAX_VALUE;
    static final Range ZERO = of(0);
    static final Range ONE = of(1);
    static final Range UNKNOWN = new Range(0, UNBOUNDED);

    static Range of(long exactly) {
        return new Range(exactly, exactly);
    }

    Range plus(Range other) {
        return new Range(plus(min, other.min), plus(max, other.max));
    }

    Range times(Range other) {
        return new Range(times(min, other.min), times(max, other.max));
    }

    /** Rounded up. */
    Range times(double factor) {
        return new Range(times(min, factor), times(max, factor));
    }

    Range union(Range other) {
        return new Range(Math.min(min, other.min), Math.max(max, other.max));
    }

    static long plus(long a, long b) {
        long sum = a + b;
        return sum < 0 ? UNBOUNDED : sum;
    }

    static long times(long a, long b) {
        return Math.multiplyHigh(a, b) != 0 || a * b < 0 ? UNBOUNDED : a * b;
    }

    private static long times(long a, double factor) {
        double product = Math.ceil(a * factor);
        return product >= 0x1p63 ? UNBOUNDED : (long) product;
    }
}
