package dev.jukung.schema.openapi;

import dev.jukung.schema.Schemas;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the documents take their definitions from: the built-in ones with their documentation, and those of custom
 * resources. Immutable.
 */
public final class DefinitionSource {
    private final Schemas builtIn;
    private final ObjectValue documentation;
    private final Map<String, ObjectValue> custom;
    private final @Nullable String groupVersion;

    private DefinitionSource(
            Schemas builtIn,
            ObjectValue documentation,
            Map<String, ObjectValue> custom,
            @Nullable String groupVersion) {
        this.builtIn = builtIn;
        this.documentation = documentation;
        this.custom = Map.copyOf(custom);
        this.groupVersion = groupVersion;
    }

    /** @param documentation by definition name its {@code description}, and by field name {@code description}, {@code enum},
     *     {@code elements} (words of its elements) and {@code default} */
    public static DefinitionSource of(Schemas builtIn, ObjectValue documentation) {
        return new DefinitionSource(builtIn, documentation, Map.of(), null);
    }

    /** With definitions of custom resources in addition, as {@link CustomDefinitions} makes them. */
    public DefinitionSource with(Map<String, ObjectValue> definitions) {
        Map<String, ObjectValue> all = new LinkedHashMap<>(custom);
        all.putAll(definitions);
        return new DefinitionSource(builtIn, documentation, all, groupVersion);
    }

    /** As documents of one group version show it: what belongs to many of them is only said of this one and the core. */
    DefinitionSource in(String group, String version) {
        return new DefinitionSource(builtIn, documentation, custom, group + "/" + version);
    }

    /** The fields of an options type as parameters, by name. */
    List<Parameter> parameters(String options) {
        List<Parameter> parameters = new ArrayList<>();
        documentation.object(options).object("fields").forEach((name, value) -> {
            if (value instanceof ObjectValue field) {
                parameters.add(new Parameter(name, false, field.text("type", "string"), field.text("description", "")));
            }
        });
        return parameters.stream().sorted(Parameter.ORDER).toList();
    }

    boolean isCustom(String name) {
        return custom.containsKey(name);
    }

    /** The definition with its documentation. */
    Optional<ObjectValue> find(String name) {
        ObjectValue own = custom.get(name);
        if (own != null) {
            return Optional.of(own);
        }
        ObjectValue said = documentation.object(name);
        ObjectValue source = builtIn.source(name);
        if (source.isEmpty() && said.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(documented(source.isEmpty() ? said.object("schema") : source, said));
    }

    private ObjectValue documented(ObjectValue definition, ObjectValue documentation) {
        ObjectValue.Builder result = ObjectValue.builder();
        String text = documentation.text("description", "");
        if (!text.isEmpty()) {
            result.set("description", text);
        }
        ObjectValue fields = documentation.object("fields");
        definition.forEach((key, value) -> result.set(
                key,
                key.equals("properties") && value instanceof ObjectValue properties
                        ? fields(properties, fields)
                        : value));
        documentation.object("extensions").forEach((key, value) -> result.set(key, here(key, value)));
        return result.build();
    }

    private Object here(String key, Object value) {
        if (groupVersion == null
                || !key.equals("x-kubernetes-group-version-kind")
                || !(value instanceof ListValue all)) {
            return value;
        }
        if (all.size() == 1) {
            return value;
        }
        return ListValue.copyOf(all.objects().stream()
                .filter(type -> {
                    String place = type.text("group", "") + "/" + type.text("version", "");
                    return place.equals("/v1") || place.equals(groupVersion);
                })
                .toList());
    }

    private static ObjectValue fields(ObjectValue properties, ObjectValue documentation) {
        ObjectValue.Builder result = ObjectValue.builder();
        properties.forEach((name, value) -> result.set(
                name,
                value instanceof ObjectValue field ? PublishedField.of(field, documentation.object(name)) : value));
        return result.build();
    }
}
