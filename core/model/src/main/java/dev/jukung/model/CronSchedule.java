package dev.jukung.model;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When something is to happen again and again, written as for cron: five fields, a word such as {@code @daily}, or
 * {@code @every 1h30m}. The same language as that of the library that Kubernetes uses, with its texts of errors: days of the
 * week are 0 to 6, a day counts if one of two restricted day fields matches, hours that a time zone skips are skipped, and
 * hours that it repeats are repeated. Immutable.
 */
public final class CronSchedule {
    /** A time that does not come for so long never comes. */
    private static final int YEARS_MAX = 5;

    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    private static final Map<String, String> WORDS = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");
    /** The longest that Go's durations can be, in seconds. */
    private static final long DURATION_MAX = Long.MAX_VALUE / 1_000_000_000;

    private static final String EVERY = "@every ";
    private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Map<String, Double> UNITS =
            Map.of("ns", 1e-9, "us", 1e-6, "µs", 1e-6, "μs", 1e-6, "ms", 1e-3, "s", 1.0, "m", 60.0, "h", 3600.0);

    /** The values of one field. @param any whether it was left open, by a star */
    private record Field(BitSet values, boolean any) {}

    private record Bounds(int min, int max, List<String> names) {}

    private final Field minutes;
    private final Field hours;
    private final Field days;
    private final Field months;
    private final Field weekdays;
    private final Duration every; // zero where the fields count
    private final ZoneId zone;

    private CronSchedule(List<Field> fields, Duration every, ZoneId zone) {
        minutes = fields.get(0);
        hours = fields.get(1);
        days = fields.get(2);
        months = fields.get(3);
        weekdays = fields.get(4);
        this.every = every;
        this.zone = zone;
    }

    /** The zone of this name, of those that the time zone database has. */
    public static Optional<ZoneId> zone(String name) {
        return name.equals("UTC") || name.isEmpty()
                ? Optional.of(ZoneOffset.UTC)
                : Optional.of(name)
                        .filter(ZoneId.getAvailableZoneIds()::contains)
                        .map(ZoneId::of);
    }

