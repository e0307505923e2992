package dev.jukung.schema.cel;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.function.ToLongFunction;

/** The parts of times and durations. */
final class TimeFunctions {
    private TimeFunctions() {}

    static void addTo(Map<String, Functions.Function> all) {
        part(all, "getFullYear", ZonedDateTime::getYear);
        part(all, "getMonth", time -> time.getMonthValue() - 1);
        part(all, "getDayOfYear", time -> time.getDayOfYear() - 1);
        part(all, "getDayOfMonth", time -> time.getDayOfMonth() - 1);
        part(all, "getDate", ZonedDateTime::getDayOfMonth);
        part(all, "getDayOfWeek", time -> time.getDayOfWeek().getValue() % 7);
        part(all, "getHours", ZonedDateTime::getHour, Duration::toHours);
        part(all, "getMinutes", ZonedDateTime::getMinute, Duration::toMinutes);
        part(all, "getSeconds", ZonedDateTime::getSecond, TimeFunctions::seconds);
        part(all, "getMilliseconds", time -> time.getNano() / 1_000_000, TimeFunctions::millis);
    }

    private static long seconds(Duration duration) {
        return duration.isNegative() ? -duration.negated().getSeconds() : duration.getSeconds();
    }

    private static long millis(Duration duration) {
        return duration.toMillis();
    }

    private static void part(Map<String, Functions.Function> all, String name, ToLongFunction<ZonedDateTime> ofTime) {
        all.put(
                name,
                arguments -> arguments[0] instanceof Instant time
                        ? ofTime(time, arguments, ofTime)
                        : CelError.noOverload(name, arguments));
    }

    private static void part(
            Map<String, Functions.Function> all,
            String name,
            ToLongFunction<ZonedDateTime> ofTime,
            ToLongFunction<Duration> ofDuration) {
        all.put(name, arguments -> switch (arguments[0]) {
            case Instant time -> ofTime(time, arguments, ofTime);
            case Duration duration -> ofDuration.applyAsLong(duration);
            default -> CelError.noOverload(name, arguments);
        });
    }

    private static Object ofTime(Instant time, Object[] arguments, ToLongFunction<ZonedDateTime> part) {
        try {
            ZoneId zone = arguments.length > 1 ? zone((String) arguments[1]) : ZoneOffset.UTC;
            return part.applyAsLong(time.atZone(zone));
        } catch (DateTimeException _) {
            return new CelError("unknown time zone " + arguments[1]);
        }
    }

    /** A name of the time zone database, or an offset such as {@code 02:00} or {@code -01:30}. */
    private static ZoneId zone(String name) {
        if (!name.contains(":")) {
            return name.isEmpty() ? ZoneOffset.UTC : ZoneId.of(name);
        }
        return ZoneOffset.of(name.startsWith("-") || name.startsWith("+") ? name : "+" + name);
    }
}
