package dev.jukung.model.protobuf;

import java.util.Locale;
import java.util.Map;

/** How one value stands on the wire. What is neither a scalar nor an ordinary message has code of its own in Go too. */
enum WireForm {
    STRING,
    BYTES,
    BOOL,
    INT32,
    INT64,
    DOUBLE,
    MESSAGE,
    /** Seconds in a message, which is empty for Go's zero time; RFC 3339 in JSON. */
    TIME,
    MICRO_TIME,
    QUANTITY,
    INT_OR_STRING,
    /** A message around JSON text: a value of any kind. */
    RAW,
    /** A message around a list of strings. */
    TEXTS,
    SCHEMA_OR_LIST,
    SCHEMA_OR_BOOL,
    SCHEMA_OR_TEXTS;

    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int DELIMITED = 2;

    private static final Map<String, WireForm> DEFINITIONS = Map.of(
            "io.k8s.apimachinery.pkg.apis.meta.v1.Time", TIME,
            "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime", MICRO_TIME,
            "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1", RAW,
            "io.k8s.apimachinery.pkg.runtime.RawExtension", RAW,
            "io.k8s.apimachinery.pkg.api.resource.Quantity", QUANTITY,
            "io.k8s.apimachinery.pkg.util.intstr.IntOrString", INT_OR_STRING,
            "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON", RAW,
            "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray", SCHEMA_OR_LIST,
            "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool", SCHEMA_OR_BOOL,
            "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray", SCHEMA_OR_TEXTS);

    /** @param type a scalar's name, {@code texts}, or a whole definition name */
    static WireForm of(String type) {
        return switch (type) {
            case "string", "bytes", "bool", "int32", "int64", "double", "texts" ->
                valueOf(type.toUpperCase(Locale.ROOT));
            default -> DEFINITIONS.getOrDefault(type, MESSAGE);
        };
    }

    int wireType() {
        return switch (this) {
            case BOOL, INT32, INT64 -> VARINT;
            case DOUBLE -> FIXED64;
            default -> DELIMITED;
        };
    }

    boolean refersToSchema() {
        return this == SCHEMA_OR_LIST || this == SCHEMA_OR_BOOL || this == SCHEMA_OR_TEXTS;
    }
}
