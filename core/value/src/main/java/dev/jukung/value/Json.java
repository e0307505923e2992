package dev.jukung.value;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** JSON text (RFC 8259) to values and back. Thread-safe. */
public final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** How deep objects and lists may be nested. */
    public static final int MAX_DEPTH = 1000;

    private Json() {}

    /** Reads exactly one value; throws {@link ParseException} for anything else. */
    public static Object parse(byte[] utf8) {
        try (JsonParser parser = FACTORY.createParser(utf8)) {
            if (parser.nextToken() == null) {
                throw new ParseException("unexpected end of JSON input");
            }
            Object value = read(parser);
            if (parser.nextToken() != null) {
                throw new ParseException("invalid character after top-level value");
            }
            return value;
        } catch (IOException e) {
            throw new ParseException(String.valueOf(e.getMessage()), e);
        }
    }

    public static Object parse(String text) {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads one value that has to be an object. */
    public static ObjectValue parseObject(byte[] utf8) {
        if (parse(utf8) instanceof ObjectValue object) {
            return object;
        }
        throw new ParseException("a JSON object is expected");
    }

    public static ObjectValue parseObject(String text) {
        return parseObject(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Object read(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                ObjectValue.Builder builder = ObjectValue.builder();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String key = parser.currentName();
                    parser.nextToken();
                    builder.set(key, read(parser));
                }
                yield builder.build();
            }
            case START_ARRAY -> {
                List<Object> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(read(parser));
                }
                yield ListValue.copyOf(items);
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> NullValue.NULL;
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case INT, LONG -> (Object) parser.getLongValue();
                    default -> new NumberValue(parser.getText());
                };
            case VALUE_NUMBER_FLOAT -> new NumberValue(parser.getText());
            default -> throw new ParseException("unexpected " + parser.currentToken());
        };
    }

    public static byte[] bytes(Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator generator = FACTORY.createGenerator(out)) {
            write(value, generator);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return out.toByteArray();
    }

    public static String write(Object value) {
        return new String(bytes(value), StandardCharsets.UTF_8);
    }

    private static void write(Object value, JsonGenerator generator) throws IOException {
        switch (value) {
            case ObjectValue object -> {
                generator.writeStartObject();
                for (int i = 0; i < object.size(); i++) {
                    generator.writeFieldName(object.keyAt(i));
                    write(object.valueAt(i), generator);
                }
                generator.writeEndObject();
            }
            case ListValue list -> {
                generator.writeStartArray();
                for (Object item : list) {
                    write(item, generator);
                }
                generator.writeEndArray();
            }
            case String text -> generator.writeString(text);
            case Boolean flag -> generator.writeBoolean(flag);
            case Long number -> generator.writeNumber(number);
            case NumberValue number -> generator.writeNumber(number.text());
            case NullValue _ -> generator.writeNull();
            default ->
                throw new IllegalArgumentException(
                        "not a value: " + value.getClass().getName());
        }
    }
}
