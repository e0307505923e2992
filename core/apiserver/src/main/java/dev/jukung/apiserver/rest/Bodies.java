package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.Failures;
import dev.jukung.http.Request;
import dev.jukung.model.protobuf.Protobuf;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.Cbor;
import dev.jukung.value.Json;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import dev.jukung.value.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Reads request bodies: JSON, YAML, protobuf, and CBOR where that is on. */
final class Bodies {
    private static final String ACCEPTED = "application/json, application/yaml, application/vnd.kubernetes.protobuf";

    private static final String NO_VERSION = "unexpected GroupVersion string: ";

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
        try {
            return decode(request, apiVersion, kind);
        } catch (ParseException e) {
            throw unrecognized(kind, String.valueOf(e.getMessage()), request.body());
        }
    }

    /** Options of a request: whose refusal does not say what they should have been. */
    static Body readOptions(Request request, String apiVersion, String kind) {
        try {
            return decode(request, apiVersion, kind);
        } catch (ParseException e) {
            throw Failures.badRequest(String.valueOf(e.getMessage()));
        }
    }

    /** Throws a ParseException with Kubernetes' words. */
    private static Body decode(Request request, String apiVersion, String kind) {
        byte[] bytes = request.body();
        List<String> duplicates = new ArrayList<>();
        try {
            boolean cbor = CborAnswers.on() && mediaType(request).equals(CborAnswers.TYPE);
            Object value = cbor
                    ? ofCbor(bytes)
                    : switch (mediaType(request)) {
                        case "", "application/json" -> Json.parse(bytes, duplicates::add);
                        case "application/yaml" -> Yaml.parse(bytes, duplicates::add);
                        case "application/vnd.kubernetes.protobuf" -> Protobuf.read(bytes, apiVersion, kind);
                        default ->
                            throw new ApiException(
                                    Reason.UNSUPPORTED_MEDIA_TYPE,
                                    "the body of the request was in an unknown format - accepted media types include: "
                                            + CborAnswers.accepted(ACCEPTED));
                    };
            if (value == NullValue.NULL) {
                return new Body(ObjectValue.EMPTY, duplicates); // Go reads it into an object that stays empty
            }
            if (!(value instanceof ObjectValue object)) {
                throw new ParseException(NO_TYPE + notAnObject(value));
            }
            checkTypeFields(object);
            return new Body(value, duplicates);
        } catch (ParseException e) {
            String why = String.valueOf(e.getMessage());
            boolean json = List.of("", "application/json").contains(mediaType(request));
            throw json && !why.startsWith(NO_TYPE) && !why.startsWith(NO_VERSION)
                    ? new ParseException(NO_TYPE + why)
                    : e;
        }
    }

    private static Object ofCbor(byte[] bytes) {
        try {
            return Cbor.parse(bytes);
        } catch (ParseException e) {
            throw new ParseException("unable to determine group/version/kind: " + e.getMessage(), e);
        }
    }

    /** What Kubernetes reads first, to know what all the rest is. */
    private static void checkTypeFields(ObjectValue object) {
        object.forEach((field, value) -> {
            boolean type = field.equals("kind") || field.equals("apiVersion");
            if (type && !(value instanceof String) && value != NullValue.NULL) {
                throw new ParseException(NO_TYPE + "json: cannot unmarshal " + goType(value) + " into Go struct field ."
                        + field + " of type string");
            }
        });
        String version = object.text("apiVersion", "");
        if (version.indexOf('/') != version.lastIndexOf('/')) {
            throw new ParseException(NO_VERSION + version);
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

    private static String goType(Object value) {
        String type = dev.jukung.value.Values.typeOf(value);
        return switch (type) {
            case "integer" -> "number";
            case "boolean" -> "bool";
            default -> type;
        };
    }

    private static String notAnObject(Object value) {
        return "json: cannot unmarshal " + goType(value)
                + " into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind"
                + " string \"json:\\\"kind,omitempty\\\"\" }";
    }

    /** A patch, which may be any value. */
    static Body patch(Request request, Patch.Type type) {
        List<String> duplicates = new ArrayList<>();
        try {
            Object value = mediaType(request).equals(CborAnswers.APPLY)
                    ? Cbor.parse(request.body())
                    : type == Patch.Type.APPLY
                            ? Yaml.parse(request.body(), duplicates::add)
                            : Json.parse(request.body(), duplicates::add);
            return new Body(value, duplicates);
        } catch (ParseException e) {
            String what =
                    switch (type) {
                        case APPLY ->
                            mediaType(request).equals(CborAnswers.APPLY)
                                    ? "error decoding YAML: " // as Kubernetes says it
                                    : "error decoding YAML: error converting YAML to JSON: ";
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
