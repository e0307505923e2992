package dev.jukung.schema.cel;

import dev.jukung.schema.GoText;
import dev.jukung.value.NullValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** {@code 'text %s'.format([…])}. Confined to one call. */
final class TextFormat {
    private static final int DEFAULT_PRECISION = 6;
    private static final int MAX_PRECISION = 1000;

    private static final class FormatException extends Exception {
        FormatException(String message) {
            super(message, null, false, false);
        }
    }

    private final String format;
    private final CelList arguments;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private TextFormat(String format, CelList arguments) {
        this.format = format;
        this.arguments = arguments;
    }

    static Object format(String format, CelList arguments) {
        try {
            return new TextFormat(format, arguments).run();
        } catch (FormatException e) {
            return new CelError(String.valueOf(e.getMessage()));
        }
    }

    private String run() throws FormatException {
        int next = 0;
        while (at < format.length()) {
            char c = format.charAt(at++);
            if (c != '%') {
                out.append(c);
                continue;
            }
            if (at >= format.length()) {
                throw new FormatException("unexpected end of string");
            }
            if (format.charAt(at) == '%') {
                out.append('%');
                at++;
                continue;
            }
            if (next >= arguments.size()) {
                throw new FormatException("index " + next + " out of range");
            }
            clause(arguments.get(next++));
        }
        return out.toString();
    }

    private void clause(Object argument) throws FormatException {
        int precision = precision();
        char verb = format.charAt(at++);
        switch (verb) {
            case 's' -> out.append(text(argument));
            case 'd' -> out.append(decimal(argument));
            case 'f' -> out.append(fixed(argument, precision < 0 ? DEFAULT_PRECISION : precision));
            case 'e' -> out.append(scientific(argument, precision < 0 ? DEFAULT_PRECISION : precision));
            case 'b' -> out.append(binary(argument));
            case 'x' -> out.append(hex(argument));
            case 'X' -> out.append(hex(argument).toUpperCase(Locale.ROOT));
            case 'o' -> out.append(octal(argument));
            default ->
                throw new FormatException(
                        "could not parse formatting clause: unrecognized formatting clause \"" + verb + "\"");
        }
    }

    private int precision() throws FormatException {
        if (format.charAt(at) != '.') {
            return -1;
        }
        int from = ++at;
        while (at < format.length() && Character.isDigit(format.charAt(at))) {
            at++;
        }
        if (at >= format.length()) {
            throw new FormatException("error while parsing precision: could not find end of precision specifier");
        }
        try {
            int precision = Integer.parseInt(format.substring(from, at));
            if (precision > MAX_PRECISION) {
                throw new FormatException("error while parsing precision: it may be at most " + MAX_PRECISION);
            }
            return precision;
        } catch (NumberFormatException _) {
            throw new FormatException("error while parsing precision: error while converting precision to integer");
        }
    }

    private static String text(Object value) throws FormatException {
        return switch (value) {
            case CelList list -> list(list);
            case CelMap map -> map(map);
            case NullValue _ -> "null";
            case String _, Long _, CelUint _, Double _, Boolean _, CelBytes _, Instant _, Duration _, CelTypeName _ -> {
                Object text = value instanceof CelTypeName type ? type.name() : Conversions.toText(value);
                if (text instanceof CelError(String message)) {
                    throw new FormatException(message);
                }
                yield (String) text;
            }
            default ->
                throw wrongType(
                        "strings",
                        "strings, bools, integers, doubles, lists, maps, types, bytes, " + "timestamps, and durations",
                        value);
        };
    }

    private static FormatException wrongType(String clause, String supported, Object value) {
        String type = CelValues.typeName(value);
        return new FormatException("error during formatting: " + clause + " clause can only be used on " + supported
                + ", was given " + type);
    }

    private static String list(CelList list) throws FormatException {
        List<String> items = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            items.add(literal(list.get(i)));
        }
        return "[" + String.join(", ", items) + "]";
    }

    private static String map(CelMap map) throws FormatException {
        List<String> entries = new ArrayList<>();
        for (Object key : map.keys()) {
            Object value = map.find(key);
            entries.add(literal(key) + ":" + literal(value == null ? NullValue.NULL : value));
        }
        entries.sort(null);
        return "{" + String.join(", ", entries) + "}";
    }

    /** A value inside of another one, as it would be written in an expression. */
    private static String literal(Object value) throws FormatException {
        return switch (value) {
            case String text -> GoText.quote(text);
            case CelBytes _ -> "b" + GoText.quote(text(value));
            case Instant _ -> "timestamp(" + GoText.quote(text(value)) + ")";
            case Duration _ -> "duration(" + GoText.quote(text(value)) + ")";
            case Double number ->
                Double.isFinite(number) ? fixed(number, DEFAULT_PRECISION) : GoText.quote(Conversions.shown(number));
            default -> text(value);
        };
    }

    private static String decimal(Object value) throws FormatException {
        return switch (value) {
            case Long _, CelUint _ -> value.toString();
            default -> throw wrongType("decimal", "integers", value);
        };
    }

    private static double real(Object value, String clause) throws FormatException {
        return switch (value) {
            case Double number -> number;
            case String text when text.equals("NaN") -> Double.NaN;
            case String text when text.equals("Infinity") -> Double.POSITIVE_INFINITY;
            case String text when text.equals("-Infinity") -> Double.NEGATIVE_INFINITY;
            default -> throw wrongType(clause, "doubles", value);
        };
    }

    private static String fixed(Object value, int precision) throws FormatException {
        double number = real(value, "fixed-point");
        return Double.isFinite(number)
                ? new BigDecimal(number)
                        .setScale(precision, RoundingMode.HALF_EVEN)
                        .toPlainString()
                : infinite(number);
    }

    private static String infinite(double number) {
        return Double.isNaN(number) ? "NaN" : number > 0 ? "∞" : "-∞";
    }

    private static String scientific(Object value, int precision) throws FormatException {
        double number = real(value, "scientific");
        if (!Double.isFinite(number)) {
            return infinite(number);
        }
        String plain = String.format(Locale.ROOT, "%." + precision + "e", number);
        int e = plain.indexOf('e');
        return plain.substring(0, e) + "×10" + superscript(Integer.parseInt(plain.substring(e + 1)));
    }

    private static String superscript(int exponent) {
        StringBuilder text = new StringBuilder(exponent < 0 ? "⁻" : "");
        for (char digit : "%02d".formatted(Math.abs(exponent)).toCharArray()) {
            text.append("⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(digit - '0'));
        }
        return text.toString();
    }

    private static String binary(Object value) throws FormatException {
        return switch (value) {
            case Long number -> signed(number, 2);
            case CelUint number -> Long.toUnsignedString(number.bits(), 2);
            case Boolean truth -> truth ? "1" : "0";
            default -> throw wrongType("binary", "integers and bools", value);
        };
    }

    private static String octal(Object value) throws FormatException {
        return switch (value) {
            case Long number -> signed(number, 8);
            case CelUint number -> Long.toUnsignedString(number.bits(), 8);
            default -> throw wrongType("octal", "integers", value);
        };
    }

    private static String hex(Object value) throws FormatException {
        return switch (value) {
            case Long number -> signed(number, 16);
            case CelUint number -> Long.toUnsignedString(number.bits(), 16);
            case String text -> HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
            case CelBytes bytes -> HexFormat.of().formatHex(bytes.bytes());
            default -> throw wrongType("hex", "integers, byte buffers, and strings", value);
        };
    }

    private static String signed(long number, int radix) {
        return Long.toString(number, radix);
    }
}