    /**
     * @param zone counts unless the text begins with a zone of its own: {@code TZ=Asia/Tokyo 0 6 * * *}
     * @throws IllegalArgumentException with the reason
     */
    public static CronSchedule parse(String text, ZoneId zone) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("empty spec string");
        }
        String spec = text;
        ZoneId place = zone;
        if (text.startsWith("TZ=") || text.startsWith("CRON_TZ=")) {
            int end = text.indexOf(' ');
            String name = text.substring(text.indexOf('=') + 1, end < 0 ? text.length() : end);
            place = zone(name)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "provided bad location " + name + ": unknown time zone " + name));
            spec = end < 0 ? "" : text.substring(end).strip();
        }
        List<Field> all = fields("* * * * *");
        if (spec.startsWith(EVERY)) {
            return new CronSchedule(all, duration(spec.substring(EVERY.length())), place);
        }
        if (spec.startsWith("@")) {
            String fields = WORDS.get(spec);
            if (fields == null) {
                throw new IllegalArgumentException("unrecognized descriptor: " + spec);
            }
            spec = fields;
        }
        return new CronSchedule(fields(spec), Duration.ZERO, place);
    }

    private static List<Field> fields(String spec) {
        List<String> parts = List.of(spec.strip().split("\\s+"));
        int count = spec.isBlank() ? 0 : parts.size();
        if (count != 5) {
            throw new IllegalArgumentException("expected exactly 5 fields, found " + count + ": ["
                    + (count == 0 ? "" : String.join(" ", parts)) + "]");
        }
        return List.of(
                field(parts.get(0), new Bounds(0, 59, List.of())),
                field(parts.get(1), new Bounds(0, 23, List.of())),
                field(parts.get(2), new Bounds(1, 31, List.of())),
                field(parts.get(3), new Bounds(1, 12, MONTHS)),
                field(parts.get(4), new Bounds(0, 6, DAYS)));
    }

    private static Field field(String text, Bounds bounds) {
        BitSet values = new BitSet();
        boolean any = false;
        for (String part : text.split(",")) {
            any |= !part.isEmpty() && range(part, bounds, values);
        }
        return new Field(values, any);
    }

    /** Adds what a part of a list says; true where it leaves the field open. */
    private static boolean range(String text, Bounds bounds, BitSet values) {
        String[] steps = text.split("/", -1);
        String[] ends = steps[0].split("-", -1);
        boolean star = ends[0].equals("*") || ends[0].equals("?");
        if (!star && ends.length > 2) {
            throw new IllegalArgumentException("too many hyphens: " + text);
        }
        if (steps.length > 2) {
            throw new IllegalArgumentException("too many slashes: " + text);
        }
        int from = star ? bounds.min() : number(ends[0], bounds);
        int to = star ? bounds.max() : ends.length == 2 ? number(ends[1], bounds) : from;
        int step = 1;
        if (steps.length == 2) {
            step = number(steps[1]);
            to = ends.length == 1 ? bounds.max() : to; // "5/10" goes on to the end
        }
        check(from, to, step, bounds, text);
        for (int i = from; i <= to; i += step) {
            values.set(i);
        }
        return star && step == 1;
    }

    private static void check(int from, int to, int step, Bounds bounds, String text) {
        if (from < bounds.min()) {
            throw new IllegalArgumentException(
                    "beginning of range (" + from + ") below minimum (" + bounds.min() + "): " + text);
        }
        if (to > bounds.max()) {
            throw new IllegalArgumentException(
                    "end of range (" + to + ") above maximum (" + bounds.max() + "): " + text);
        }
        if (from > to) {
            throw new IllegalArgumentException(
                    "beginning of range (" + from + ") beyond end of range (" + to + "): " + text);
        }
        if (step == 0) {
            throw new IllegalArgumentException("step of range should be a positive number: " + text);
        }
    }

    private static int number(String text, Bounds bounds) {
        int name = bounds.names().indexOf(text.toLowerCase(Locale.ROOT));
        return name >= 0 ? name + bounds.min() : number(text);
    }

    private static int number(String text) {
        if (!text.matches("[+-]?\\d{1,9}")) {
            throw new IllegalArgumentException(
                    "failed to parse int from " + text + ": strconv.Atoi: parsing \"" + text + "\": invalid syntax");
        }
        int number = Integer.parseInt(text);
        if (number < 0) {
            throw new IllegalArgumentException("negative number (" + number + ") not allowed: " + text);
        }
        return number;
    }

    private static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        double seconds = 0;
        int end = 0;
        while (matcher.lookingAt()) {
            seconds += Double.parseDouble(matcher.group(1)) * UNITS.getOrDefault(matcher.group(2), 0.0);
            end = matcher.end();
            matcher.region(end, text.length());
        }
        if (end == 0 || end < text.length() || seconds > DURATION_MAX) {
            throw new IllegalArgumentException(
                    "failed to parse duration " + EVERY + text + ": time: invalid duration \"" + text + "\"");
        }
        return Duration.ofSeconds(Math.max(1, (long) seconds));
    }

    /** The first time later than {@code after}; empty where none comes for years. */
    public Optional<Instant> next(Instant after) {
        if (!every.isZero()) {
            return Optional.of(after.truncatedTo(ChronoUnit.SECONDS).plus(every));
        }
        ZonedDateTime time = after.atZone(zone).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
        int lastYear = time.getYear() + YEARS_MAX;
        while (time.getYear() <= lastYear) {
            LocalDate date = time.toLocalDate();
            if (!matches(date)) {
                time = date.plusDays(1).atStartOfDay(zone);
            } else if (hours.values().get(time.getHour()) && minutes.values().get(time.getMinute())) {
                return Optional.of(time.toInstant());
            } else {
                time = time.plusMinutes(1);
            }
        }
        return Optional.empty();
    }

    private boolean matches(LocalDate date) {
        if (!months.values().get(date.getMonthValue())) {
            return false;
        }
        boolean day = days.values().get(date.getDayOfMonth());
        DayOfWeek name = date.getDayOfWeek();
        boolean weekday = weekdays.values().get(name.getValue() % 7);
        return (days.any() || weekdays.any()) ? (day && weekday) : (day || weekday);
    }
}
