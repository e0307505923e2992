package dev.jukung.apiserver.audit;

/** So many per second, and a burst after a rest. Passive: time is an argument. Not thread-safe. */
final class TokenBucket {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double perSecond;
    private final double burst;
    private double tokens;
    private long last;

    TokenBucket(double perSecond, int burst, long nanos) {
        this.perSecond = perSecond;
        this.burst = burst;
        tokens = burst;
        last = nanos;
    }

    /** Takes one, and says for how many nanoseconds its user has to wait. */
    long take(long nanos) {
        tokens = Math.min(burst, tokens + (nanos - last) / NANOS_PER_SECOND * perSecond);
        last = nanos;
        tokens -= 1;
        return tokens >= 0 ? 0 : (long) (-tokens / perSecond * NANOS_PER_SECOND);
    }
}
