package dev.jukung.value;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * JSON text (RFC 8259) to values and back, with the leniency, the limits and the error texts of Go's encoding/json:
 * text that is not well-formed UTF-8 becomes U+FFFD, a number must fit a double, the last of two members with one key
 * counts. Thread-safe.
 */
public final class Json {
    /** How deep objects and lists may be nested, so that neither reading nor walking a value exhausts a stack. */
    public static final int MAX_DEPTH = 1000;

    private static final int EXPECTED_BYTES = 1024;

    private Json() {}

    /** Reads exactly one value; throws {@link ParseException} for anything else. */
    public static Object parse(byte[] utf8) {
        return parse(utf8, JsonOptions.LENIENT);
    }

    /** As {@link #parse(byte[])}. */
    public static Object parse(String text) {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    /** As {@link #parse(byte[])}, within the limits of {@code options} and telling it of duplicates. */
    public static Object parse(byte[] utf8, JsonOptions options) {
        return new JsonReader(utf8, 0, utf8.length, options).read();
    }

    /** As {@link #parse(byte[])}; {@code duplicates} is told what {@link JsonOptions#duplicates} is told. */
    public static Object parse(byte[] utf8, Consumer<String> duplicates) {
        return parse(utf8, JsonOptions.LENIENT.withDuplicates(duplicates));
    }

    /** Reads exactly one value from a part of the array. */
    public static Object parse(byte[] utf8, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, utf8.length);
        return new JsonReader(utf8, offset, offset + length, JsonOptions.LENIENT).read();
    }

    /** Reads one value that has to be an object. */
    public static ObjectValue parseObject(byte[] utf8) {
        return object(parse(utf8));
    }

    /** As {@link #parseObject(byte[])}. */
    public static ObjectValue parseObject(String text) {
        return object(parse(text));
    }

    private static ObjectValue object(Object value) {
        if (value instanceof ObjectValue object) {
            return object;
        }
        throw new ParseException("a JSON object is expected, not " + Values.typeOf(value));
    }

    /** The value as compact JSON. As in Go, {@code <}, {@code >} and {@code &} are escaped. */
    public static byte[] bytes(Object value) {
        JsonBuffer buffer = new JsonBuffer(EXPECTED_BYTES);
        buffer.write(value);
        return buffer.toByteArray();
    }

    /** As {@link #bytes}. */
    public static String write(Object value) {
        return new String(bytes(value), StandardCharsets.UTF_8);
    }

    /** Writes the value to a stream in blocks. */
    public static void writeTo(OutputStream stream, Object value) throws IOException {
        JsonWriter writer = new JsonWriter(stream);
        writer.value(value);
        writer.flush();
    }

    /** The value over several lines; kubectl indents by 4. No line break at the end. */
    public static String pretty(Object value, int indent) {
        return new JsonPretty(indent).write(value);
    }
}
