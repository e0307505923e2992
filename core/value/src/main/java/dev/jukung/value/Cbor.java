package dev.jukung.value;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Values in CBOR (RFC 8949) as Kubernetes writes them: behind the tag that says that it is CBOR, texts and keys as byte strings,
 * numbers in the shortest form that keeps them. Stateless.
 */
public final class Cbor {
    static final int UNSIGNED = 0;
    static final int NEGATIVE = 1;
    static final int BYTES = 2;
    static final int TEXT = 3;
    static final int ARRAY = 4;
    static final int MAP = 5;
    static final int TAG = 6;
    static final int SIMPLE = 7;
    static final int FALSE = 20;
    static final int TRUE = 21;
    static final int NULL = 22;
    static final int HALF = 25;
    static final int FLOAT = 26;
    static final int DOUBLE = 27;
    static final int ONE_BYTE = 24;
    static final int TWO_BYTES = 25;
    static final int FOUR_BYTES = 26;
    static final int EIGHT_BYTES = 27;

    private static final byte[] SELF_DESCRIBED = {(byte) 0xd9, (byte) 0xd9, (byte) 0xf7};

    private Cbor() {}

    /** One data item, with the tag that tells it from other encodings. */
    public static byte[] bytes(Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(SELF_DESCRIBED);
        write(value, out);
        return out.toByteArray();
    }

    /** Reads what is exactly one data item. Throws ParseException. */
    public static Object parse(byte[] bytes) {
        return new CborReader(bytes).whole();
    }

    private static void write(Object value, ByteArrayOutputStream out) {
        switch (value) {
            case ObjectValue object -> {
                head(MAP, object.size(), out);
                object.forEach((key, member) -> {
                    text(key, out);
                    write(member, out);
                });
            }
            case ListValue list -> {
                head(ARRAY, list.size(), out);
                list.forEach(item -> write(item, out));
            }
            case String text -> text(text, out);
            case Long number -> head(number < 0 ? NEGATIVE : UNSIGNED, number < 0 ? ~number : number, out);
            case Boolean truth -> out.write(SIMPLE << 5 | (truth ? TRUE : FALSE));
            case NullValue _ -> out.write(SIMPLE << 5 | NULL);
            case NumberValue number -> number(number.toDouble(), out);
            default ->
                throw new IllegalArgumentException(
                        "not a value: " + value.getClass().getName());
        }
    }

    private static void text(String text, ByteArrayOutputStream out) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        head(BYTES, bytes.length, out);
        out.writeBytes(bytes);
    }

    /** @param number without sign */
    private static void head(int type, long number, ByteArrayOutputStream out) {
        if (number < ONE_BYTE) {
            out.write(type << 5 | (int) number);
        } else if (number < 1L << 8) {
            out.write(type << 5 | ONE_BYTE);
            out.write((int) number);
        } else if (number < 1L << 16) {
            out.write(type << 5 | TWO_BYTES);
            big(number, 2, out);
        } else if (number < 1L << 32) {
            out.write(type << 5 | FOUR_BYTES);
            big(number, 4, out);
        } else {
            out.write(type << 5 | EIGHT_BYTES);
            big(number, 8, out);
        }
    }

    private static void big(long number, int bytes, ByteArrayOutputStream out) {
        for (int i = bytes - 1; i >= 0; i--) {
            out.write((int) (number >>> (8 * i)));
        }
    }

    private static void number(double number, ByteArrayOutputStream out) {
        float single = (float) number;
        short half = Float.floatToFloat16(single);
        if (single != number) {
            out.write(SIMPLE << 5 | DOUBLE);
            big(Double.doubleToRawLongBits(number), 8, out);
        } else if (Float.float16ToFloat(half) != single) {
            out.write(SIMPLE << 5 | FLOAT);
            big(Float.floatToRawIntBits(single), 4, out);
        } else {
            out.write(SIMPLE << 5 | HALF);
            big(half, 2, out);
        }
    }
}
