package dev.jukung.apiserver.explain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When an Event happened. Its times have no fractions, and it is written a little later; but client-go, and whoever
 * follows it, names an Event after its object and the nanoseconds of its first happening.
 */
final class EventTimes {
    private static final int HEX = 16;

    private EventTimes() {}

    /** Empty where the name says nothing, or another time than the Event's latest: then it has happened again. */
    static Optional<Instant> exact(String name, Instant told) {
        String suffix = name.substring(name.lastIndexOf('.') + 1);
        if (!suffix.matches("[0-9a-f]{15,16}")) {
            return Optional.empty();
        }
        long nanos = Long.parseUnsignedLong(suffix, HEX);
        Instant time = Instant.ofEpochSecond(
                Long.divideUnsigned(nanos, 1_000_000_000L), Long.remainderUnsigned(nanos, 1_000_000_000L));
        return Duration.between(told, time).abs().compareTo(Duration.ofSeconds(1)) <= 0
                ? Optional.of(time)
                : Optional.empty();
    }
}
