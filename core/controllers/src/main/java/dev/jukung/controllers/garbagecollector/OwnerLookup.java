package dev.jukung.controllers.garbagecollector;

import dev.jukung.controllers.garbagecollector.OwnerGraph.Node;
import dev.jukung.controllers.resources.KnownResources;
import dev.jukung.model.KubeObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.model.meta.v1.OwnerReference;
import dev.jukung.runtime.ApiClient;
import java.util.Optional;

/** Finds out what became of an owner: from the graph where it knows, else from the API server. */
final class OwnerLookup {
    private final ApiClient client;
    private final OwnerGraph graph;
    private final KnownResources resources;

    OwnerLookup(ApiClient client, OwnerGraph graph, KnownResources resources) {
        this.client = client;
        this.graph = graph;
        this.resources = resources;
    }

    /** What a reference leads to. */
    sealed interface Found {
        /** The owner is there: its dependents stay. */
        record Solid() implements Found {}

        /** The owner is deleted in the foreground: its dependents go first. */
        record Waiting() implements Found {}

        /** There is no such owner, where it would have to be. */
        record Absent() implements Found {}

        /** It cannot be told; nothing may be deleted because of that. */
        record Unknown(String why) implements Found {}
    }

    Found find(Node dependent, OwnerReference reference) throws InterruptedException {
        if (graph.isGone(reference.uid())) {
            return new Found.Absent();
        }
        Optional<Node> known = graph.find(reference.uid()).filter(node -> node.isMeantBy(reference, dependent));
        if (known.isPresent()) {
            return known.get().deletingDependents() ? new Found.Waiting() : new Found.Solid();
        }
        Optional<ResourceType<?>> type = resources.ofKind(reference.apiVersion(), reference.kind());
        if (type.isEmpty()) {
            return new Found.Unknown(
                    "unable to get REST mapping for " + reference.apiVersion() + "/" + reference.kind() + ".");
        }
        if (type.get().namespaced() && dependent.key().namespace().isEmpty()) {
            return new Found.Unknown("cluster-scoped objects cannot refer to namespaced owners");
        }
        return ask(dependent, reference, type.get());
    }

    private <T extends KubeObject> Found ask(Node dependent, OwnerReference reference, ResourceType<T> type)
            throws InterruptedException {
        String namespace = type.namespaced() ? dependent.key().namespace() : "";
        Optional<T> owner = client.find(type, ObjectKey.of(namespace, reference.name()))
                .filter(object -> object.uid().equals(reference.uid()));
        if (owner.isEmpty()) {
            return new Found.Absent();
        }
        return Node.of(type, owner.get()).deletingDependents() ? new Found.Waiting() : new Found.Solid();
    }
}
