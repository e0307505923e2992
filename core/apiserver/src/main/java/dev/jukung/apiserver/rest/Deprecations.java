package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.Kind;
import java.util.Map;
import java.util.Optional;

/** What clients are told when they use a kind that will go, or that has a better successor. */
final class Deprecations {
    private static final Map<String, String> CORE = Map.of(
            "endpoints", "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
            "componentstatuses", "v1 ComponentStatus is deprecated in v1.19+");

    private Deprecations() {}

    static Optional<String> of(Kind kind) {
        return kind.type().group().isEmpty()
                ? Optional.ofNullable(CORE.get(kind.type().plural()))
                : Optional.empty();
    }
}
