package dev.jukung.schema.openapi;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A field of a built-in type as Kubernetes publishes it: with its text, its words, and the value that Go has where the field is
 * absent, unless another default is declared. Defaults and words that the server knows beyond that are not published.
 */
final class PublishedField {
    private static final List<String> INNER = List.of("items", "additionalProperties");

    private static final String PREFIX = "#/components/schemas/";
    /** Types that say in Go how they are written, so that an empty struct does not stand for them. */
    private static final Set<String> WRITTEN_OTHERWISE = Set.of(
            "io.k8s.apimachinery.pkg.apis.meta.v1.Time",
            "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime",
            "io.k8s.apimachinery.pkg.api.resource.Quantity",
            "io.k8s.apimachinery.pkg.util.intstr.IntOrString");

    private PublishedField() {}

    static ObjectValue of(ObjectValue field, ObjectValue documentation) {
        ObjectValue.Builder result = ObjectValue.builder();
        for (String key : List.of("description", "enum")) {
            if (documentation.get(key) instanceof Object said && !said.equals("")) {
                result.set(key, said);
            }
        }
        Object standing = documentation.get("default") instanceof Object declared
                ? declared
                : documentation.has("reference") ? null : zero(field);
        if (standing != null) {
            result.set("default", standing);
        }
        if (documentation.get("reference") instanceof String object) {
            return result.set("$ref", PREFIX + object).build();
        }
        field.forEach((key, value) -> {
            if (INNER.contains(key) && value instanceof ObjectValue inner) {
                ObjectValue element = documentation.get("elementReference") instanceof String object
                        ? ObjectValue.of("$ref", PREFIX + object)
                        : element(inner);
                ListValue words = documentation.list("elements");
                result.set(key, words.isEmpty() ? element : element.with("enum", words));
            } else if (!key.equals("default") && !key.equals("enum")) {
                result.set(key, value);
            }
        });
        return result.build();
    }

    /** What Go writes where nothing was said; null when it writes nothing. */
    private static @Nullable Object zero(ObjectValue field) {
        if (field.flag("x-jukung-in-place", false)) {
            return writtenOtherwise(field) ? null : ObjectValue.EMPTY;
        }
        return field.flag("x-jukung-shown", false) ? scalarZero(field) : null;
    }

    private static @Nullable Object scalarZero(ObjectValue field) {
        return switch (field.text("type", "")) {
            case "string" -> field.text("format", "").equals("byte") ? null : "";
            case "integer", "number" -> 0L;
            case "boolean" -> false;
            default -> null;
        };
    }

    /** An element of a list or a map is never absent in Go. */
    private static ObjectValue element(ObjectValue element) {
        for (String key : INNER) {
            if (element.get(key) instanceof ObjectValue inner) {
                return element.with(key, element(inner));
            }
        }
        if (writtenOtherwise(element)) {
            return element;
        }
        Object zero = element.has("$ref") ? ObjectValue.EMPTY : scalarZero(element);
        return zero == null || element.has("default") ? element : element.with("default", zero);
    }

    private static boolean writtenOtherwise(ObjectValue schema) {
        String reference = schema.text("$ref", "");
        return WRITTEN_OTHERWISE.contains(reference.substring(reference.lastIndexOf('/') + 1));
    }
}
