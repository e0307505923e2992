package dev.jukung.schema.apply;

import dev.jukung.schema.GoText;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;

/**
 * A field set in the form of {@code metadata.managedFields[].fieldsV1}: an object whose keys are path elements,
 * {@code f:name}, {@code k:{"name":"x"}}, {@code v:"x"}, {@code i:0}, and {@code .} for the path itself.
 */
public final class FieldsV1 {
    private static final String SELF = ".";

    private FieldsV1() {}

    public static ObjectValue write(FieldSet set) {
        return write(set, false);
    }

    private static ObjectValue write(FieldSet set, boolean self) {
        ObjectValue.Builder fields = ObjectValue.builder();
        if (self && !set.isEmpty()) {
            fields.set(SELF, ObjectValue.EMPTY);
        }
        for (FieldSet.Node node : set.nodes()) {
            fields.set(key(node.element()), write(node.below(), node.member()));
        }
        return fields.build();
    }

    private static String key(PathElement element) {
        return switch (element) {
            case PathElement.Field(String name) -> "f:" + name;
            case PathElement.Key(ObjectValue fields) -> "k:" + GoText.json(fields);
            case PathElement.Value(Object value) -> "v:" + GoText.json(value);
            case PathElement.Index(int index) -> "i:" + index;
        };
    }

    /** Reads what {@link #write} wrote; throws {@link ParseException}. Elements of unknown kinds are left out. */
    public static FieldSet read(ObjectValue fields) {
        FieldSet.Level level = new FieldSet.Level();
        for (int i = 0; i < fields.size(); i++) {
            String key = fields.keyAt(i);
            if (key.equals(SELF) || !isKnown(key)) {
                continue;
            }
            ObjectValue below = fields.valueAt(i) instanceof ObjectValue object ? object : ObjectValue.EMPTY;
            FieldSet set = read(below);
            level.add(element(key), below.has(SELF) || set.isEmpty(), set);
        }
        return level.build();
    }

    private static boolean isKnown(String key) {
        if (key.length() < 2) {
            throw new ParseException("key must be 2 characters long:");
        }
        if (key.charAt(1) != ':') {
            throw new ParseException("missing colon: " + key);
        }
        return "fkvi".indexOf(key.charAt(0)) >= 0;
    }

    private static PathElement element(String key) {
        String content = key.substring(2);
        return switch (key.charAt(0)) {
            case 'f' -> new PathElement.Field(content.intern());
            case 'k' -> new PathElement.Key(Json.parseObject(content));
            case 'v' -> new PathElement.Value(Json.parse(content));
            default -> new PathElement.Index(index(content));
        };
    }

    private static int index(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new ParseException("not an index: " + text, e);
        }
    }
}
