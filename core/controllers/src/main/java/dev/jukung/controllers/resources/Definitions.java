package dev.jukung.controllers.resources;

import dev.jukung.model.apiextensions.v1.CustomResourceDefinition;
import dev.jukung.runtime.ServerResources;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What CustomResourceDefinitions promise, compared with what the server says that it serves. Pure functions. */
final class Definitions {
    private Definitions() {}

    /** The qualified names of all resources of a server. */
    static Set<String> names(ServerResources server) {
        return server.preferred().stream()
                .map(resource -> resource.type().qualifiedName())
                .collect(Collectors.toSet());
    }

    /** A definition whose resource has to be served and is not: discovery lags behind. */
    static Optional<String> missing(List<CustomResourceDefinition> definitions, ServerResources server) {
        Set<String> served = names(server);
        return definitions.stream()
                .filter(Definitions::isServed)
                .map(CustomResourceDefinition::name)
                .filter(name -> !served.contains(name))
                .findFirst();
    }

    private static boolean isServed(CustomResourceDefinition definition) {
        boolean established = definition.status().conditions().stream()
                .anyMatch(condition -> condition.type().equals("Established")
                        && condition.status().equals("True"));
        return established
                && !definition.deleting()
                && definition.spec().versions().stream().anyMatch(version -> version.served());
    }
}
