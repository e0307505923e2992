package dev.jukung.schema.cel;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Durations as Go writes them ({@code 1h30m}), within the 292 years that Go's have. */
final class Durations {
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L,
            "μs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);

    private Durations() {}

    static Optional<Duration> parse(String text) {
        boolean negative = text.startsWith("-");
        int at = negative || text.startsWith("+") ? 1 : 0;
        if (text.substring(at).equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        if (at == text.length()) {
            return Optional.empty();
        }
        BigDecimal total = BigDecimal.ZERO;
        while (at < text.length()) {
            int unit = at;
            while (unit < text.length() && (Character.isDigit(text.charAt(unit)) || text.charAt(unit) == '.')) {
                unit++;
            }
            int end = unit;
            while (end < text.length() && !Character.isDigit(text.charAt(end)) && text.charAt(end) != '.') {
                end++;
            }
            String number = text.substring(at, unit);
            Long nanos = NANOS.get(text.substring(unit, end));
            if (nanos == null || !number.matches("[0-9]+\\.?[0-9]*|\\.[0-9]+")) {
                return Optional.empty();
            }
            total = total.add(new BigDecimal(number.endsWith(".") ? number + "0" : number)
                    .multiply(BigDecimal.valueOf(nanos))
                    .setScale(0, RoundingMode.DOWN));
            at = end;
        }
        BigInteger nanos = (negative ? total.negate() : total).toBigInteger();
        return nanos.bitLength() > 63 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos.longValue()));
    }

    /** Whether a duration fits 64 bits of nanoseconds. */
    static boolean fits(Duration duration) {
        return duration.abs().getSeconds() < Long.MAX_VALUE / 1_000_000_000L;
    }
}
