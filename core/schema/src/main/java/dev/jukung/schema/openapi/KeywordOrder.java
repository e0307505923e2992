package dev.jukung.schema.openapi;

import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The order in which Go writes the keywords of a schema: that of its struct, the reference, and extensions by name. */
final class KeywordOrder {
    private static final List<String> STRUCT = List.of(
            "id",
            "$schema",
            "description",
            "type",
            "nullable",
            "format",
            "title",
            "default",
            "maximum",
            "exclusiveMaximum",
            "minimum",
            "exclusiveMinimum",
            "maxLength",
            "minLength",
            "pattern",
            "maxItems",
            "minItems",
            "uniqueItems",
            "multipleOf",
            "enum",
            "maxProperties",
            "minProperties",
            "required",
            "items",
            "allOf",
            "oneOf",
            "anyOf",
            "not",
            "properties",
            "additionalProperties",
            "patternProperties",
            "dependencies",
            "additionalItems",
            "definitions",
            "$ref");

    private KeywordOrder() {}

    static ObjectValue of(ObjectValue schema) {
        List<String> keys = new ArrayList<>();
        schema.forEach((key, _) -> keys.add(key));
        keys.sort(Comparator.comparingInt(KeywordOrder::place).thenComparing(Comparator.naturalOrder()));
        ObjectValue.Builder ordered = ObjectValue.builder();
        for (String key : keys) {
            if (schema.get(key) instanceof Object value) {
                ordered.set(key, value);
            }
        }
        return ordered.build();
    }

    private static int place(String key) {
        int place = STRUCT.indexOf(key);
        return place < 0 ? STRUCT.size() : place;
    }
}
