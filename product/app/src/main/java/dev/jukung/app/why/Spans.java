package dev.jukung.app.why;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** How much later something happened, short and as exact as it matters. */
final class Spans {
    private Spans() {}

    /** {@code +0.012 s}, {@code +2 min 3 s}, {@code +3 h 4 min}, {@code +5 d 6 h}. */
    static String after(Duration span) {
        if (span.isNegative()) {
            return "-" + text(span.negated());
        }
        return (span.isZero() ? " " : "+") + text(span);
    }

    /** To the millisecond. */
    static String moment(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private static String text(Duration span) {
        if (span.compareTo(Duration.ofMinutes(1)) < 0) {
            return String.format(Locale.ROOT, "%.3f s", span.toMillis() / 1000.0);
        }
        if (span.compareTo(Duration.ofHours(1)) < 0) {
            return span.toMinutes() + " min " + span.toSecondsPart() + " s";
        }
        return span.compareTo(Duration.ofDays(1)) < 0
                ? span.toHours() + " h " + span.toMinutesPart() + " min"
                : span.toDays() + " d " + span.toHoursPart() + " h";
    }
}
