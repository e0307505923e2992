package dev.jukung.app.role;

import dev.jukung.schema.DecodingException;
import dev.jukung.schema.GoDuration;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Locale;

/**
 * A flag of a component of Kubernetes, or a field of its configuration file that no flag says.
 *
 * @param shown how users know it: {@code --secure-port}
 * @param fallback its value when it is not given, as it would be written
 */
record Flag(String name, String shown, Type type, String fallback, Support support) {
    enum Type {
        STRING,
        BOOL,
        INT,
        FLOAT,
        DURATION,
        /** With commas, or given several times. */
        STRINGS,
        /** Given several times. */
        ARRAY,
        IP,
        /** Whatever a configuration file may hold. */
        ANY
    }

    /** What becomes of the value. */
    enum Support {
        /** It is obeyed. */
        YES,
        /** Only the default is accepted: anything else would be promised and not done. */
        FIXED,
        /** Anything is accepted, and nothing follows: it tunes what does not exist here. */
        IDLE
    }

    /** A line of a table: {@code secure-port|int|6443|yes}. */
    static Flag parse(String line) {
        return parse(line, "--");
    }

    /** A line of a table of fields. */
    static Flag parseField(String line) {
        return parse(line, "");
    }

    private static Flag parse(String line, String prefix) {
        String[] parts = line.split("\\|", -1);
        if (parts.length != 4) {
            throw new IllegalStateException("not a line of a table of flags: " + line);
        }
        return new Flag(
                parts[0],
                prefix + parts[0],
                Type.valueOf(parts[1].toUpperCase(Locale.ROOT)),
                parts[2],
                Support.valueOf(parts[3].toUpperCase(Locale.ROOT)));
    }

    boolean repeatable() {
        return type == Type.STRINGS || type == Type.ARRAY;
    }

    /** @throws FlagException in pflag's words when it is no such value */
    void check(String text) {
        switch (type) {
            case STRING, STRINGS, ARRAY, ANY -> {}
            case BOOL -> bool(text);
            case INT -> integer(text);
            case FLOAT -> number(text);
            case DURATION -> duration(text);
            case IP -> address(text);
        }
    }

    boolean bool(String text) {
        return switch (text) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default -> throw invalid(text, "strconv.ParseBool: parsing \"" + text + "\": invalid syntax");
        };
    }

    int integer(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            String why = text.matches("[-+]?[0-9]+") ? "value out of range" : "invalid syntax";
            throw invalid(text, "strconv.ParseInt: parsing \"" + text + "\": " + why);
        }
    }

    double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw invalid(text, "strconv.ParseFloat: parsing \"" + text + "\": invalid syntax");
        }
    }

    Duration duration(String text) {
        try {
            return Duration.ofNanos(GoDuration.parse(text));
        } catch (DecodingException e) {
            throw invalid(text, String.valueOf(e.getMessage()));
        }
    }

    private void address(String text) {
        if (!text.isEmpty()) {
            try {
                InetAddress.ofLiteral(text);
            } catch (IllegalArgumentException e) {
                throw invalid(text, "failed to parse IP: \"" + text + "\"");
            }
        }
    }

    FlagException invalid(String text, String why) {
        return new FlagException("invalid argument \"" + text + "\" for \"" + shown + "\" flag: " + why);
    }
}
