package dev.jukung.schema.openapi;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The two published forms of a schema; they write references differently and version 2 can say less. */
enum SchemaForm {
    V2("#/definitions/"),
    V3("#/components/schemas/");

    private static final String REFERENCE = "$ref";
    private static final String PRESERVES = "x-kubernetes-preserve-unknown-fields";
    private static final String TYPES = "x-kubernetes-group-version-kind";
    private static final String QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";
    private static final String INT_OR_STRING = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
    /** What a schema of version 2 cannot have. */
    private static final Set<String> ONLY_V3 = Set.of("oneOf", "anyOf", "allOf", "not", "nullable", "default");

    private final String prefix;

    SchemaForm(String prefix) {
        this.prefix = prefix;
    }

    ObjectValue reference(String definition) {
        return ObjectValue.of(REFERENCE, prefix + definition);
    }

    /**
     * A definition in this form.
     *
     * @param references told the name of each definition that is referred to
     */
    ObjectValue definition(String name, ObjectValue source, boolean custom, Consumer<String> references) {
        ObjectValue wellKnown = wellKnown(name, source);
        if (wellKnown != null) {
            return KeywordOrder.of(wellKnown);
        }
        return this == V2 && custom && source.flag(PRESERVES, false)
                ? anyObject(source)
                : schema(source, custom, references);
    }

    /** Beside named properties, be it only the metadata, kubectl would take no other. */
    private static ObjectValue anyObject(ObjectValue source) {
        ObjectValue.Builder result = ObjectValue.builder().set("type", "object");
        source.forEach((key, value) -> {
            if (key.equals(TYPES) && value instanceof ListValue types) {
                result.set(TYPES, sortedTypes(types));
            } else if (key.equals("x-kubernetes-selectable-fields")) {
                result.set(key, value);
            }
        });
        return result.build();
    }

    /** Definitions whose published form is not that of our own document. */
    private @Nullable ObjectValue wellKnown(String name, ObjectValue source) {
        String description = source.text("description", "");
        ObjectValue text = ObjectValue.of("type", "string");
        return switch (name) {
            case QUANTITY ->
                described(
                        description,
                        this == V2
                                ? text
                                : ObjectValue.of("oneOf", ListValue.of(text, ObjectValue.of("type", "number"))));
            case INT_OR_STRING ->
                described(
                        description,
                        this == V2
                                ? text.with("format", "int-or-string")
                                : ObjectValue.of(
                                        "oneOf",
                                        ListValue.of(ObjectValue.of("type", "integer"), text),
                                        "format",
                                        "int-or-string"));
            default -> null;
        };
    }

    private static ObjectValue described(String description, ObjectValue schema) {
        if (description.isEmpty()) {
            return schema;
        }
        ObjectValue.Builder result = ObjectValue.builder().set("description", description);
        schema.forEach(result::set);
        return result.build();
    }

    private ObjectValue schema(ObjectValue source, boolean custom, Consumer<String> references) {
        if (source.get(REFERENCE) instanceof String target) {
            return KeywordOrder.of(reference(source, target.substring(target.lastIndexOf('/') + 1), references));
        }
        ObjectValue.Builder result = ObjectValue.builder();
        source.forEach((key, value) -> {
            if (isPublished(key, custom)) {
                result.set(key, keyword(key, value, custom, references));
            }
        });
        ObjectValue schema = result.build();
        return KeywordOrder.of(this == V2 && custom ? asFarAsKubectlCopes(source, schema) : schema);
    }

    private boolean isPublished(String key, boolean custom) {
        if (key.startsWith("x-jukung-") || (this == V2 && ONLY_V3.contains(key))) {
            return false;
        }
        return custom || !key.equals(PRESERVES);
    }

    private Object keyword(String key, Object value, boolean custom, Consumer<String> references) {
        return switch (key) {
            case "properties" -> value instanceof ObjectValue fields ? each(fields, custom, references) : value;
            case "items", "additionalProperties", "not" ->
                value instanceof ObjectValue inner ? schema(inner, custom, references) : value;
            case "allOf", "anyOf", "oneOf" ->
                value instanceof ListValue all
                        ? ListValue.copyOf(all.objects().stream()
                                .map(one -> schema(one, custom, references))
                                .toList())
                        : value;
            case TYPES -> value instanceof ListValue types ? sortedTypes(types) : value;
            default -> value;
        };
    }

    /** Group, kind, version: the names in order. */
    private static ListValue sortedTypes(ListValue types) {
        return ListValue.copyOf(types.objects().stream()
                .map(type -> ObjectValue.of(
                        "group", type.text("group", ""),
                        "kind", type.text("kind", ""),
                        "version", type.text("version", "")))
                .toList());
    }

    /** By name, as Go writes a map. */
    private ObjectValue each(ObjectValue fields, boolean custom, Consumer<String> references) {
        Map<String, Object> byName = new TreeMap<>();
        fields.forEach((name, value) ->
                byName.put(name, value instanceof ObjectValue field ? schema(field, custom, references) : value));
        ObjectValue.Builder result = ObjectValue.builder();
        byName.forEach(result::set);
        return result.build();
    }

    /** OpenAPI v3 knows nothing beside a reference, so Kubernetes puts the reference into an {@code allOf}. */
    private ObjectValue reference(ObjectValue source, String target, Consumer<String> references) {
        references.accept(target);
        ObjectValue.Builder result = ObjectValue.builder();
        ObjectValue.Builder beside = ObjectValue.builder();
        source.forEach((key, value) -> {
            if (!key.equals(REFERENCE) && isPublished(key, false)) {
                beside.set(key, value);
            }
        });
        ObjectValue others = beside.build();
        if (this == V2 || others.isEmpty()) {
            result.set(REFERENCE, prefix + target);
            others.forEach(result::set);
            return result.build();
        }
        for (String key : List.of("description", "default")) {
            if (others.get(key) instanceof Object value) {
                result.set(key, value);
            }
        }
        result.set("allOf", ListValue.of(reference(target)));
        others.without("description").without("default").forEach(result::set);
        return result.build();
    }

    /** kubectl refuses unknown fields where items or properties are given, and lists without items. */
    private static ObjectValue asFarAsKubectlCopes(ObjectValue source, ObjectValue schema) {
        ObjectValue result = schema;
        boolean preserves = source.flag(PRESERVES, false);
        if (source.flag("nullable", false)) {
            result = result.without("type").without("items").without("properties");
        }
        if (preserves) {
            result = result.without("items").without("properties");
        }
        boolean listWithoutItems = "array".equals(result.get("type")) && !result.has("items");
        if (listWithoutItems || (preserves && "object".equals(result.get("type")))) {
            result = result.without("type");
        }
        return withoutNullableRequired(source, result);
    }

    private static ObjectValue withoutNullableRequired(ObjectValue source, ObjectValue schema) {
        ListValue required = schema.list("required");
        if (required.isEmpty()) {
            return schema;
        }
        ListValue kept = ListValue.copyOf(required.texts().stream()
                .filter(name -> !source.object("properties").object(name).flag("nullable", false))
                .toList());
        return kept.isEmpty() ? schema.without("required") : schema.with("required", kept);
    }
}
