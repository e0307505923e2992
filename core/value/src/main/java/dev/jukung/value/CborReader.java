package dev.jukung.value;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Reads one data item of CBOR, as far as JSON can say the same: a key may stand once only, numbers have to fit, and byte
 * strings are texts unless a tag says how to write them. Confined to one thread.
 */
final class CborReader {
    private static final int INDEFINITE = 31;
    private static final int BREAK = 0xff;
    private static final long TAG_TIME_TEXT = 0;
    private static final long TAG_TIME_NUMBER = 1;
    private static final long TAG_BIG = 2;
    private static final long TAG_BIG_NEGATIVE = 3;
    private static final long TAG_BASE64_URL = 21;
    private static final long TAG_BASE64 = 22;
    private static final long TAG_HEX = 23;

    private final ByteBuffer in;
    private int depth;

    CborReader(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    Object whole() {
        if (!in.hasRemaining()) {
            throw new ParseException("EOF");
        }
        Object value = item(next());
        if (in.hasRemaining()) {
            throw new ParseException(
                    "cbor: " + in.remaining() + " bytes of extraneous data starting at index " + in.position());
        }
        return value;
    }

    private int next() {
        need(1);
        return in.get() & 0xff;
    }

    private void need(long bytes) {
        if (bytes < 0 || bytes > in.remaining()) {
            throw new ParseException("unexpected EOF");
        }
    }

    private Object item(int head) {
        int type = head >> 5;
        int info = head & 0x1f;
        return switch (type) {
            case Cbor.UNSIGNED -> integer(argument(info, type), false);
            case Cbor.NEGATIVE -> integer(argument(info, type), true);
            case Cbor.BYTES -> new String(string(type, info), StandardCharsets.UTF_8);
            case Cbor.TEXT -> text(string(type, info));
            case Cbor.ARRAY -> array(info);
            case Cbor.MAP -> map(info);
            case Cbor.TAG -> {
                enter();
                Object content = tagged(argument(info, type));
                depth--;
                yield content;
            }
            default -> simple(info);
        };
    }

    /** To be called where something begins that may hold more; few calls per level, as there may be many levels. */
    private void enter() {
        if (++depth > Json.MAX_DEPTH) {
            throw new ParseException("cbor: exceeded max nested level " + Json.MAX_DEPTH);
        }
    }

    /** The number in or behind the head, as 64 bits without sign. */
    private long argument(int info, int type) {
        if (info < Cbor.ONE_BYTE) {
            return info;
        }
        switch (info) {
            case Cbor.ONE_BYTE -> {
                return next();
            }
            case Cbor.TWO_BYTES -> {
                need(Short.BYTES);
                return in.getShort() & 0xffffL;
            }
            case Cbor.FOUR_BYTES -> {
                need(Integer.BYTES);
                return in.getInt() & 0xffff_ffffL;
            }
            case Cbor.EIGHT_BYTES -> {
                need(Long.BYTES);
                return in.getLong();
            }
            default ->
                throw new ParseException("cbor: invalid additional information " + info + " for type " + name(type));
        }
    }

    private static Object integer(long number, boolean negative) {
        if (number < 0) {
            BigInteger whole = new BigInteger(Long.toUnsignedString(number));
            throw new ParseException("cbor: cannot unmarshal "
                    + (negative ? "negative integer" : "positive integer") + " into Go value of type interface {} ("
                    + (negative ? whole.not() : whole) + " overflows Go's int64)");
        }
        return negative ? ~number : number;
    }

    private byte[] string(int type, int info) {
        if (info != INDEFINITE) {
            return taken(argument(info, type));
        }
        java.io.ByteArrayOutputStream whole = new java.io.ByteArrayOutputStream();
        for (int head = next(); head != BREAK; head = next()) {
            if (head >> 5 != type || (head & 0x1f) == INDEFINITE) {
                throw new ParseException(
                        "cbor: wrong element type " + name(head >> 5) + " for indefinite-length " + name(type));
            }
            whole.writeBytes(taken(argument(head & 0x1f, type)));
        }
        return whole.toByteArray();
    }

    private byte[] taken(long length) {
        need(length);
        byte[] bytes = new byte[(int) length];
        in.get(bytes);
        return bytes;
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ParseException("cbor: invalid UTF-8 string", e);
        }
    }

    private Object array(int info) {
        enter();
        List<Object> items = new ArrayList<>();
        if (info == INDEFINITE) {
            for (int head = next(); head != BREAK; head = next()) {
                items.add(item(head));
            }
        } else {
            long count = argument(info, Cbor.ARRAY);
            need(count); // each item has a byte at least
            for (long i = 0; i < count; i++) {
                items.add(item(next()));
            }
        }
        depth--;
        return ListValue.copyOf(items);
    }

