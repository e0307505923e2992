package dev.jukung.value;

import java.math.BigInteger;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an unquoted YAML scalar means to Kubernetes: the rules of sigs.k8s.io/yaml, which are YAML 1.1's as
 * go-yaml v2 reads them (yes and no are booleans, a leading 0 is octal, underscores part digits), not YAML 1.2's.
 */
final class YamlScalars {
    /** What a scalar resolves to. A timestamp stays text, but has to be quoted when it is written. */
    enum Kind {
        TEXT,
        NULL,
        BOOLEAN,
        INTEGER,
        FLOAT,
        TIMESTAMP,
        MERGE
    }

    /** Kind and value; the value of a timestamp and of the merge key is their text. */
    record Resolved(Kind kind, Object value) {}

    private static final Set<String> TRUE =
            Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
    private static final Set<String> FALSE =
            Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
    private static final Map<String, Double> SPECIAL_FLOATS = Map.ofEntries(
            Map.entry(".nan", Double.NaN),
            Map.entry(".NaN", Double.NaN),
            Map.entry(".NAN", Double.NaN),
            Map.entry(".inf", Double.POSITIVE_INFINITY),
            Map.entry(".Inf", Double.POSITIVE_INFINITY),
            Map.entry(".INF", Double.POSITIVE_INFINITY),
            Map.entry("+.inf", Double.POSITIVE_INFINITY),
            Map.entry("+.Inf", Double.POSITIVE_INFINITY),
            Map.entry("+.INF", Double.POSITIVE_INFINITY),
            Map.entry("-.inf", Double.NEGATIVE_INFINITY),
            Map.entry("-.Inf", Double.NEGATIVE_INFINITY),
            Map.entry("-.INF", Double.NEGATIVE_INFINITY));

    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Pattern DOTTED_FLOAT = Pattern.compile("\\.[0-9](_?[0-9])*([eE][-+]?[0-9](_?[0-9])*)?");
    private static final Pattern BASE_60 = Pattern.compile("[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\\.[0-9_]*)?");
    private static final BigInteger INT64_MIN = BigInteger.valueOf(Long.MIN_VALUE);

    private YamlScalars() {}

    static Resolved resolve(String text) {
        if (NULL.contains(text)) {
            return new Resolved(Kind.NULL, NullValue.NULL);
        }
        char first = text.charAt(0);
        if ("yYnNtTfFoO~".indexOf(first) >= 0) {
            if (TRUE.contains(text)) {
                return new Resolved(Kind.BOOLEAN, Boolean.TRUE);
            }
            return FALSE.contains(text) ? new Resolved(Kind.BOOLEAN, Boolean.FALSE) : text(text);
        }
        if (text.equals("<<")) {
            return new Resolved(Kind.MERGE, text);
        }
        if (first == '.' || first == '+' || first == '-') {
            Double special = SPECIAL_FLOATS.get(text);
            if (special != null) {
                return new Resolved(Kind.FLOAT, special);
            }
        }
        if (first == '.') {
            return DOTTED_FLOAT.matcher(text).matches() ? floating(text.replace("_", ""), text) : text(text);
        }
        return first == '+' || first == '-' || isDigit(first) ? number(text) : text(text);
    }

    /** Whether the text, unquoted, would be read back as this text by YAML 1.1 readers. */
    static boolean isPlainText(String text) {
        Kind kind = resolve(text).kind();
        return kind == Kind.TEXT
                && !(text.indexOf(':') > 0 && BASE_60.matcher(text).matches());
    }

    private static Resolved text(String text) {
        return new Resolved(Kind.TEXT, text);
    }

    private static Resolved number(String text) {
        if (YamlTimestamps.isTimestamp(text)) {
            return new Resolved(Kind.TIMESTAMP, text);
        }
        BigInteger integer = integer(text);
        if (integer != null) {
            return new Resolved(Kind.INTEGER, Values.number(integer.toString()));
        }
        String plain = text.replace("_", "");
        return FLOAT.matcher(plain).matches() ? floating(plain, text) : text(text);
    }

    /** A float keeps its worth, not its spelling, as it does on its way through sigs.k8s.io/yaml. */
    private static Resolved floating(String digits, String text) {
        double value = Double.parseDouble(digits);
        return Double.isInfinite(value) ? text(text) : new Resolved(Kind.FLOAT, value);
    }

    /** The integer in Go's notation (0x, 0b, 0o, a leading 0, underscores anywhere), or null; 64 bits at most. */
    private static @Nullable BigInteger integer(String text) {
        String digits = text.replace("_", "");
        boolean signed = digits.startsWith("-") || digits.startsWith("+");
        boolean negative = digits.startsWith("-");
        String magnitude = signed ? digits.substring(1) : digits;
        int radix = 10;
        if (magnitude.length() > 1 && magnitude.charAt(0) == '0') {
            radix = switch (magnitude.charAt(1)) {
                case 'x', 'X' -> 16;
                case 'b', 'B' -> 2;
                default -> 8;
            };
            boolean marked = radix != 8 || (magnitude.charAt(1) | 0x20) == 'o';
            magnitude = magnitude.substring(marked ? 2 : 1);
        }
        if (magnitude.isEmpty() || magnitude.length() > 64 || !allDigits(magnitude, radix)) {
            return null;
        }
        BigInteger value = new BigInteger(magnitude, radix);
        if (negative) {
            return value.negate().compareTo(INT64_MIN) < 0 ? null : value.negate();
        }
        boolean large = value.bitLength() > 63; // Go reads these as unsigned, which takes no sign
        return large && (signed || !GoText.fitsUnsigned64(value)) ? null : value;
    }

    private static boolean allDigits(String text, int radix) {
        return text.chars().allMatch(c -> c < 0x80 && Character.digit(c, radix) >= 0);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
