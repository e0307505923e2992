package dev.jukung.http;

import dev.jukung.base.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The {@code Date} field, written once a second (RFC 9110, 5.6.7). Thread-safe. */
final class ResponseDate {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private record Written(long second, String text) {}

    private final Clock clock;
    private volatile Written last = new Written(Long.MIN_VALUE, "");

    ResponseDate(Clock clock) {
        this.clock = clock;
    }

    String text() {
        Instant now = clock.now();
        Written written = last;
        if (written.second() != now.getEpochSecond()) {
            written = new Written(now.getEpochSecond(), FORMAT.format(now));
            last = written;
        }
        return written.text();
    }
}