    private Object map(int info) {
        enter();
        ObjectValue.Builder members = ObjectValue.builder();
        Set<String> seen = new HashSet<>();
        if (info == INDEFINITE) {
            for (int head = next(); head != BREAK; head = next()) {
                members.set(key(head, seen), item(next()));
            }
        } else {
            long count = argument(info, Cbor.MAP);
            need(count < 0 ? count : 2 * count);
            for (long i = 0; i < count; i++) {
                members.set(key(next(), seen), item(next()));
            }
        }
        depth--;
        return members.build();
    }

    private String key(int head, Set<String> seen) {
        int type = head >> 5;
        if (type != Cbor.BYTES && type != Cbor.TEXT) {
            throw new ParseException("cbor: cannot unmarshal " + name(type) + " into Go value of type string");
        }
        String key = (String) item(head);
        if (!seen.add(key)) {
            throw new ParseException(
                    "cbor: found duplicate map key \"" + key + "\" at map element index " + seen.size());
        }
        return key;
    }

    private Object tagged(long tag) {
        if (tag == TAG_BIG || tag == TAG_BIG_NEGATIVE) {
            throw new ParseException("cbor: bignum is not supported");
        }
        if (tag == TAG_BASE64 || tag == TAG_BASE64_URL || tag == TAG_HEX) {
            int head = next();
            if (head >> 5 == Cbor.BYTES) {
                byte[] bytes = string(Cbor.BYTES, head & 0x1f);
                return tag == TAG_BASE64
                        ? Base64.getEncoder().encodeToString(bytes)
                        : tag == TAG_BASE64_URL
                                ? Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)
                                : HexFormat.of().withUpperCase().formatHex(bytes);
            }
            return item(head);
        }
        Object content = item(next());
        if (tag == TAG_TIME_TEXT && !(content instanceof String)) {
            throw new ParseException(
                    "cbor: tag number 0 must be followed by text string, got " + Values.typeOf(content));
        }
        return tag == TAG_TIME_NUMBER ? time(content) : content;
    }

    private static String time(Object seconds) {
        try {
            return switch (seconds) {
                case Long whole -> Instant.ofEpochSecond(whole).toString();
                case NumberValue number -> {
                    java.math.BigDecimal exact = number.toDecimal();
                    long whole = exact.setScale(0, java.math.RoundingMode.FLOOR).longValueExact();
                    long nanos = exact.subtract(java.math.BigDecimal.valueOf(whole))
                            .movePointRight(9)
                            .longValue();
                    yield Instant.ofEpochSecond(whole, nanos).toString();
                }
                default ->
                    throw new ParseException(
                            "cbor: tag number 1 must be followed by integer or floating-point number, got "
                                    + Values.typeOf(seconds));
            };
        } catch (DateTimeException | ArithmeticException e) {
            throw new ParseException("cbor: time is out of range", e);
        }
    }

    private Object simple(int info) {
        return switch (info) {
            case Cbor.FALSE -> false;
            case Cbor.TRUE -> true;
            case Cbor.NULL -> NullValue.NULL;
            case Cbor.HALF -> {
                need(Short.BYTES);
                yield number(Float.float16ToFloat(in.getShort()));
            }
            case Cbor.FLOAT -> {
                need(Float.BYTES);
                yield number(in.getFloat());
            }
            case Cbor.DOUBLE -> {
                need(Double.BYTES);
                yield number(in.getDouble());
            }
            case Cbor.ONE_BYTE -> throw unknownSimple(next());
            case INDEFINITE -> throw new ParseException("cbor: unexpected \"break\" code");
            default -> throw unknownSimple(info);
        };
    }

    private static ParseException unknownSimple(int value) {
        return new ParseException("cbor: simple value " + value + " is not recognized");
    }

    private static Object number(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            throw new ParseException("cbor: floating-point " + (Double.isNaN(number) ? "NaN" : "infinity"));
        }
        return NumberValue.of(number);
    }

    private static String name(int type) {
        return switch (type) {
            case Cbor.UNSIGNED -> "positive integer";
            case Cbor.NEGATIVE -> "negative integer";
            case Cbor.BYTES -> "byte string";
            case Cbor.TEXT -> "UTF-8 text string";
            case Cbor.ARRAY -> "array";
            case Cbor.MAP -> "map";
            case Cbor.TAG -> "tag";
            default -> "primitives";
        };
    }
}
