package dev.jukung.controllers.garbagecollector;

import dev.jukung.base.Cause;
import dev.jukung.controllers.garbagecollector.OwnerGraph.Node;
import dev.jukung.controllers.resources.KnownResources;
import dev.jukung.model.KubeObject;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.model.apiextensions.v1.CustomResourceDefinition;
import dev.jukung.model.meta.v1.OwnerReference;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Controller;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.EventRecorder;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.MetadataOnly;
import dev.jukung.runtime.Surroundings;
import java.util.Set;

/**
 * The garbage-collector-controller: deletes what nobody owns any more, and carries out foreground deletion and orphaning.
 * It follows every resource that there is.
 */
public final class GarbageCollectorController implements Controller, KnownResources.Follower {
    private static final String NAME = "garbage-collector-controller";
    /** Kubernetes' {@code --concurrent-gc-syncs}. */
    private static final int WORKERS = 20;

    private final KnownResources resources;
    private final EventRecorder events;
    private final OwnerGraph graph = new OwnerGraph();
    private final ControllerLoop<String> loop;

    public GarbageCollectorController(
            ApiClient client, Informers informers, Surroundings surroundings, KnownResources resources) {
        this.resources = resources;
        events = new EventRecorder(client, NAME, "", surroundings);
        OwnerLookup lookup = new OwnerLookup(client, graph, resources);
        loop = new ControllerLoop<>(
                NAME, new GarbageReconciler(client, graph, lookup, uid -> addToLoop(uid)), surroundings);
        informers.of(Resources.CUSTOMRESOURCEDEFINITIONS).handle(this::definitionChanged);
        resources.follow(this);
    }

    private void addToLoop(String uid) {
        loop.add(uid, Cause.current().trigger()); // called while another key is worked on
    }

    @Override
    public void appeared(ResourceType<?> type, Informer<? extends KubeObject> informer) {
        ResourceType<?> metadata = MetadataOnly.of(type);
        follow(metadata, informer);
    }

    private <T extends KubeObject> void follow(ResourceType<?> type, Informer<T> informer) {
        informer.handle(change -> changed(type, change));
    }

    /** Nothing is told of its objects from now on, so nothing is known of them: whoever asks has to ask the server. */
    @Override
    public void gone(ResourceType<?> type) {
        graph.forget(type).forEach(loop::add);
    }

    /** A definition goes last: all objects of its resource are gone, even those whose end was not told any more. */
    private void definitionChanged(Change<CustomResourceDefinition> change) {
        if (change instanceof Change.Deleted<CustomResourceDefinition>(CustomResourceDefinition definition)) {
            graph.removeAll(definition.name()).forEach(uid -> loop.add(uid, change.trigger()));
        }
    }

    private void changed(ResourceType<?> type, Change<?> change) {
        Set<String> affected =
                switch (change) {
                    case Change.Added<?> _, Change.Modified<?> _ -> {
                        Node node = Node.of(type, change.object());
                        node.owners().forEach(reference -> report(node, reference, change.object()));
                        yield graph.put(node);
                    }
                    case Change.Deleted<?> _ -> graph.remove(change.object().uid());
                };
        affected.forEach(uid -> loop.add(uid, change.trigger()));
    }

    private void report(Node node, OwnerReference reference, KubeObject object) {
        boolean elsewhere = graph.find(reference.uid())
                .filter(owner -> !owner.isReachableFrom(node))
                .isPresent();
        if (elsewhere) {
            String owner = "[" + reference.apiVersion() + "/" + reference.kind() + ", namespace: "
                    + node.key().namespace() + ", name: " + reference.name() + ", uid: " + reference.uid() + "]";
            events.warning(
                    object,
                    "OwnerRefInvalidNamespace",
                    "ownerRef " + owner + " does not exist in namespace \""
                            + node.key().namespace() + "\"");
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() {
        resources.whenReady(() -> loop.start(WORKERS));
    }

    @Override
    public void close() {
        loop.close();
        events.close();
    }
}
