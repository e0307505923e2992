package dev.jukung.schema.cel;

import dev.jukung.schema.GoText;
import dev.jukung.value.NullValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Optional;

/** From one type to another: {@code int("1")}, {@code string(1.5)}, {@code timestamp("2026-…")}. */
final class Conversions {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");
    private static final String TIMESTAMP = "google.protobuf.Timestamp";
    private static final String DURATION = "google.protobuf.Duration";

    private Conversions() {}

    /** A text with a format that has a type of its own in CEL. */
    static Object formatted(String text, String format) {
        return switch (format) {
            case "date-time" ->
                instant(text)
                        .<Object>map(time -> time)
                        .orElseGet(() -> new CelError("Invalid date-time formatted string " + text));
            case "date" -> {
                try {
                    yield LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
                } catch (DateTimeException _) {
                    yield new CelError("Invalid date formatted string " + text);
                }
            }
            case "duration" ->
                Durations.parse(text)
                        .<Object>map(duration -> duration)
                        .orElseGet(() -> new CelError("Invalid duration " + text));
            case "byte" -> {
                try {
                    yield new CelBytes(Base64.getDecoder().decode(text));
                } catch (IllegalArgumentException _) {
                    yield new CelError("Invalid byte formatted string " + text);
                }
            }
            default -> text;
        };
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    static Object toTimestamp(Object value) {
        return switch (value) {
            case Instant _ -> value;
            case String text ->
                instant(text).map(Conversions::inRange).orElseGet(() -> CelError.conversion(value, TIMESTAMP));
            case Long seconds ->
                seconds < FIRST.getEpochSecond() || seconds > LAST.getEpochSecond()
                        ? CelError.TIMESTAMP_OVERFLOW
                        : Instant.ofEpochSecond(seconds);
            default -> CelError.noOverload("timestamp", value);
        };
    }

    /** The time, or an error when it is before the year 1 or after 9999. */
    static Object inRange(Instant time) {
        return time.isBefore(FIRST) || time.isAfter(LAST) ? CelError.TIMESTAMP_OVERFLOW : time;
    }

    static Object toDuration(Object value) {
        return switch (value) {
            case Duration _ -> value;
            case String text ->
                Durations.parse(text)
                        .<Object>map(duration -> duration)
                        .orElseGet(() -> CelError.conversion(value, DURATION));
            default -> CelError.noOverload("duration", value);
        };
    }

    static Object toInt(Object value) {
        return switch (value) {
            case Long _ -> value;
            case CelUint number -> number.bits() < 0 ? CelError.INT_OVERFLOW : number.bits();
            case Double number ->
                number.isNaN() || number <= -0x1p63 || number >= 0x1p63 ? CelError.INT_OVERFLOW : number.longValue();
            case Instant time -> time.getEpochSecond();
            case String text -> {
                try {
                    yield Long.parseLong(text);
                } catch (NumberFormatException _) {
                    yield CelError.conversion(value, "int");
                }
            }
            default -> CelError.noOverload("int", value);
        };
    }

    static Object toUint(Object value) {
        return switch (value) {
            case CelUint _ -> value;
            case Long number -> number < 0 ? CelError.UINT_OVERFLOW : new CelUint(number);
            case Double number ->
                number.isNaN() || number < 0 || number >= 0x1p64
                        ? CelError.UINT_OVERFLOW
                        : new CelUint(new BigDecimal(number).toBigInteger().longValue());
            case String text -> {
                try {
                    yield text.startsWith("+")
                            ? CelError.conversion(value, "uint")
                            : new CelUint(Long.parseUnsignedLong(text));
                } catch (NumberFormatException _) {
                    yield CelError.conversion(value, "uint");
                }
            }
            default -> CelError.noOverload("uint", value);
        };
    }

    static Object toDouble(Object value) {
        return switch (value) {
            case Double _ -> value;
            case Long number -> number.doubleValue();
            case CelUint number -> number.toDouble();
            case String text -> {
                try {
                    yield switch (text) {
                        case "Infinity", "+Infinity", "Inf", "+Inf" -> Double.POSITIVE_INFINITY;
                        case "-Infinity", "-Inf" -> Double.NEGATIVE_INFINITY;
                        default ->
                            text.strip().equals(text) && !text.matches(".*[dDfF]")
                                    ? (Object) Double.parseDouble(text)
                                    : CelError.conversion(value, "double");
                    };
                } catch (NumberFormatException _) {
                    yield CelError.conversion(value, "double");
                }
            }
            default -> CelError.noOverload("double", value);
        };
    }

    static Object toBool(Object value) {
        return switch (value) {
            case Boolean _ -> value;
            case String text ->
                switch (text) {
                    case "1", "t", "T", "true", "TRUE", "True" -> true;
                    case "0", "f", "F", "false", "FALSE", "False" -> false;
                    default -> CelError.conversion(value, "bool");
                };
            default -> CelError.noOverload("bool", value);
        };
    }

    static Object toBytes(Object value) {
        return switch (value) {
            case CelBytes _ -> value;
            case String text -> new CelBytes(text.getBytes(StandardCharsets.UTF_8));
            default -> CelError.noOverload("bytes", value);
        };
    }

    static Object toText(Object value) {
        return switch (value) {
            case CelBytes bytes -> {
                try {
                    yield StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes.bytes()))
                            .toString();
                } catch (CharacterCodingException _) {
                    yield new CelError("invalid UTF-8 in bytes, cannot convert to string");
                }
            }
            case String _, Long _, CelUint _, Double _, Boolean _, Instant _, Duration _ -> shown(value);
            case IpAddress address -> address.toString();
            case Cidr cidr -> cidr.toString();
            default -> CelError.noOverload("string", value);
        };
    }

    /** A value as Go prints it in messages. */
    static String shown(Object value) {
        return switch (value) {
            case Double number -> real(number);
            case Duration duration -> seconds(duration) + "s";
            case Instant time -> time(time);
            case CelTypeName type -> type.name();
            case NullValue _ -> "null";
            case CelList _, CelMap _ -> GoText.printed(CelValues.toTree(value));
            default -> value.toString();
        };
    }

    private static String real(double number) {
        if (Double.isFinite(number)) {
            return GoText.shown(dev.jukung.value.NumberValue.of(number));
        }
        return Double.isNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf";
    }

    private static String seconds(Duration duration) {
        BigInteger nanos = BigInteger.valueOf(duration.getSeconds())
                .multiply(BigInteger.valueOf(1_000_000_000))
                .add(BigInteger.valueOf(duration.getNano()));
        BigDecimal seconds = new BigDecimal(nanos, 9).stripTrailingZeros();
        return seconds.signum() == 0 ? "0" : seconds.toPlainString();
    }

    /** RFC 3339 with as many digits of a second as are needed. */
    private static String time(Instant time) {
        String seconds = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").format(time.atOffset(ZoneOffset.UTC));
        if (time.getNano() == 0) {
            return seconds + "Z";
        }
        String fraction = "%09d".formatted(time.getNano());
        return seconds + "." + fraction.replaceAll("0+$", "") + "Z";
    }
}
