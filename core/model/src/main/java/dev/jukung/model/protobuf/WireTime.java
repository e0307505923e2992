package dev.jukung.model.protobuf;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;

/** RFC 3339 times as seconds and back; the form that stored objects have is read without making objects. */
final class WireTime {
    private static final int CANONICAL_LENGTH = 20;

    private WireTime() {}

    /** @throws java.time.DateTimeException if it is no time */
    static Instant parse(String text) {
        return isCanonical(text)
                ? Instant.ofEpochSecond(canonicalSeconds(text))
                : DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
    }

    static long seconds(String text) {
        return isCanonical(text) ? canonicalSeconds(text) : parse(text).getEpochSecond();
    }

    /** {@code 2026-01-02T03:04:05Z}. */
    private static boolean isCanonical(String text) {
        if (text.length() != CANONICAL_LENGTH || text.charAt(CANONICAL_LENGTH - 1) != 'Z') {
            return false;
        }
        for (int i = 0; i < CANONICAL_LENGTH - 1; i++) {
            char c = text.charAt(i);
            boolean right =
                    switch (i) {
                        case 4, 7 -> c == '-';
                        case 10 -> c == 'T';
                        case 13, 16 -> c == ':';
                        default -> c >= '0' && c <= '9';
                    };
            if (!right) {
                return false;
            }
        }
        return true;
    }

    private static long canonicalSeconds(String text) {
        LocalDate date = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
        return date.toEpochDay() * 86_400
                + number(text, 11, 13) * 3600L
                + number(text, 14, 16) * 60L
                + number(text, 17, 19);
    }

    private static int number(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            value = value * 10 + text.charAt(i) - '0';
        }
        return value;
    }
}
