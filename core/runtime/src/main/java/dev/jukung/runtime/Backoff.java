package dev.jukung.runtime;

import dev.jukung.base.Randomness;
import java.time.Duration;

/**
 * How long to wait after a number of failures in a row: the first delay, doubled with each failure, up to a limit.
 * Immutable.
 *
 * @param jitter the share of the delay by which it may grow at random, so that many do not come back at once
 */
public record Backoff(Duration first, Duration max, double jitter) {
    /** client-go's for keys of a work queue. */
    public static final Backoff KEYS = new Backoff(Duration.ofMillis(5), Duration.ofSeconds(1000), 0);
    /** client-go's for a list or watch that failed. */
    public static final Backoff WATCHES = new Backoff(Duration.ofMillis(800), Duration.ofSeconds(30), 1);

    /** Doubling more often than this overflows nothing and reaches every maximum in use. */
    private static final int DOUBLINGS_MAX = 30;

    /** @param failures in a row, the latest included: at least 1 */
    public Duration delay(int failures) {
        if (failures < 1) {
            throw new IllegalArgumentException("no failure, no delay: " + failures);
        }
        Duration delay = first.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS_MAX));
        return delay.compareTo(max) < 0 ? delay : max;
    }

    /** {@link #delay(int)} with jitter. */
    public Duration delay(int failures, Randomness randomness) {
        Duration delay = delay(failures);
        return delay.plusNanos((long) (delay.toNanos() * jitter * randomness.fraction()));
    }
}
