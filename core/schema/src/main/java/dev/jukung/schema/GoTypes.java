package dev.jukung.schema;

import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.NumberValue;
import dev.jukung.value.ObjectValue;

/** The Go types that Kubernetes decodes schemas into, as its messages name them. */
final class GoTypes {
    private GoTypes() {}

    /** {@code v1.PodSpec}, {@code int32}, {@code []v1.Container}, {@code map[string]string}. */
    static String name(Schema schema) {
        String given = schema.source().text("x-jukung-go-type", "");
        if (!given.isEmpty()) {
            return given;
        }
        if (schema.definitionName().isPresent()) {
            return qualified(schema.definitionName().get());
        }
        return switch (schema.type()) {
            case STRING -> schema.format().equals("byte") ? "[]uint8" : "string";
            case BOOLEAN -> "bool";
            case INTEGER -> schema.format().isEmpty() ? "int" : schema.format();
            case NUMBER -> schema.format().equals("float") ? "float32" : "float64";
            case ARRAY -> "[]" + element(schema.items());
            case OBJECT -> "map[string]" + element(schema.additional());
            case INT_OR_STRING -> "intstr.IntOrString";
            case ANY -> "interface {}";
        };
    }

    private static String element(@org.jspecify.annotations.Nullable Schema schema) {
        return schema == null ? "interface {}" : name(schema);
    }

    /** {@code io.k8s.api.core.v1.PodSpec} is {@code v1.PodSpec} in Go. */
    private static String qualified(String definition) {
        int name = definition.lastIndexOf('.');
        int start = name < 0 ? -1 : definition.lastIndexOf('.', name - 1);
        return definition.substring(start + 1);
    }

    /** The name of the struct without its package; empty for one that has no name. */
    static String structName(Schema schema) {
        return schema.definitionName()
                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                .orElse("");
    }

    /** What Go's decoder calls a JSON value. */
    static String jsonName(Object value) {
        return switch (value) {
            case ObjectValue _ -> "object";
            case ListValue _ -> "array";
            case String _ -> "string";
            case Boolean _ -> "bool";
            case Long _, NumberValue _ -> "number";
            default -> "null";
        };
    }

    /** The value of a Go variable that nothing was assigned to, as JSON. */
    static Object zero(Schema schema) {
        return switch (schema.wellKnown()) {
            case QUANTITY -> "0";
            case INT_OR_STRING -> 0L;
            case TIME, MICRO_TIME, RAW -> NullValue.NULL;
            case DURATION -> "0s";
            case NONE ->
                switch (schema.type()) {
                    case OBJECT ->
                        schema.additional() == null || schema.propertyCount() > 0 ? ObjectValue.EMPTY : NullValue.NULL;
                    case STRING -> schema.format().equals("byte") ? NullValue.NULL : "";
                    case BOOLEAN -> false;
                    case INTEGER, NUMBER, INT_OR_STRING -> 0L;
                    case ARRAY, ANY -> NullValue.NULL;
                };
        };
    }
}
