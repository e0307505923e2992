package dev.jukung.schema;

import dev.jukung.value.ObjectValue;
import java.util.Map;
import java.util.TreeMap;

/** Reads the schemas of custom resources: fields in alphabetical order, metadata as the built-in one. */
final class CustomReader implements SchemaReader {
    private static final ObjectValue TEXT = ObjectValue.of("type", "string");

    private final Schemas builtIn;

    CustomReader(Schemas builtIn) {
        this.builtIn = builtIn;
    }

    Schema root(ObjectValue source) {
        return read(source.with("x-kubernetes-embedded-resource", true));
    }

    @Override
    public Schema read(ObjectValue source) {
        if (source.text("$ref").orElse("").equals(REFERENCE_PREFIX + Schemas.OBJECT_META)) {
            return builtIn.definition(Schemas.OBJECT_META);
        }
        return new Schema(source, "", this, properties(source));
    }

    private static Properties properties(ObjectValue source) {
        Map<String, ObjectValue> fields = new TreeMap<>();
        ObjectValue given = source.object("properties");
        for (int i = 0; i < given.size(); i++) {
            fields.put(given.keyAt(i), given.object(given.keyAt(i)));
        }
        if (source.flag("x-kubernetes-embedded-resource", false)) {
            fields.putIfAbsent("apiVersion", TEXT);
            fields.putIfAbsent("kind", TEXT);
            fields.put("metadata", ObjectValue.of("$ref", REFERENCE_PREFIX + Schemas.OBJECT_META));
        }
        return fields.isEmpty()
                ? Properties.NONE
                : new Properties(
                        fields.keySet().toArray(String[]::new), fields.values().toArray(ObjectValue[]::new));
    }

    @Override
    public boolean goTyped() {
        return false;
    }
}
