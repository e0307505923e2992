package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.Failures;
import dev.jukung.http.Request;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import dev.jukung.value.Yaml;
import java.util.ArrayList;
import java.util.List;

/** Reads request bodies: JSON and YAML. */
final class Bodies {
    private static final String ACCEPTED = "application/json, application/yaml, application/vnd.kubernetes.protobuf";

    private Bodies() {}

    /** @param strictErrors duplicate fields, which the kind's decoding reports together with unknown ones */
    record Body(Object value, List<String> strictErrors) {
        ObjectValue object() {
            if (value instanceof ObjectValue object) {
                return object;
            }
            throw Failures.badRequest(
                    "couldn't get version/kind; json parse error: json: cannot unmarshal " + goType(value)
                            + " into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }");
        }

        private static String goType(Object value) {
            String type = dev.jukung.value.Values.typeOf(value);
            return switch (type) {
                case "integer" -> "number";
                case "boolean" -> "bool";
                default -> type;
            };
        }
    }

    static Body read(Request request) {
        String type = mediaType(request);
        return switch (type) {
            case "", "application/json" -> json(request.body());
            case "application/yaml" -> yaml(request.body());
            case "application/vnd.kubernetes.protobuf" -> protobuf(request.body());
            default ->
                throw new ApiException(
                        Reason.UNSUPPORTED_MEDIA_TYPE,
                        "the body of the request was in an unknown format - accepted media types include: " + ACCEPTED);
        };
    }

    /** The media type without parameters, in lower case. */
    static String mediaType(Request request) {
        String type = request.header("Content-Type").orElse("");
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(java.util.Locale.ROOT);
    }

    static Body json(byte[] bytes) {
        try {
            List<String> duplicates = new ArrayList<>();
            return new Body(Json.parse(bytes, duplicates::add), duplicates);
        } catch (ParseException e) {
            throw Failures.badRequest("error decoding body: " + e.getMessage());
        }
    }

    private static Body protobuf(byte[] bytes) {
        try {
            return new Body(ProtobufReader.shared().read(bytes), List.of());
        } catch (ParseException e) {
            throw Failures.badRequest("error decoding body: " + e.getMessage());
        }
    }

    static Body yaml(byte[] bytes) {
        try {
            List<String> duplicates = new ArrayList<>();
            return new Body(Yaml.parse(bytes, duplicates::add), duplicates);
        } catch (ParseException e) {
            throw Failures.badRequest("error decoding body: " + e.getMessage());
        }
    }
}
