package dev.jukung.value;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which texts YAML 1.1 takes for a timestamp, as far as go-yaml v2 does. They stay text, but are quoted. */
final class YamlTimestamps {
    private static final Pattern TIMESTAMP = Pattern.compile("(\\d{4})-(\\d{1,2})-(\\d{1,2})"
            + "(?:([Tt ])(\\d{1,2}):(\\d{1,2}):(\\d{1,2})(?:[.,]\\d+)?(Z|[-+](\\d{2}):(\\d{2}))?)?");

    private YamlTimestamps() {}

    static boolean isTimestamp(String text) {
        if (text.length() < 8 || text.charAt(4) != '-') {
            return false;
        }
        Matcher matcher = TIMESTAMP.matcher(text);
        if (!matcher.matches() || !isDate(matcher)) {
            return false;
        }
        String separator = matcher.group(4);
        if (separator == null) {
            return true;
        }
        boolean zoned = matcher.group(8) != null;
        // A zone goes with a T and no zone with a space; nothing else is read as a timestamp.
        return zoned != separator.equals(" ")
                && number(matcher, 5) < 24
                && number(matcher, 6) < 60
                && number(matcher, 7) < 60
                && (matcher.group(9) == null || (number(matcher, 9) <= 24 && number(matcher, 10) < 60));
    }

    private static boolean isDate(Matcher matcher) {
        try {
            LocalDate.of(number(matcher, 1), number(matcher, 2), number(matcher, 3));
            return true;
        } catch (DateTimeException _) {
            return false; // the 30th of February is text
        }
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }
}
