package dev.jukung.schema;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Times as Kubernetes reads and writes them: RFC 3339, written in UTC, with seconds or with microseconds. The messages
 * are those of Go's {@code time.Parse}, which names the first part of the layout that does not fit.
 */
final class GoTime {
    private static final String SECONDS = "2006-01-02T15:04:05Z07:00";
    private static final String MICROS = "2006-01-02T15:04:05.000000Z07:00";
    private static final DateTimeFormatter SECONDS_OUT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'");
    private static final DateTimeFormatter MICROS_OUT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'");
    private static final OffsetDateTime ZERO = OffsetDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private final String layout;
    private final String text;
    private int at;

    private GoTime(String layout, String text) {
        this.layout = layout;
        this.text = text;
    }

    /** The canonical form of a {@code metav1.Time}; null for the zero time, which counts as absent. */
    static @Nullable String canonical(String text) {
        return isCanonical(text) ? text : write(new GoTime(SECONDS, text).parse(), SECONDS_OUT);
    }

    /** The canonical form of a {@code metav1.MicroTime}. */
    static @Nullable String canonicalMicro(String text) {
        return write(new GoTime(MICROS, text).parse(), MICROS_OUT);
    }

    private static @Nullable String write(OffsetDateTime time, DateTimeFormatter form) {
        return time.isEqual(ZERO) ? null : form.format(time.withOffsetSameInstant(ZoneOffset.UTC));
    }

    /** The usual case, without parsing: {@code 2026-01-02T03:04:05Z} with a day that every month has. */
    private static boolean isCanonical(String text) {
        if (text.length() != 20 || text.charAt(19) != 'Z' || text.charAt(10) != 'T' || text.startsWith("0001")) {
            return false;
        }
        return digits(text, 0, 4) >= 0
                && text.charAt(4) == '-'
                && between(digits(text, 5, 2), 1, 12)
                && text.charAt(7) == '-'
                && between(digits(text, 8, 2), 1, 28)
                && between(digits(text, 11, 2), 0, 23)
                && text.charAt(13) == ':'
                && between(digits(text, 14, 2), 0, 59)
                && text.charAt(16) == ':'
                && between(digits(text, 17, 2), 0, 59);
    }

    private static boolean between(int value, int low, int high) {
        return value >= low && value <= high;
    }

    private static int digits(String text, int from, int count) {
        int value = 0;
        for (int i = from; i < from + count; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + c - '0';
        }
        return value;
    }

    private OffsetDateTime parse() {
        int year = number("2006", 4, 4);
        literal("-");
        int month = ranged(number("01", 2, 2), 1, 12, "month");
        literal("-");
        int day = number("02", 2, 2);
        literal("T");
        int hour = ranged(number("15", 1, 2), 0, 23, "hour");
        literal(":");
        int minute = ranged(number("04", 2, 2), 0, 59, "minute");
        literal(":");
        int second = ranged(number("05", 2, 2), 0, 59, "second");
        int nanos = layout.equals(MICROS) ? micros() : optionalFraction();
        ZoneOffset offset = offset();
        if (at < text.length()) {
            throw problem(": extra text: " + GoText.quote(text.substring(at)));
        }
        try {
            return OffsetDateTime.of(LocalDateTime.of(year, month, day, hour, minute, second, nanos), offset);
        } catch (DateTimeException e) {
            throw problem(": day out of range");
        }
    }

    private int number(String element, int least, int most) {
        int end = at;
        while (end < text.length() && end - at < most && isDigit(end)) {
            end++;
        }
        if (end - at < least) {
            throw cannotParse(element);
        }
        int value = Integer.parseInt(text.substring(at, end));
        at = end;
        return value;
    }

    private boolean isDigit(int index) {
        return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    private void literal(String literal) {
        if (!text.startsWith(literal, at)) {
            throw cannotParse(literal);
        }
        at += literal.length();
    }

    private int ranged(int value, int low, int high, String name) {
        if (!between(value, low, high)) {
            throw problem(": " + name + " out of range");
        }
        return value;
    }

    private int optionalFraction() {
        if (at + 1 >= text.length() || (text.charAt(at) != '.' && text.charAt(at) != ',') || !isDigit(at + 1)) {
            return 0;
        }
        int nanos = 0;
        int weight = 100_000_000;
        for (at++; isDigit(at); at++) {
            nanos += (text.charAt(at) - '0') * weight;
            weight /= 10;
        }
        return nanos;
    }

    private int micros() {
        boolean fits = at + 7 <= text.length() && (text.charAt(at) == '.' || text.charAt(at) == ',');
        int value = fits ? digits(text, at + 1, 6) : -1;
        if (value < 0) {
            throw cannotParse(".000000");
        }
        at += 7;
        return value * 1000;
    }

    private ZoneOffset offset() {
        if (at < text.length() && text.charAt(at) == 'Z') {
            at++;
            return ZoneOffset.UTC;
        }
        boolean fits = at + 6 <= text.length() && text.charAt(at + 3) == ':' && "+-".indexOf(text.charAt(at)) >= 0;
        int hours = fits ? digits(text, at + 1, 2) : -1;
        int minutes = fits ? digits(text, at + 4, 2) : -1;
        if (hours < 0 || minutes < 0) {
            throw cannotParse("Z07:00");
        }
        ranged(hours, 0, 24, "time zone offset hour");
        ranged(minutes, 0, 60, "time zone offset minute");
        int seconds = (hours * 60 + minutes) * 60 * (text.charAt(at) == '-' ? -1 : 1);
        at += 6;
        if (Math.abs(seconds) > ZoneOffset.MAX.getTotalSeconds()) {
            throw problem(": time zone offset hour out of range");
        }
        return ZoneOffset.ofTotalSeconds(seconds);
    }

    private DecodingException cannotParse(String element) {
        return new DecodingException("parsing time " + GoText.quote(text) + " as " + GoText.quote(layout)
                + ": cannot parse " + GoText.quote(text.substring(at)) + " as " + GoText.quote(element));
    }

    private DecodingException problem(String detail) {
        return new DecodingException("parsing time " + GoText.quote(text) + detail);
    }
}
