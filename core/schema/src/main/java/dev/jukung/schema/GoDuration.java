package dev.jukung.schema;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/** Durations as Go reads and writes them: {@code 1h30m}, {@code 1.5s}. */
public final class GoDuration {
    private static final Map<String, Long> NANOS = Map.of(
            "ns",
            1L,
            "us",
            1_000L,
            "\u00b5s",
            1_000L,
            "\u03bcs",
            1_000L,
            "ms",
            1_000_000L,
            "s",
            1_000_000_000L,
            "m",
            60_000_000_000L,
            "h",
            3_600_000_000_000L);
    private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    private GoDuration() {}

    /** The text as Go's {@code Duration.String} writes it; throws with the message of {@code time.ParseDuration}. */
    static String canonical(String text) {
        return format(parse(text));
    }

    /** The length in nanoseconds; throws {@link DecodingException} with the message of {@code time.ParseDuration}. */
    public static long parse(String text) {
        boolean negative = text.startsWith("-");
        int at = negative || text.startsWith("+") ? 1 : 0;
        if (text.substring(at).equals("0")) {
            return 0;
        }
        if (at == text.length()) {
            throw invalid(text);
        }
        BigDecimal total = BigDecimal.ZERO;
        while (at < text.length()) {
            int numberEnd = end(text, at, true);
            String number = text.substring(at, numberEnd);
            if (number.isEmpty() || number.equals(".") || number.indexOf('.') != number.lastIndexOf('.')) {
                throw invalid(text);
            }
            int unitEnd = end(text, numberEnd, false);
            String unit = text.substring(numberEnd, unitEnd);
            if (unit.isEmpty()) {
                throw new DecodingException("time: missing unit in duration " + GoText.quote(text));
            }
            Long nanos = NANOS.get(unit);
            if (nanos == null) {
                throw new DecodingException(
                        "time: unknown unit " + GoText.quote(unit) + " in duration " + GoText.quote(text));
            }
            total = total.add(
                    new BigDecimal(number).multiply(BigDecimal.valueOf(nanos)).setScale(0, RoundingMode.DOWN));
            at = unitEnd;
        }
        if (total.compareTo(MAX) > 0) {
            throw invalid(text);
        }
        return negative ? -total.longValueExact() : total.longValueExact();
    }

    private static int end(String text, int from, boolean number) {
        int i = from;
        while (i < text.length() && isNumeric(text.charAt(i)) == number) {
            i++;
        }
        return i;
    }

    private static boolean isNumeric(char c) {
        return c == '.' || (c >= '0' && c <= '9');
    }

    private static DecodingException invalid(String text) {
        return new DecodingException("time: invalid duration " + GoText.quote(text));
    }

    /** As Go's {@code Duration.String} writes it. */
    public static String format(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        String sign = nanos < 0 ? "-" : "";
        long size = Math.abs(nanos);
        if (size < 1_000L) {
            return sign + size + "ns";
        }
        if (size < 1_000_000L) {
            return sign + decimal(size, 3) + "\u00b5s";
        }
        if (size < 1_000_000_000L) {
            return sign + decimal(size, 6) + "ms";
        }
        long minutes = size / 60_000_000_000L;
        String seconds = decimal(size % 60_000_000_000L, 9) + "s";
        if (minutes == 0) {
            return sign + seconds;
        }
        return sign + (minutes >= 60 ? minutes / 60 + "h" : "") + minutes % 60 + "m" + seconds;
    }

    private static String decimal(long value, int scale) {
        BigDecimal number = BigDecimal.valueOf(value, scale).stripTrailingZeros();
        return number.toPlainString();
    }
}
