package dev.jukung.schema.openapi;

import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Map;

/**
 * What one method does at one path, in the terms of both document versions.
 *
 * @param method in lower case
 * @param action Kubernetes' word for it, in {@code x-kubernetes-action}; empty when it has none
 * @param body the definition of the request's body; empty when it has none
 * @param bodyTypes the media types of the body, or those accepted without one
 * @param responses by status the definition of the answer; empty for text
 * @param mediaTypes of the answers
 */
record Operation(
        String method,
        String id,
        String tag,
        String action,
        String description,
        ObjectValue groupVersionKind,
        List<Parameter> parameters,
        String body,
        List<String> bodyTypes,
        Map<Integer, String> responses,
        List<String> mediaTypes) {

    Operation taking(String definition, List<String> types) {
        return new Operation(
                method,
                id,
                tag,
                action,
                description,
                groupVersionKind,
                parameters,
                definition,
                types,
                responses,
                mediaTypes);
    }

    Operation answering(Map<Integer, String> definitions, List<String> types) {
        return new Operation(
                method,
                id,
                tag,
                action,
                description,
                groupVersionKind,
                parameters,
                body,
                bodyTypes,
                definitions,
                types);
    }

    Operation with(List<Parameter> others) {
        return new Operation(
                method, id, tag, action, description, groupVersionKind, others, body, bodyTypes, responses, mediaTypes);
    }

    static final String UNAUTHORIZED = "Unauthorized";

    static String statusText(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 201 -> "Created";
            case 202 -> "Accepted";
            default -> throw new IllegalArgumentException("no text for status " + status);
        };
    }
}
