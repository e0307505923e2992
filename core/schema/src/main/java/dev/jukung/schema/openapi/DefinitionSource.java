package dev.jukung.schema.openapi;

import dev.jukung.schema.Schemas;
import dev.jukung.value.ObjectValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the documents take their definitions from: the built-in ones with their descriptions, and those of custom
 * resources. Immutable.
 */
public final class DefinitionSource {
    private final Schemas builtIn;
    private final ObjectValue descriptions;
    private final Map<String, ObjectValue> custom;

    private DefinitionSource(Schemas builtIn, ObjectValue descriptions, Map<String, ObjectValue> custom) {
        this.builtIn = builtIn;
        this.descriptions = descriptions;
        this.custom = Map.copyOf(custom);
    }

    /** @param descriptions by definition name the text of each field, and the definition's own under the empty name */
    public static DefinitionSource of(Schemas builtIn, ObjectValue descriptions) {
        return new DefinitionSource(builtIn, descriptions, Map.of());
    }

    /** With definitions of custom resources in addition, as {@link CustomDefinitions} makes them. */
    public DefinitionSource with(Map<String, ObjectValue> definitions) {
        Map<String, ObjectValue> all = new LinkedHashMap<>(custom);
        all.putAll(definitions);
        return new DefinitionSource(builtIn, descriptions, all);
    }

    boolean isCustom(String name) {
        return custom.containsKey(name);
    }

    /** The definition with its descriptions. */
    Optional<ObjectValue> find(String name) {
        ObjectValue own = custom.get(name);
        if (own != null) {
            return Optional.of(own);
        }
        ObjectValue source = builtIn.source(name);
        return source.isEmpty() ? Optional.empty() : Optional.of(described(source, descriptions.object(name)));
    }

    private static ObjectValue described(ObjectValue definition, ObjectValue texts) {
        ObjectValue.Builder result = ObjectValue.builder();
        Object own = texts.get("");
        if (own != null && !definition.has("description")) {
            result.set("description", own);
        }
        definition.forEach((key, value) -> result.set(
                key, key.equals("properties") && value instanceof ObjectValue fields ? fields(fields, texts) : value));
        return result.build();
    }

    private static ObjectValue fields(ObjectValue fields, ObjectValue texts) {
        ObjectValue.Builder result = ObjectValue.builder();
        fields.forEach((name, value) -> {
            Object text = texts.get(name);
            if (text != null && value instanceof ObjectValue field && !field.has("description")) {
                result.set(name, withDescription(field, text));
            } else {
                result.set(name, value);
            }
        });
        return result.build();
    }

    private static ObjectValue withDescription(ObjectValue field, Object text) {
        ObjectValue.Builder result = ObjectValue.builder().set("description", text);
        field.forEach(result::set);
        return result.build();
    }
}
