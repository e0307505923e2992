package dev.jukung.schema;

import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.NumberValue;
import dev.jukung.value.ObjectValue;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** Values as Go prints them, because Kubernetes' messages contain them. */
public final class GoText {
    private static final HexFormat HEX = HexFormat.of();

    /** A value that Go shows in a way of its own. @param text as it is shown */
    public record Literal(String text) {}

    private GoText() {}

    /** {@code strconv.Quote}: the text in double quotes with Go's escapes. */
    public static String quote(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> appendEscaped(out, c));
        return out.append('"').toString();
    }

    private static void appendEscaped(StringBuilder out, int c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case 0x07 -> out.append("\\a");
            case 0x0b -> out.append("\\v");
            default -> {
                if (c < 0x20 || c == 0x7f) {
                    out.append("\\x").append(HEX.toHexDigits((byte) c));
                } else if (printable(c)) {
                    out.appendCodePoint(c);
                } else if (c < 0x10000) {
                    out.append("\\u").append(HEX.toHexDigits((char) c));
                } else {
                    out.append("\\U").append(HEX.toHexDigits(c));
                }
            }
        }
    }

    private static boolean printable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }

    /** A value as a field error shows it. */
    public static String shown(Object value) {
        return switch (value) {
            case String text -> quote(text);
            case Literal literal -> literal.text();
            case NumberValue number -> number(number.toDouble(), -4, 5, 2);
            default -> json(value);
        };
    }

    /** {@code json.Marshal} of an untyped value: keys sorted; {@code <}, {@code >} and {@code &} escaped. */
    public static String json(Object value) {
        StringBuilder out = new StringBuilder();
        appendJson(out, value);
        return out.toString();
    }

    private static void appendJson(StringBuilder out, Object value) {
        switch (value) {
            case ObjectValue object -> {
                String[] keys = new String[object.size()];
                Arrays.setAll(keys, object::keyAt);
                Arrays.sort(keys);
                out.append('{');
                for (int i = 0; i < keys.length; i++) {
                    out.append(i == 0 ? "" : ",");
                    appendJson(out, keys[i]);
                    out.append(':');
                    Object member = object.get(keys[i]);
                    appendJson(out, member == null ? NullValue.NULL : member);
                }
                out.append('}');
            }
            case ListValue list -> {
                out.append('[');
                for (int i = 0; i < list.size(); i++) {
                    out.append(i == 0 ? "" : ",");
                    appendJson(out, list.get(i));
                }
                out.append(']');
            }
            case String text -> {
                out.append('"');
                text.chars().forEach(c -> appendJsonEscaped(out, (char) c));
                out.append('"');
            }
            case NumberValue number -> out.append(jsonNumber(number.toDouble()));
            default -> out.append(value);
        }
    }

    private static void appendJsonEscaped(StringBuilder out, char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '<', '>', '&', '\u2028', '\u2029' -> out.append("\\u").append(HEX.toHexDigits(c));
            default -> {
                if (c < 0x20) {
                    out.append("\\u").append(HEX.toHexDigits(c));
                } else {
                    out.append(c);
                }
            }
        }
    }

    /** {@code fmt.Sprint} of an untyped value: {@code map[a:1 b:[x y]]}. */
    public static String printed(Object value) {
        return switch (value) {
            case ObjectValue object -> {
                String[] keys = new String[object.size()];
                Arrays.setAll(keys, object::keyAt);
                Arrays.sort(keys);
                StringJoiner members = new StringJoiner(" ", "map[", "]");
                for (String key : keys) {
                    Object member = object.get(key);
                    members.add(key + ":" + printed(member == null ? NullValue.NULL : member));
                }
                yield members.toString();
            }
            case ListValue list -> list.stream().map(GoText::printed).collect(Collectors.joining(" ", "[", "]"));
            case NumberValue number -> shown(number);
            case NullValue _ -> "<nil>";
            default -> value.toString();
        };
    }

    /** A number as Go's JSON has it: the fewest digits, an exponent below 1e-6 and from 1e21. */
    static String jsonNumber(double value) {
        return number(value, -6, 20, 1);
    }

    private static String number(double value, int leastPlainExponent, int mostPlainExponent, int exponentDigits) {
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = digits.precision() - digits.scale() - 1;
        if (exponent >= leastPlainExponent && exponent <= mostPlainExponent) {
            return digits.toPlainString();
        }
        String unscaled = digits.unscaledValue().abs().toString();
        String mantissa = unscaled.length() == 1 ? unscaled : unscaled.charAt(0) + "." + unscaled.substring(1);
        String power = Integer.toString(Math.abs(exponent));
        String padding = "0".repeat(Math.max(0, exponentDigits - power.length()));
        return (value < 0 ? "-" : "") + mantissa + (exponent < 0 ? "e-" : "e+") + padding + power;
    }

    static String count(long number, String singular) {
        return number + " " + singular + (number == 1 ? "" : "s");
    }
}
