package dev.jukung.model.openapi;

import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The protobuf form of OpenAPI documents, as gnostic defines it and client-go reads it ({@code OpenAPISchema()}): media types
 * {@code application/com.github.proto-openapi.spec.v2@v1.0+protobuf} and {@code …v3@…}. Immutable.
 */
public final class OpenApiProtobuf {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int DELIMITED = 2;

    /** @param key of the JSON form, {@code x-} for all that begin so, {@code *} for the others; or a condition */
    private record Field(String key, int number, String form) {}

    private final Map<String, List<Field>> messages = new HashMap<>();

    private OpenApiProtobuf(String table) {
        for (String line : table.split("\n")) {
            if (!line.isBlank() && !line.startsWith("#")) {
                List<String> words = List.of(line.split(" "));
                messages.put(
                        words.getFirst(),
                        words.stream().skip(1).map(OpenApiProtobuf::field).toList());
            }
        }
    }

    public static OpenApiProtobuf version2() {
        return new OpenApiProtobuf(table("v2.txt"));
    }

    public static OpenApiProtobuf version3() {
        return new OpenApiProtobuf(table("v3.txt"));
    }

    /** @throws IllegalArgumentException for what the protobuf form has no place for */
    public byte[] bytes(ObjectValue document) {
        return message("Document", document);
    }

    private static Field field(String word) {
        String[] parts = word.split("=");
        return new Field(parts[0], Integer.parseInt(parts[1]), parts[2]);
    }

    private static String table(String name) {
        try (InputStream in = OpenApiProtobuf.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("reading " + name, e);
        }
    }

    private byte[] message(String name, Object value) {
        List<Field> fields = messages.getOrDefault(name, List.of());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Map<Integer, ByteArrayOutputStream> members = new TreeMap<>();
        if (!fields.isEmpty() && fields.getFirst().key().startsWith("?")) {
            fields.stream()
                    .filter(field -> holds(field.key().substring(1), value))
                    .findFirst()
                    .ifPresent(field -> choice(out, field, value));
        } else if (value instanceof ObjectValue object) {
            object.forEach((key, content) -> {
                Field field = member(name, fields, key);
                ByteArrayOutputStream part = members.computeIfAbsent(field.number(), _ -> new ByteArrayOutputStream());
                if (field.key().equals(key)) {
                    write(part, field.number(), field.form(), content);
                } else {
                    delimited(part, field.number(), named(key, field.form(), content));
                }
            });
            members.values().forEach(part -> out.writeBytes(part.toByteArray()));
        } else {
            throw new IllegalArgumentException(name + " is an object, not " + value);
        }
        return out.toByteArray();
    }

    /** That a choice was made shows even where what was chosen is a zero. */
    private void choice(ByteArrayOutputStream out, Field field, Object value) {
        if (Boolean.FALSE.equals(value)) {
            tag(out, field.number(), VARINT);
            varint(out, 0);
        } else {
            write(out, field.number(), field.form(), value);
        }
    }

    private static boolean holds(String condition, Object value) {
        return switch (condition) {
            case "" -> true;
            case "@boolean" -> value instanceof Boolean;
            case "@text" -> value instanceof String;
            case "@number" -> value instanceof Number;
            case "@list" -> value instanceof ListValue;
            default -> {
                int colon = condition.indexOf(':');
                yield value instanceof ObjectValue object
                        && (colon < 0
                                ? object.has(condition)
                                : condition.substring(colon + 1).equals(object.get(condition.substring(0, colon))));
            }
        };
    }

    private static Field member(String name, List<Field> fields, String key) {
        for (String wanted : List.of(key, key.startsWith("x-") ? "x-" : "*")) {
            for (Field field : fields) {
                if (field.key().equals(wanted)) {
                    return field;
                }
            }
        }
        throw new IllegalArgumentException(name + " has no " + key + " in protobuf");
    }

    private byte[] named(String key, String form, Object content) {
        ByteArrayOutputStream pair = new ByteArrayOutputStream();
        write(pair, 1, "text", key);
        write(pair, 2, form, content);
        return pair.toByteArray();
    }

    private void write(ByteArrayOutputStream out, int number, String form, Object value) {
        if (form.endsWith("*")) {
            ((ListValue) value).forEach(each -> write(out, number, form.substring(0, form.length() - 1), each));
            return;
        }
        if (form.startsWith("{}")) {
            ByteArrayOutputStream map = new ByteArrayOutputStream();
            ((ObjectValue) value).forEach((key, content) -> delimited(map, 1, named(key, form.substring(2), content)));
            delimited(out, number, map.toByteArray());
            return;
        }
        switch (form) {
            case "text" -> delimited(out, number, ((String) value).getBytes(StandardCharsets.UTF_8));
            case "bool" -> varint(out, number, (Boolean) value ? 1 : 0);
            case "int" -> varint(out, number, ((Number) value).longValue());
            case "double" -> fixed64(out, number, Double.doubleToRawLongBits(((Number) value).doubleValue()));
            case "any" -> delimited(out, number, any(value));
            default -> delimited(out, number, message(form, value));
        }
    }

    /** Any value as YAML, of which JSON is a part. */
    private static byte[] any(Object value) {
        ByteArrayOutputStream any = new ByteArrayOutputStream();
        byte[] json = Json.bytes(value);
        byte[] line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        delimited(any, 2, line);
        return any.toByteArray();
    }

    private static void delimited(ByteArrayOutputStream out, int number, byte[] content) {
        tag(out, number, DELIMITED);
        varint(out, content.length);
        out.writeBytes(content);
    }

    private static void varint(ByteArrayOutputStream out, int number, long value) {
        if (value != 0) { // proto3 does not write zeros
            tag(out, number, VARINT);
            varint(out, value);
        }
    }

    private static void tag(ByteArrayOutputStream out, int number, int wireType) {
        varint(out, ((long) number << 3) | wireType);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static void fixed64(ByteArrayOutputStream out, int number, long bits) {
        tag(out, number, FIXED64);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            out.write((int) (bits >>> shift));
        }
    }
}
