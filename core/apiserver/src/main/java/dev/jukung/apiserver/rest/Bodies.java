package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.Failures;
import dev.jukung.http.Request;
import dev.jukung.model.protobuf.Protobuf;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import dev.jukung.value.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Reads request bodies: JSON, YAML and protobuf. */
final class Bodies {
    private static final String ACCEPTED = "application/json, application/yaml, application/vnd.kubernetes.protobuf";

    private static final String NO_TYPE = "couldn't get version/kind; json parse error: ";

    /** How much of an unreadable body its refusal shows. */
    private static final int SHOWN_BYTES = 30;

    private Bodies() {}

    /** @param strictErrors duplicate fields, which the kind's decoding reports together with unknown ones */
    record Body(Object value, List<String> strictErrors) {
        /** The value of a body that {@link #read} has returned, which is always an object. */
        ObjectValue object() {
            return (ObjectValue) value;
        }
    }

    /**
     * An object in any encoding.
     *
     * @param apiVersion what a protobuf body is that does not say
     * @param kind what it must be, for the refusal of what is no object at all
     */
    static Body read(Request request, String apiVersion, String kind) {
        byte[] bytes = request.body();
        List<String> duplicates = new ArrayList<>();
        try {
            Object value =
                    switch (mediaType(request)) {
                        case "", "application/json" -> Json.parse(bytes, duplicates::add);
                        case "application/yaml" -> Yaml.parse(bytes, duplicates::add);
                        case "application/vnd.kubernetes.protobuf" -> Protobuf.read(bytes, apiVersion, kind);
                        default ->
                            throw new ApiException(
                                    Reason.UNSUPPORTED_MEDIA_TYPE,
                                    "the body of the request was in an unknown format - accepted media types include: "
                                            + ACCEPTED);
                    };
            if (!(value instanceof ObjectValue)) {
                throw unrecognized(kind, NO_TYPE + notAnObject(value), bytes);
            }
            return new Body(value, duplicates);
        } catch (ParseException e) {
            boolean json = List.of("", "application/json").contains(mediaType(request));
            throw unrecognized(kind, (json ? NO_TYPE : "") + e.getMessage(), bytes);
        }
    }

    /** An object that has to say what it is, as custom resources have to. */
    static Body readTyped(Request request, String apiVersion, String kind) {
        Body body = read(request, apiVersion, kind);
        for (String field : List.of("Kind", "apiVersion")) {
            String key = field.equals("Kind") ? "kind" : field;
            if (body.object().text(key, "").isEmpty()) {
                String text = new String(request.body(), StandardCharsets.UTF_8);
                throw unrecognized(kind, "Object '" + field + "' is missing in '" + text + "'", request.body());
            }
        }
        return body;
    }

    private static ApiException unrecognized(String kind, String why, byte[] bytes) {
        return Failures.badRequest("the object provided is unrecognized (must be of type " + kind + "): " + why + " ("
                + summary(bytes) + ")");
    }

    /** As Kubernetes shows a body that it could not read: the beginning, in hexadecimal where it is no JSON object. */
    private static String summary(byte[] bytes) {
        if (bytes.length == 0) {
            return "<empty>";
        }
        byte[] start = Arrays.copyOf(bytes, Math.min(bytes.length, SHOWN_BYTES));
        String shown = bytes[0] == '{'
                ? new String(start, StandardCharsets.UTF_8)
                : HexFormat.of().formatHex(start);
        return bytes.length > SHOWN_BYTES ? shown + " ..." : shown;
    }

    private static String notAnObject(Object value) {
        String type = dev.jukung.value.Values.typeOf(value);
        String goType =
                switch (type) {
                    case "integer" -> "number";
                    case "boolean" -> "bool";
                    default -> type;
                };
        return "json: cannot unmarshal " + goType
                + " into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }";
    }

    /** A patch, which may be any value. */
    static Body patch(Request request, Patch.Type type) {
        List<String> duplicates = new ArrayList<>();
        try {
            Object value = type == Patch.Type.APPLY
                    ? Yaml.parse(request.body(), duplicates::add)
                    : Json.parse(request.body(), duplicates::add);
            return new Body(value, duplicates);
        } catch (ParseException e) {
            String what =
                    switch (type) {
                        case APPLY -> "error decoding YAML: error converting YAML to JSON: ";
                        case JSON, MERGE -> "error decoding patch: ";
                        case STRATEGIC -> "";
                    };
            throw Failures.badRequest(what + e.getMessage());
        }
    }

    /** The media type without parameters, in lower case. */
    static String mediaType(Request request) {
        String type = request.header("Content-Type").orElse("");
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(java.util.Locale.ROOT);
    }
}
