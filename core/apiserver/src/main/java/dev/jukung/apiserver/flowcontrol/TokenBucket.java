package dev.jukung.apiserver.flowcontrol;

/** So many per second, and a burst after a rest. Passive: time is an argument. Not thread-safe. */
public final class TokenBucket {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double perSecond;
    private final double burst;
    private double tokens;
    private long last;

    public TokenBucket(double perSecond, int burst, long nanos) {
        this.perSecond = perSecond;
        this.burst = burst;
        tokens = burst;
        last = nanos;
    }

    /** Takes one, and says for how many nanoseconds its user has to wait. */
    public long take(long nanos) {
        refill(nanos);
        tokens -= 1;
        return tokens >= 0 ? 0 : (long) (-tokens / perSecond * NANOS_PER_SECOND);
    }

    /** Takes one if there is one now. */
    public boolean tryTake(long nanos) {
        refill(nanos);
        if (tokens < 1) {
            return false;
        }
        tokens -= 1;
        return true;
    }

    private void refill(long nanos) {
        tokens = Math.min(burst, tokens + (nanos - last) / NANOS_PER_SECOND * perSecond);
        last = nanos;
    }
}
