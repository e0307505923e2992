package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.schema.Schemas;

/** {@code /openapi/v2} and {@code /openapi/v3}. Thread-safe. */
final class OpenApiDocuments {
    private final Kinds kinds;
    private final Schemas schemas;

    OpenApiDocuments(Kinds kinds, Schemas schemas) {
        this.kinds = kinds;
        this.schemas = schemas;
    }

    Response answer(String path, Request request) {
        if (kinds.all().isEmpty() || schemas.names().isEmpty()) {
            throw Refusals.noSuchResource();
        }
        throw Refusals.noSuchResource();
    }
}
