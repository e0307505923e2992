package dev.jukung.value;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON piece by piece, as Go's encoding/json does it: compact, with {@code <}, {@code >}, {@code &} and the two
 * Unicode line separators escaped. Commas come by themselves. {@link #raw} takes text that is JSON already, so that a
 * list is put together from stored bytes without reading them.
 *
 * <p>With a sink, what has been written is handed on in blocks and memory stays bounded; without one, all of it is kept
 * for {@link #toByteArray}. Whether the pieces make sense together is the caller's business. Confined to one thread.
 */
public final class JsonWriter {
    /** Takes what has been written so far; the array is reused as soon as it returns. */
    public interface Sink {
        void write(byte[] buffer, int offset, int length) throws IOException;
    }

    /** With a sink, about so many bytes are handed on at once. */
    public static final int BLOCK_BYTES = 32 * 1024;

    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] NULL = ascii("null");
    private static final byte[] DIGITS = ascii("0123456789abcdef");
    private static final int LONGEST_INTEGER = 20;
    private static final int LONGEST_ESCAPE = 6;

    /** For every ASCII character: 0 if it stands for itself, the letter of its short escape, or 'u'. */
    private static final byte[] ESCAPES = escapes();

    private final @Nullable Sink sink;
    private byte[] buffer;
    private int size;
    private boolean needsComma;

    /** A writer that keeps everything. */
    public JsonWriter(int expectedBytes) {
        this.sink = null;
        this.buffer = new byte[Math.max(64, expectedBytes)];
    }

    /** A writer that hands on what it has when there is enough of it, and the rest on {@link #flush}. */
    public JsonWriter(Sink sink) {
        this.sink = Objects.requireNonNull(sink, "sink");
        this.buffer = new byte[BLOCK_BYTES + 1024];
    }

    /** A writer onto a stream; {@link #flush} hands on the rest but does not flush the stream. */
    public JsonWriter(OutputStream stream) {
        this((Sink) stream::write);
    }

    public JsonWriter beginObject() throws IOException {
        return open('{');
    }

    public JsonWriter endObject() throws IOException {
        return close('}');
    }

    public JsonWriter beginArray() throws IOException {
        return open('[');
    }

    public JsonWriter endArray() throws IOException {
        return close(']');
    }

    /** The key of the value that comes next. */
    public JsonWriter key(String key) throws IOException {
        comma();
        text(key);
        put(':');
        needsComma = false;
        return this;
    }

    public JsonWriter value(Object value) throws IOException {
        comma();
        write(value);
        handOn();
        return this;
    }

    /** A value that is JSON text already. */
    public JsonWriter raw(byte[] json) throws IOException {
        return raw(json, 0, json.length);
    }

    /** A value that is JSON text already. */
    public JsonWriter raw(byte[] json, int offset, int length) throws IOException {
        comma();
        Sink target = sink;
        if (target != null && length >= BLOCK_BYTES) {
            flush();
            target.write(json, offset, length);
            return this;
        }
        ensure(length);
        System.arraycopy(json, offset, buffer, size, length);
        size += length;
        handOn();
        return this;
    }

    /** A line break: Kubernetes' serializers end an answer with one. The next value begins without a comma. */
    public JsonWriter newline() throws IOException {
        ensure(1);
        put('\n');
        needsComma = false;
        handOn();
        return this;
    }

    /** Hands on everything written so far; without a sink it does nothing. */
    public void flush() throws IOException {
        if (sink != null && size > 0) {
            sink.write(buffer, 0, size);
            size = 0;
        }
    }

    /** What has been written; with a sink, what has not been handed on yet. */
    public byte[] toByteArray() {
        return size == buffer.length ? buffer : Arrays.copyOf(buffer, size);
    }

    private void handOn() throws IOException {
        if (size >= BLOCK_BYTES) {
            flush();
        }
    }

    private JsonWriter open(char bracket) throws IOException {
        comma();
        ensure(1);
        put(bracket);
        needsComma = false;
        return this;
    }

    private JsonWriter close(char bracket) throws IOException {
        ensure(1);
        put(bracket);
        needsComma = true;
        handOn();
        return this;
    }

    private void comma() {
        ensure(1);
        if (needsComma) {
            put(',');
        }
        needsComma = true;
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
                text(shape.key(i));
                put(':');
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
        JsonWriter writer = new JsonWriter(key.length() + 3);
        writer.text(key);
        writer.put(':');
        return writer.toByteArray();
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
