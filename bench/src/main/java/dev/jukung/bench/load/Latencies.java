package dev.jukung.bench.load;

import java.time.Duration;
import java.util.Arrays;

/** Times that requests took. Not thread-safe: each client has its own, and they are merged at the end. */
public final class Latencies {
    private long[] nanos = new long[1024];
    private int count;

    public void add(long taken) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = taken;
    }

    public void addAll(Latencies others) {
        for (int i = 0; i < others.count; i++) {
            add(others.nanos[i]);
        }
    }

    public int count() {
        return count;
    }

    /**
     * The time that this part of the requests did not exceed: the nearest rank, so always one that was measured.
     *
     * @param part from 0, the fastest, to 1, the slowest
     */
    public Duration quantile(double part) {
        if (count == 0) {
            return Duration.ZERO;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(part * count);
        return Duration.ofNanos(sorted[Math.clamp(rank - 1, 0, count - 1)]);
    }
}
