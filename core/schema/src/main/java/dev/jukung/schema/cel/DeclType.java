package dev.jukung.schema.cel;

import dev.jukung.schema.Schema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known about the type of a variable when an expression is checked, and how large its values may get, which
 * the estimated cost of an expression depends on. Immutable.
 */
public final class DeclType {
    enum Kind {
        DYN,
        BOOL,
        INT,
        DOUBLE,
        STRING,
        BYTES,
        TIMESTAMP,
        DURATION,
        LIST,
        MAP,
        OBJECT,
        OPTIONAL,
        OPAQUE
    }

    /** The most bytes that a request may have, which bounds what has no bound of its own. */
    static final long MAX_REQUEST_BYTES = 3L * 1024 * 1024;

    private static final int MIN_STRING = 2;
    private static final int MIN_BOOL = 4;

    /** Anything: nothing is checked before evaluation. */
    public static final DeclType DYN = simple(Kind.DYN, "dyn", 1);

    public static final DeclType BOOL = simple(Kind.BOOL, "bool", MIN_BOOL);
    public static final DeclType INT = simple(Kind.INT, "int", 1);
    public static final DeclType DOUBLE = simple(Kind.DOUBLE, "double", 1);
    public static final DeclType STRING =
            simple(Kind.STRING, "string", MIN_STRING).withMaxElements(MAX_REQUEST_BYTES - MIN_STRING);
    /** What {@link CelAuthorizer} is to an expression. */
    public static final DeclType AUTHORIZER = opaque("kubernetes.authorization.Authorizer");
    /** A check of access to the resource of the request. */
    public static final DeclType RESOURCE_CHECK = opaque("kubernetes.authorization.ResourceCheck");

    private final Kind kind;
    private final String name;
    private final @Nullable DeclType element;
    private final Map<String, DeclType> fields;
    private final long maxElements;
    private final long minSerializedSize;

    private DeclType(
            Kind kind,
            String name,
            @Nullable DeclType element,
            Map<String, DeclType> fields,
            long maxElements,
            long minSerializedSize) {
        this.kind = kind;
        this.name = name;
        this.element = element;
        this.fields = fields;
        this.maxElements = maxElements;
        this.minSerializedSize = minSerializedSize;
    }

    static DeclType simple(Kind kind, String name, long minSerializedSize) {
        return new DeclType(kind, name, null, Map.of(), 1, minSerializedSize);
    }

    private static DeclType opaque(String name) {
        return new DeclType(Kind.OPAQUE, name, null, Map.of(), 1, 1);
    }

    public static DeclType list(DeclType element) {
        return list(element, (MAX_REQUEST_BYTES - 2) / (element.minSerializedSize + 1));
    }

    static DeclType list(DeclType element, long maxItems) {
        return new DeclType(Kind.LIST, "list", element, Map.of(), maxItems, 2);
    }

    /** A map with strings as keys. */
    public static DeclType map(DeclType value) {
        // quotes of a key, colon, comma and braces around a pair, as Kubernetes reckons
        return map(value, (MAX_REQUEST_BYTES - 2) / (value.minSerializedSize + 6));
    }

    static DeclType map(DeclType value, long maxProperties) {
        return new DeclType(Kind.MAP, "map", value, Map.of(), maxProperties, 2);
    }

    /** Something that may be absent, to be asked with {@code hasValue()}, {@code orValue()} and so on. */
    public static DeclType optional(DeclType value) {
        return new DeclType(Kind.OPTIONAL, "optional_type", value, Map.of(), value.maxElements, 1);
    }

    /**
     * A whole object of the API, all fields of its schema included; empty where the schema says nothing.
     *
     * @param name as messages show it
     */
    public static Optional<DeclType> of(Schema schema, String name) {
        return SchemaTypes.ofObject(schema, name);
    }

    /** An object with these fields only; the names are CEL's, that is escaped. */
    public static DeclType object(String name, Map<String, DeclType> fields) {
        return object(name, fields, 2);
    }

    static DeclType object(String name, Map<String, DeclType> fields, long minSerializedSize) {
        return new DeclType(Kind.OBJECT, name, null, new LinkedHashMap<>(fields), 1, minSerializedSize);
    }

    DeclType withMaxElements(long max) {
        return new DeclType(kind, name, element, fields, max, minSerializedSize);
    }

    /** This object type, and those of its fields, under names that begin with {@code root}. */
    DeclType named(String root) {
        return switch (kind) {
            case LIST, MAP ->
                new DeclType(kind, name, element().named(root + ".@idx"), fields, maxElements, minSerializedSize);
            case OBJECT -> {
                Map<String, DeclType> renamed = new LinkedHashMap<>();
                fields.forEach((field, type) -> renamed.put(field, type.named(root + "." + field)));
                yield new DeclType(kind, root, element, renamed, maxElements, minSerializedSize);
            }
            default -> this;
        };
    }

    Kind kind() {
        return kind;
    }

    String name() {
        return name;
    }

    /** Of a list its items, of a map and an optional its values. */
    DeclType element() {
        if (element == null) {
            throw new IllegalStateException("no elements in " + name);
        }
        return element;
    }

    Map<String, DeclType> fields() {
        return fields;
    }

    Optional<DeclType> field(String field) {
        return Optional.ofNullable(fields.get(field));
    }

    /** How many characters, items or entries a value may have. */
    long maxElements() {
        return maxElements;
    }

    long minSerializedSize() {
        return minSerializedSize;
    }
}
