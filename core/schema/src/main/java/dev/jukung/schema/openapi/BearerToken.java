package dev.jukung.schema.openapi;

import dev.jukung.value.ObjectValue;

/** How requests are authenticated, in both document versions. */
final class BearerToken {
    private BearerToken() {}

    static ObjectValue scheme() {
        return ObjectValue.of(
                "type", "apiKey",
                "description", "Bearer Token authentication",
                "name", "authorization",
                "in", "header");
    }
}
