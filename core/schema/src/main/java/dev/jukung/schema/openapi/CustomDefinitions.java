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

    private CustomDefinitions() {}

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
     */
    public static Map<String, ObjectValue> of(ApiResource resource, ObjectValue schema) {
        Map<String, ObjectValue> definitions = new LinkedHashMap<>();
        definitions.put(resource.definition(), kind(resource, schema));
        definitions.put(resource.listDefinition(), list(resource));
        return definitions;
    }

    private static ObjectValue kind(ApiResource resource, ObjectValue schema) {
        ObjectValue result = schema.isEmpty() ? ObjectValue.of("type", "object") : withObjectFields(embedded(schema));
        return result.with("x-kubernetes-group-version-kind", groupVersionKind(resource, resource.kind()));
    }

    private static ObjectValue withObjectFields(ObjectValue schema) {
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
    private static ObjectValue embedded(ObjectValue schema) {
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

    private static ObjectValue embeddedResource(ObjectValue schema) {
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

    private static ObjectValue list(ApiResource resource) {
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

    private static ObjectValue typeMeta() {
        return ObjectValue.of(
                "apiVersion",
                ObjectValue.of(
                        "description",
                        "The versioned schema of this representation of an object. " + CONVENTIONS + "#resources",
                        "type",
                        "string"),
                "kind",
                ObjectValue.of(
                        "description",
                        "The type that this object represents, in CamelCase. " + CONVENTIONS + "#types-kinds",
                        "type",
                        "string"));
    }

    private static ObjectValue reference(String definition, String description) {
        return ObjectValue.of("$ref", REFERENCE_PREFIX + definition, "description", description);
    }

    private static ListValue groupVersionKind(ApiResource resource, String kind) {
        return ListValue.of(ObjectValue.of("group", resource.group(), "kind", kind, "version", resource.version()));
    }
}
