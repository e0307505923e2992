package dev.jukung.value;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * JSON text in UTF-8 while it grows, written as Go's encoding/json writes it. Confined to one thread.
 */
final class JsonBuffer {
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] NULL = ascii("null");
    private static final byte[] DIGITS = ascii("0123456789abcdef");
    private static final int LONGEST_INTEGER = 20;
    private static final int LONGEST_ESCAPE = 6;

    /** For every ASCII character: 0 if it stands for itself, the letter of its short escape, or 'u'. */
    private static final byte[] ESCAPES = escapes();

    private byte[] buffer;
    private int size;

    JsonBuffer(int expectedBytes) {
        buffer = new byte[Math.max(64, expectedBytes)];
    }

    int size() {
        return size;
    }

    /** The array that holds the text at its beginning; it changes with the next write. */
    byte[] array() {
        return buffer;
    }

    void clear() {
        size = 0;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(buffer, size);
    }

    /** Punctuation. */
    void mark(char c) {
        ensure(1);
        put(c);
    }

    void raw(byte[] json, int offset, int length) {
        ensure(length);
        System.arraycopy(json, offset, buffer, size, length);
        size += length;
    }

    /** A key with its colon. */
    void key(String key) {
        text(key);
        put(':');
    }

    /** Appends a value without looking at commas around it. */
    void write(Object value) {
        switch (value) {
            case String text -> text(text);
            case ObjectValue object -> object(object);
            case ListValue list -> list(list);
            case Long number -> integer(number);
            case Boolean flag -> bytes(flag ? TRUE : FALSE);
            case NumberValue number -> bytes(ascii(number.text()));
            case NullValue _ -> bytes(NULL);
            default ->
                throw new IllegalArgumentException(
                        "not a value: " + value.getClass().getName());
        }
    }

    private void object(ObjectValue object) {
        Shape shape = object.shape();
        int members = object.size();
        ensure(2);
        put('{');
        for (int i = 0; i < members; i++) {
            if (i > 0) {
                put(',');
            }
            if (shape.isShared()) {
                bytes(shape.upTo(i).encodedLast());
            } else {
                key(shape.key(i));
            }
            write(object.valueAt(i));
            ensure(2);
        }
        put('}');
    }

    private void list(ListValue list) {
        ensure(2);
        put('[');
        for (int i = 0; i < list.size(); i++) {
            if (i > 0) {
                put(',');
            }
            write(list.get(i));
            ensure(2);
        }
        put(']');
    }

    private void integer(long number) {
        ensure(LONGEST_INTEGER);
        if (number < 0) {
            if (number == Long.MIN_VALUE) {
                bytes(ascii(Long.toString(number)));
                return;
            }
            put('-');
        }
        long rest = Math.abs(number);
        int end = size + digits(rest);
        size = end;
        do {
            buffer[--end] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
    }

    private static int digits(long number) {
        int digits = 1;
        for (long bound = 10; digits < 19 && number >= bound; bound *= 10) {
            digits++;
        }
        return digits;
    }

    /** A string with its quotes; room for one more byte is left. */
    private void text(String text) {
        int length = text.length();
        ensure(length + 3);
        byte[] out = buffer;
        int at = size;
        out[at++] = '"';
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || ESCAPES[c] != 0) {
                size = at;
                escaped(text, i);
                return;
            }
            out[at++] = (byte) c;
        }
        out[at] = '"';
        size = at + 1;
    }

    /** The rest of a string in which something cannot be copied. */
    private void escaped(String text, int from) {
        int length = text.length();
        for (int i = from; i < length; i++) {
            ensure(LONGEST_ESCAPE + 2);
            char c = text.charAt(i);
            if (c < 0x80) {
                asciiCharacter(c);
            } else if (c < 0x800) {
                put(0xc0 | (c >> 6));
                put(0x80 | (c & 0x3f));
            } else if (Character.isSurrogate(c)) {
                boolean pair =
                        Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1));
                if (pair) {
                    fourBytes(Character.toCodePoint(c, text.charAt(++i)));
                } else {
                    unicode('\ufffd'); // half a pair is no character
                }
            } else if (c == '\u2028' || c == '\u2029') {
                unicode(c);
            } else {
                put(0xe0 | (c >> 12));
                put(0x80 | ((c >> 6) & 0x3f));
                put(0x80 | (c & 0x3f));
            }
        }
        ensure(2);
        put('"');
    }

    private void asciiCharacter(char c) {
        byte escape = ESCAPES[c];
        if (escape == 0) {
            put(c);
        } else if (escape == 'u') {
            unicode(c);
        } else {
            put('\\');
            put(escape);
        }
    }

    private void fourBytes(int c) {
        put(0xf0 | (c >> 18));
        put(0x80 | ((c >> 12) & 0x3f));
        put(0x80 | ((c >> 6) & 0x3f));
        put(0x80 | (c & 0x3f));
    }

    private void unicode(char c) {
        put('\\');
        put('u');
        for (int shift = 12; shift >= 0; shift -= 4) {
            put(DIGITS[(c >> shift) & 0xf]);
        }
    }

    private void bytes(byte[] bytes) {
        ensure(bytes.length + 1);
        System.arraycopy(bytes, 0, buffer, size, bytes.length);
        size += bytes.length;
    }

    private void put(int b) {
        buffer[size++] = (byte) b;
    }

    private void ensure(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(Math.addExact(size, more), buffer.length * 2));
        }
    }

    /** A key with quotes and colon, as it stands in an object. */
    static byte[] encodedKey(String key) {
        JsonBuffer buffer = new JsonBuffer(key.length() + 3);
        buffer.key(key);
        return buffer.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] escapes() {
        byte[] escapes = new byte[0x80];
        Arrays.fill(escapes, 0, ' ', (byte) 'u');
        for (char c : new char[] {'<', '>', '&'}) {
            escapes[c] = 'u';
        }
        String shortOnes = "\"\"\\\\\bb\ff\nn\rr\tt";
        for (int i = 0; i < shortOnes.length(); i += 2) {
            escapes[shortOnes.charAt(i)] = (byte) shortOnes.charAt(i + 1);
        }
        return escapes;
    }
}
