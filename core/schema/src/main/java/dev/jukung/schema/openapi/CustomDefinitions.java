package dev.jukung.schema.openapi;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The definitions of one version of a custom resource: the kind and its list, with what every object has. */
public final class CustomDefinitions {
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private static final String REFERENCE_PREFIX = "#/components/schemas/";
    private static final String CONVENTIONS =
            "More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md";

    private final ObjectValue apiVersion;
    private final ObjectValue kind;

    private CustomDefinitions(DefinitionSource builtIn) {
        ObjectValue fields =
                builtIn.find(META + "Status").orElse(ObjectValue.EMPTY).object("properties");
        apiVersion = fields.object("apiVersion").with("type", "string");
        kind = fields.object("kind").with("type", "string");
    }

    /** The definition's name: the group's parts in reverse, the version, the kind. */
    public static String name(String group, String version, String kind) {
        List<String> parts = List.of(group.split("\\.", -1)).reversed();
        return String.join(".", parts) + "." + version + "." + kind;
    }

    /**
     * Both definitions by name.
     *
     * @param resource with {@link #name} as its definition
     * @param schema {@code openAPIV3Schema} of that version; empty when there is none
     * @param builtIn says what the fields of every object are about
     */
    public static Map<String, ObjectValue> of(ApiResource resource, ObjectValue schema, DefinitionSource builtIn) {
        CustomDefinitions made = new CustomDefinitions(builtIn);
        Map<String, ObjectValue> definitions = new LinkedHashMap<>();
        definitions.put(resource.definition(), made.kind(resource, schema));
        definitions.put(resource.listDefinition(), made.list(resource));
        return definitions;
    }

    private ObjectValue kind(ApiResource resource, ObjectValue schema) {
        ObjectValue result = schema.isEmpty() ? ObjectValue.of("type", "object") : withObjectFields(embedded(schema));
        return result.with("x-kubernetes-group-version-kind", groupVersionKind(resource, resource.kind()));
    }

    private ObjectValue withObjectFields(ObjectValue schema) {
        ObjectValue.Builder properties = ObjectValue.builder();
        typeMeta().forEach(properties::set);
        properties.set(
                "metadata", reference(META + "ObjectMeta", "Standard object's metadata. " + CONVENTIONS + "#metadata"));
        schema.object("properties").forEach((name, value) -> {
            if (!List.of("apiVersion", "kind", "metadata").contains(name)) {
                properties.set(name, value);
            }
        });
        return schema.with("properties", properties.build());
    }

    /** Objects within the object have the fields of every object too. */
    private ObjectValue embedded(ObjectValue schema) {
        ObjectValue result = schema;
        if (schema.get("properties") instanceof ObjectValue fields) {
            ObjectValue.Builder inner = ObjectValue.builder();
            fields.forEach((name, value) ->
                    inner.set(name, value instanceof ObjectValue field ? embeddedResource(field) : value));
            result = result.with("properties", inner.build());
        }
        for (String keyword : List.of("items", "additionalProperties")) {
            if (schema.get(keyword) instanceof ObjectValue inner) {
                result = result.with(keyword, embeddedResource(inner));
            }
        }
        return result;
    }

    private ObjectValue embeddedResource(ObjectValue schema) {
        ObjectValue result = embedded(schema);
        if (!schema.flag("x-kubernetes-embedded-resource", false)) {
            return result;
        }
        List<Object> required = new ArrayList<>(schema.list("required"));
        for (String name : List.of("kind", "apiVersion")) {
            if (!required.contains(name)) {
                required.add(name);
            }
        }
        return withObjectFields(result).with("required", ListValue.copyOf(required));
    }

    private ObjectValue list(ApiResource resource) {
        ObjectValue.Builder properties = ObjectValue.builder();
        typeMeta().forEach(properties::set);
        properties.set(
                "metadata", reference(META + "ListMeta", "Standard list metadata. " + CONVENTIONS + "#types-kinds"));
        properties.set(
                "items",
                ObjectValue.of(
                        "description",
                        "List of " + resource.plural() + ". " + CONVENTIONS,
                        "type",
                        "array",
                        "items",
                        ObjectValue.of("$ref", REFERENCE_PREFIX + resource.definition())));
        String listKind = resource.kind() + "List";
        return ObjectValue.of(
                "description", listKind + " is a list of " + resource.kind(),
                "type", "object",
                "required", ListValue.of("items"),
                "properties", properties.build(),
                "x-kubernetes-group-version-kind", groupVersionKind(resource, listKind));
    }

    private ObjectValue typeMeta() {
        return ObjectValue.of("apiVersion", apiVersion, "kind", kind);
    }

    private static ObjectValue reference(String definition, String description) {
        return ObjectValue.of("$ref", REFERENCE_PREFIX + definition, "description", description);
    }

    private static ListValue groupVersionKind(ApiResource resource, String kind) {
        return ListValue.of(ObjectValue.of("group", resource.group(), "kind", kind, "version", resource.version()));
    }
}
