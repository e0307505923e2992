package dev.jukung.schema.cel;

import dev.jukung.schema.Schema;
import dev.jukung.value.ObjectValue;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The types of schemas: what an expression may do with a value of which the schema is known. Confined to one thread. */
final class SchemaTypes {
    private static final int MIN_DURATION = 3;
    private static final int MIN_DATE = 12;
    private static final int MIN_TIME = 21;
    private static final int MAX_TIME = 32;
    private static final int BYTES_OF_CHARACTER = 4;

    private final Set<String> within = new HashSet<>(); // definitions that are being looked at

    private SchemaTypes() {}

    /**
     * The type of a schema; empty when its values cannot be seen by an expression. At the root of a resource
     * {@code apiVersion}, {@code kind}, {@code metadata.name} and {@code metadata.generateName} are always there.
     */
    static Optional<DeclType> of(Schema schema, boolean resourceRoot) {
        return Optional.ofNullable(new SchemaTypes().type(schema, resourceRoot));
    }

    /**
     * The type of a whole object of the API: with all of its metadata, and in a definition that refers to itself once.
     *
     * @param name of the type, as messages show it
     */
    static Optional<DeclType> ofObject(Schema schema, String name) {
        return Optional.ofNullable(new SchemaTypes().type(schema, false)).map(type -> type.named(name));
    }

    private @Nullable DeclType type(Schema schema, boolean resourceRoot) {
        Optional<String> definition = schema.definitionName().filter(name -> !name.isEmpty());
        if (definition.isEmpty()) {
            return inner(schema, resourceRoot);
        }
        if (!within.add(definition.get())) {
            return DeclType.object("object", Map.of());
        }
        try {
            return inner(schema, resourceRoot);
        } finally {
            within.remove(definition.get());
        }
    }

    private @Nullable DeclType inner(Schema schema, boolean resourceRoot) {
        ObjectValue source = schema.source();
        return switch (schema.type()) {
            case INT_OR_STRING -> DeclType.DYN.withMaxElements(maxLength(source, BYTES_OF_CHARACTER));
            case ARRAY -> list(schema, source);
            case OBJECT -> object(schema, source, resourceRoot);
            case STRING -> text(schema, source);
            case BOOLEAN -> DeclType.BOOL;
            case NUMBER -> DeclType.DOUBLE;
            case INTEGER -> DeclType.INT;
            case ANY -> null;
        };
    }

    private @Nullable DeclType list(Schema schema, ObjectValue source) {
        Schema items = schema.items();
        DeclType element = items == null ? null : type(items, items.embeddedResource());
        if (element == null) {
            return null;
        }
        return source.has("maxItems")
                ? DeclType.list(element, Math.max(0, source.integer("maxItems", 0)))
                : DeclType.list(element);
    }

    private @Nullable DeclType object(Schema schema, ObjectValue source, boolean resourceRoot) {
        Schema additional = schema.additional();
        if (additional != null && source.get("additionalProperties") instanceof ObjectValue) {
            DeclType value = type(additional, additional.embeddedResource());
            if (value == null) {
                return null;
            }
            return source.has("maxProperties")
                    ? DeclType.map(value, Math.max(0, source.integer("maxProperties", 0)))
                    : DeclType.map(value);
        }
        Map<String, DeclType> fields = new LinkedHashMap<>();
        long size = 2;
        for (int i = 0; i < schema.propertyCount(); i++) {
            String name = schema.propertyName(i);
            Schema property = schema.property(i);
            DeclType type = resourceRoot && rootField(name) != null
                    ? rootField(name)
                    : type(property, property.embeddedResource());
            if (type == null) {
                continue;
            }
            Escaping.escape(name).ifPresent(escaped -> fields.put(escaped, type));
            if (schema.required().contains(name) && property.defaultValue().isEmpty()) {
                size += name.length() + type.minSerializedSize() + 4;
            }
        }
        if (resourceRoot) {
            fields.putIfAbsent("apiVersion", DeclType.STRING);
            fields.putIfAbsent("kind", DeclType.STRING);
            fields.putIfAbsent("metadata", RootMetadata.TYPE);
        }
        return DeclType.object("object", fields, size);
    }

    private static @Nullable DeclType rootField(String name) {
        return switch (name) {
            case "apiVersion", "kind" -> DeclType.STRING;
            case "metadata" -> RootMetadata.TYPE;
            default -> null;
        };
    }

    private static DeclType text(Schema schema, ObjectValue source) {
        return switch (schema.format()) {
            case "byte" -> DeclType.simple(DeclType.Kind.BYTES, "bytes", 2).withMaxElements(maxLength(source, 1));
            case "duration" ->
                DeclType.simple(DeclType.Kind.DURATION, "google.protobuf.Duration", MIN_DURATION)
                        .withMaxElements(MAX_TIME);
            case "date" ->
                DeclType.simple(DeclType.Kind.TIMESTAMP, "google.protobuf.Timestamp", MIN_DATE)
                        .withMaxElements(MIN_DATE);
            case "date-time" ->
                DeclType.simple(DeclType.Kind.TIMESTAMP, "google.protobuf.Timestamp", MIN_TIME)
                        .withMaxElements(MAX_TIME);
            default -> {
                boolean enumerated =
                        !source.has("maxLength") && !source.list("enum").isEmpty();
                yield DeclType.STRING.withMaxElements(
                        enumerated ? longest(source) : maxLength(source, BYTES_OF_CHARACTER));
            }
        };
    }

    private static long maxLength(ObjectValue source, int factor) {
        return source.has("maxLength")
                ? Math.max(0, source.integer("maxLength", 0)) * factor
                : DeclType.MAX_REQUEST_BYTES - 2;
    }

    private static long longest(ObjectValue source) {
        return source.list("enum").texts().stream()
                .mapToLong(String::length)
                .max()
                .orElse(0);
    }
}
