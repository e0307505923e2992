package dev.jukung.modelgen;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The structure of definitions as OpenAPI schemas; what only OpenAPI documents need is {@link Documentation}. */
final class SchemaDocuments {
    private final Map<String, List<ObjectValue>> kinds;

    /** @param kinds by definition name: the group, version and kind values it stands for */
    SchemaDocuments(Map<String, List<ObjectValue>> kinds) {
        this.kinds = kinds;
    }

    ObjectValue structure(Collection<Definition> definitions) {
        ObjectValue.Builder document = ObjectValue.builder();
        definitions.forEach(definition -> document.set(definition.name(), schema(definition)));
        document.set(Names.TIME, ObjectValue.of("type", "string", "format", "date-time"));
        document.set(Names.MICRO_TIME, ObjectValue.of("type", "string", "format", "date-time"));
        document.set(Names.META + "Patch", ObjectValue.of("type", "object"));
        document.set(Names.FIELDS, ObjectValue.of("type", "object", "x-kubernetes-preserve-unknown-fields", true));
        document.set(Names.QUANTITY, ObjectValue.of("type", "string", "format", "quantity"));
        document.set(
                Names.INT_OR_STRING,
                ObjectValue.of("type", "string", "format", "int-or-string", "x-kubernetes-int-or-string", true));
        return document.build();
    }

    private ObjectValue schema(Definition definition) {
        ObjectValue.Builder properties = ObjectValue.builder();
        List<Object> required = new ArrayList<>();
        for (Field field : definition.fields()) {
            properties.set(field.name(), schema(field.type()));
            if (field.required()) {
                required.add(field.name());
            }
        }
        ObjectValue.Builder schema = ObjectValue.builder().set("type", "object");
        if (!definition.fields().isEmpty()) {
            schema.set("properties", properties.build());
        }
        if (!required.isEmpty()) {
            schema.set("required", ListValue.copyOf(required));
        }
        List<ObjectValue> stands = kinds.getOrDefault(definition.name(), List.of());
        if (!stands.isEmpty()) {
            schema.set("x-kubernetes-group-version-kind", ListValue.copyOf(stands));
        }
        return schema.build();
    }

    private static ObjectValue schema(FieldType type) {
        return switch (type) {
            case FieldType.Scalar scalar -> scalar(scalar);
            case FieldType.Reference(String name) -> reference(name);
            case FieldType.ListOf(FieldType item) -> ObjectValue.of("type", "array", "items", schema(item));
            case FieldType.MapOf(FieldType value) ->
                ObjectValue.of("type", "object", "additionalProperties", schema(value));
        };
    }

    private static ObjectValue scalar(FieldType.Scalar scalar) {
        return switch (scalar) {
            case STRING -> ObjectValue.of("type", "string");
            case INT -> ObjectValue.of("type", "integer", "format", "int32");
            case LONG -> ObjectValue.of("type", "integer", "format", "int64");
            case DOUBLE -> ObjectValue.of("type", "number", "format", "double");
            case BOOLEAN -> ObjectValue.of("type", "boolean");
            case BYTES -> ObjectValue.of("type", "string", "format", "byte");
            case ANY -> ObjectValue.of("x-kubernetes-preserve-unknown-fields", true);
            case TIME -> reference(Names.TIME);
            case MICRO_TIME -> reference(Names.MICRO_TIME);
            case FIELDS -> reference(Names.FIELDS);
            case INT_OR_STRING -> reference(Names.INT_OR_STRING);
            case QUANTITY -> reference(Names.QUANTITY);
        };
    }

    private static ObjectValue reference(String name) {
        return ObjectValue.of("$ref", "#/components/schemas/" + name);
    }
}
