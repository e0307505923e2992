package dev.jukung.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** Go's ways to write strings and numbers, which Kubernetes' texts are made with. */
final class GoText {
    private static final BigInteger UINT64_MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private GoText() {}

    /** As {@code strconv.Quote}. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> quote(c, out));
        return out.append('"').toString();
    }

    private static void quote(int c, StringBuilder out) {
        int escape = "\u0007\b\f\n\r\t\u000b\\\"".indexOf(c);
        if (escape >= 0) {
            out.append('\\').append("abfnrtv\\\"".charAt(escape));
        } else if (c < ' ' || c == 0x7f) {
            out.append("\\x%02x".formatted(c));
        } else if (printable(c)) {
            out.appendCodePoint(c);
        } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
            out.append('\ufffd');
        } else {
            out.append(c > 0xffff ? "\\U%08x".formatted(c) : "\\u%04x".formatted(c));
        }
    }

    /** Go's {@code unicode.IsPrint}: letters, marks, numbers, punctuation, symbols and the plain space. */
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

    /** As fmt's {@code %#v} shows what go-yaml makes of YAML. */
    static String syntax(Object value) {
        return switch (value) {
            case String text -> quoted(text);
            case Double number -> general(number);
            case NumberValue number -> general(number.toDouble());
            case NullValue _ -> "interface {}(nil)";
            case ListValue list ->
                list.stream().map(GoText::syntax).collect(Collectors.joining(", ", "[]interface {}{", "}"));
            case ObjectValue object -> {
                StringJoiner members = new StringJoiner(", ", "map[interface {}]interface {}{", "}");
                object.sorted().forEach((key, member) -> members.add(quoted(key) + ":" + syntax(member)));
                yield members.toString();
            }
            default -> value.toString();
        };
    }

    /** As encoding/json writes a float64: the shortest digits, an exponent from 1e21 and below 1e-6. */
    static String json(double value) {
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        double size = Math.abs(value);
        if (size >= 1e-6 && size < 1e21) {
            return plain(shortest(value));
        }
        String text = scientific(shortest(value));
        int exponent = text.indexOf("e-0");
        return exponent < 0 ? text : text.substring(0, exponent + 2) + text.substring(exponent + 3);
    }

    /** As {@code strconv.FormatFloat(value, 'g', -1, 64)}: the shortest digits, an exponent from 1e6 and below 1e-4. */
    static String general(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
        }
        return value == 0 ? json(value) : general(shortest(value));
    }

    /** As {@code strconv.FormatFloat(value, 'g', -1, 32)}. */
    static String generalOfFloat(double value) {
        return value == 0 ? json(value) : general(new BigDecimal(Float.toString((float) value)));
    }

    /** The fewest digits that mean this number; Java writes two where one would do for the smallest ones. */
    private static BigDecimal shortest(double value) {
        BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        BigDecimal shorter = decimal.precision() == 2 ? decimal.round(new MathContext(1)) : decimal;
        return shorter.doubleValue() == value ? shorter : decimal;
    }

    private static String general(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        int exponent = stripped.precision() - stripped.scale() - 1;
        return exponent < -4 || exponent >= 6 ? scientific(stripped) : plain(stripped);
    }

    private static String plain(BigDecimal value) {
        return value.stripTrailingZeros().toPlainString();
    }

    private static String scientific(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        String digits = stripped.unscaledValue().abs().toString();
        int exponent = stripped.precision() - stripped.scale() - 1;
        StringBuilder out = new StringBuilder(stripped.signum() < 0 ? "-" : "").append(digits.charAt(0));
        if (digits.length() > 1) {
            out.append('.').append(digits, 1, digits.length());
        }
        out.append(exponent < 0 ? "e-" : "e+");
        return out.append(Math.abs(exponent) < 10 ? "0" : "")
                .append(Math.abs(exponent))
                .toString();
    }

    static boolean fitsUnsigned64(BigInteger value) {
        return value.signum() >= 0 && value.compareTo(UINT64_MAX) <= 0;
    }

    /** How many bytes the text takes in UTF-8. */
    static int utf8Length(String text) {
        int length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // A pair of surrogates takes four bytes: two for each half.
            length += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
        }
        return length;
    }
}
