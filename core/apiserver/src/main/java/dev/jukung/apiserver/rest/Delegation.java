package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.auth.User;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Requests that another server answers. Thread-safe. */
@FunctionalInterface
public interface Delegation {
    /** Empty where this server answers itself. @param user who asks, authorized already */
    Optional<Response> answer(Request request, User user) throws InterruptedException;

    /** An OpenAPI document of another server. @param tag of its content */
    record Document(String name, String tag, ObjectValue content) {}

    /** The OpenAPI v2 documents of the other servers, in the order in which paths and names are theirs. */
    default List<Document> openApi() {
        return List.of();
    }

    /** Where other servers have OpenAPI v3 documents, as entries of {@code /openapi/v3}. */
    default Map<String, ObjectValue> openApiAddresses() {
        return Map.of();
    }
}
