package dev.jukung.schema.openapi;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Which parameters the query of an action may have: the fields of Kubernetes' options types. */
final class QueryParameters {
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private static final String CORE = "io.k8s.api.core.v1.";
    private static final Set<String> ONLY_IN_BODIES = Set.of("kind", "apiVersion", "preconditions");
    private static final Set<String> ONLY_OF_WATCHES = Set.of("watch", "allowWatchBookmarks");

    private final DefinitionSource source;

    QueryParameters(DefinitionSource source) {
        this.source = source;
    }

    /** @param action Kubernetes' word for what is done, as {@code list}, {@code post}, {@code deletecollection} */
    List<Parameter> of(String action) {
        return switch (action) {
            case "list", "watch", "watchlist" -> source.parameters(META + "ListOptions");
            case "post" -> source.parameters(META + "CreateOptions");
            case "put" -> source.parameters(META + "UpdateOptions");
            case "patch" -> source.parameters(META + "PatchOptions");
            case "delete" -> delete().toList();
            case "deletecollection" -> Stream.concat(delete(), selection()).toList();
            default -> List.of();
        };
    }

    /** @param options the kind of what a subresource is told, as {@code PodExecOptions} */
    List<Parameter> ofConnection(String options) {
        return source.parameters(CORE + options);
    }

    private Stream<Parameter> delete() {
        return source.parameters(META + "DeleteOptions").stream()
                .filter(parameter -> !ONLY_IN_BODIES.contains(parameter.name()));
    }

    private Stream<Parameter> selection() {
        return source.parameters(META + "ListOptions").stream()
                .filter(parameter -> !ONLY_OF_WATCHES.contains(parameter.name()));
    }
}
