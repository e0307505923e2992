package dev.jukung.apiserver.registry;

import dev.jukung.model.Views;
import java.time.Duration;
import java.time.Instant;

/** Durations as kubectl prints them (k8s.io/apimachinery/pkg/util/duration, HumanDuration). */
public final class Ages {
    private Ages() {}

    /** The age of a time stamp, {@code <unknown>} when there is none. */
    public static String since(String timestamp, Instant now) {
        return timestamp.isEmpty() ? "<unknown>" : human(Duration.between(Views.toInstant(timestamp), now));
    }

    public static String human(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < -1) {
            return "<invalid>";
        }
        if (seconds < 0) {
            return "0s";
        }
        if (seconds < 60 * 2) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        if (minutes < 10) {
            return withRest(minutes, "m", seconds % 60, "s");
        }
        if (minutes < 60 * 3) {
            return minutes + "m";
        }
        long hours = minutes / 60;
        if (hours < 8) {
            return withRest(hours, "h", minutes % 60, "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        if (hours < 24 * 8) {
            return withRest(hours / 24, "d", hours % 24, "h");
        }
        if (hours < 24 * 365 * 2) {
            return hours / 24 + "d";
        }
        if (hours < 24 * 365 * 8) {
            return withRest(hours / 24 / 365, "y", hours / 24 % 365, "d");
        }
        return hours / 24 / 365 + "y";
    }

    private static String withRest(long whole, String unit, long rest, String restUnit) {
        return rest == 0 ? whole + unit : whole + unit + rest + restUnit;
    }
}
