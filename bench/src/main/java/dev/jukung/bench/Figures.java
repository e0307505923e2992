package dev.jukung.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Figures as people read them. */
public final class Figures {
    private Figures() {}

    /** {@code 0.34 ms}, {@code 12.5 ms}, {@code 1.20 s}: three digits that count. */
    public static String time(Duration duration) {
        double millis = millis(duration);
        return millis < 1000 ? number(millis) + " ms" : number(millis / 1000) + " s";
    }

    /** With three digits that count, and thousands set apart. */
    public static String number(double number) {
        double size = Math.abs(number);
        if (size >= 100) {
            return String.format(Locale.ROOT, "%,.0f", number);
        }
        if (size >= 10) {
            return String.format(Locale.ROOT, "%.1f", number);
        }
        return String.format(Locale.ROOT, size >= 1 ? "%.2f" : "%.3f", number);
    }

    /** {@code 3.40x}: how many times {@code part} is in {@code whole}. */
    public static String times(double whole, double part) {
        return part == 0 ? "-" : number(whole / part) + "x";
    }

    public static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    /** The middle one, or the faster of the two in the middle. */
    public static Duration median(List<Duration> durations) {
        List<Duration> sorted = durations.stream().sorted().toList();
        return sorted.get((sorted.size() - 1) / 2);
    }

    public static Duration least(List<Duration> durations) {
        return durations.stream().min(Duration::compareTo).orElseThrow();
    }
}
