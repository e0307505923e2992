package dev.jukung.controllers.garbagecollector;

import dev.jukung.base.Cause;
import dev.jukung.controllers.garbagecollector.OwnerGraph.Node;
import dev.jukung.controllers.resources.KnownResources;
import dev.jukung.model.KubeObject;
import dev.jukung.model.ResourceType;
import dev.jukung.model.meta.v1.OwnerReference;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Controller;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.EventRecorder;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Surroundings;
import java.util.HashSet;
import java.util.Set;

/**
 * The garbage-collector-controller: deletes what nobody owns any more, and carries out foreground deletion and orphaning.
 * It follows every resource that there is.
 */
public final class GarbageCollectorController implements Controller {
    private static final String NAME = "garbage-collector-controller";
    /** Kubernetes' {@code --concurrent-gc-syncs}. */
    private static final int WORKERS = 20;
    /** Kubernetes' {@code DefaultIgnoredResources}: many, and they own nothing. */
    private static final Set<String> IGNORED = Set.of("events", "events.events.k8s.io");

    private final Informers informers;
    private final KnownResources resources;
    private final EventRecorder events;
    private final OwnerGraph graph = new OwnerGraph();
    private final ControllerLoop<String> loop;
    private final Set<ResourceType<?>> followed = new HashSet<>(); // guarded by this

    public GarbageCollectorController(
            ApiClient client, Informers informers, Surroundings surroundings, KnownResources resources) {
        this.informers = informers;
        this.resources = resources;
        events = new EventRecorder(client, NAME, "", surroundings);
        OwnerLookup lookup = new OwnerLookup(client, graph, resources);
        loop = new ControllerLoop<>(
                NAME, new GarbageReconciler(client, graph, lookup, uid -> addToLoop(uid)), surroundings);
        resources.onChange(this::followAll);
        followAll();
    }

    private void addToLoop(String uid) {
        loop.add(uid, Cause.current().trigger()); // called while another key is worked on
    }

    /** New resources are followed; those that went have no objects any more. */
    private synchronized void followAll() {
        Set<ResourceType<?>> known = new HashSet<>(resources.all());
        known.stream()
                .filter(type -> !IGNORED.contains(type.qualifiedName()))
                .filter(type -> !followed.contains(type))
                .forEach(this::follow);
        followed.stream().filter(type -> !known.contains(type)).forEach(informers::stop);
        followed.retainAll(known);
    }

    private <T extends KubeObject> void follow(ResourceType<T> type) {
        followed.add(type);
        informers.of(type).handle(change -> changed(type, change));
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
        loop.start(WORKERS);
    }

    @Override
    public void close() {
        loop.close();
        events.close();
    }
}
