package dev.jukung.kubelet.pod;

import java.math.BigDecimal;
import java.time.Duration;

/** Durations as Go prints them, because messages of Kubernetes contain them: {@code 10s}, {@code 1m20s}, {@code 353ms}. */
public final class GoDurations {
    private GoDurations() {}

    public static String text(Duration duration) {
        long nanos = duration.toNanos();
        if (nanos < 1_000) {
            return nanos == 0 ? "0s" : nanos + "ns";
        }
        if (nanos < 1_000_000) {
            return decimal(nanos, 3) + "µs";
        }
        if (nanos < 1_000_000_000) {
            return decimal(nanos, 6) + "ms";
        }
        long hours = duration.toHours();
        String seconds = decimal(duration.minusMinutes(duration.toMinutes()).toNanos(), 9) + "s";
        if (hours > 0) {
            return hours + "h" + duration.toMinutesPart() + "m" + seconds;
        }
        return duration.toMinutes() > 0 ? duration.toMinutes() + "m" + seconds : seconds;
    }

    private static String decimal(long nanos, int scale) {
        BigDecimal value = BigDecimal.valueOf(nanos, scale);
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
