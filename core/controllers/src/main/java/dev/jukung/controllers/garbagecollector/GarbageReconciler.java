package dev.jukung.controllers.garbagecollector;

import dev.jukung.base.Cause;
import dev.jukung.controllers.garbagecollector.OwnerGraph.Node;
import dev.jukung.controllers.garbagecollector.OwnerLookup.Found;
import dev.jukung.model.KubeObject;
import dev.jukung.model.ResourceType;
import dev.jukung.model.meta.v1.OwnerReference;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiClient.WriteOptions;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.Reconciler;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides about one object, by uid: whether it goes because its owners are gone, whether its dependents let it go
 * (foreground), or whether it lets its dependents live (orphan). Every write carries the version it was decided from.
 */
final class GarbageReconciler implements Reconciler<String> {
    private static final Logger LOG = LoggerFactory.getLogger(GarbageReconciler.class);

    private final ApiClient client;
    private final OwnerGraph graph;
    private final OwnerLookup owners;
    private final Consumer<String> queue;

    /** @param queue takes uids that have to be looked at, too */
    GarbageReconciler(ApiClient client, OwnerGraph graph, OwnerLookup owners, Consumer<String> queue) {
        this.client = client;
        this.graph = graph;
        this.owners = owners;
        this.queue = queue;
    }

    @Override
    public Outcome reconcile(String uid) throws InterruptedException {
        Optional<Node> found = graph.find(uid);
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        Node node = found.get();
        try {
            if (node.orphaning()) {
                return orphan(node);
            }
            if (node.deleting() && !node.deletingDependents()) {
                return Outcome.SETTLED; // it is going; its dependents are looked at when it is gone
            }
            if (!node.deletingDependents() && node.owners().stream().allMatch(owner -> isSolid(node, owner))) {
                return Outcome.SETTLED; // as nearly always; if an owner goes, its event brings this key back
            }
            // The graph may lag behind, and a deletion cannot be taken back.
            Optional<? extends KubeObject> latest = client.find(node.type(), node.key());
            if (latest.isEmpty() || !latest.get().uid().equals(uid)) {
                return Outcome.SETTLED;
            }
            return node.deletingDependents() ? awaitDependents(node, latest.get()) : judge(node, latest.get());
        } catch (ApiException e) {
            if (e.is(Reason.NOT_FOUND)) {
                return Outcome.SETTLED; // it went while we were at it
            }
            throw e;
        }
    }

    private boolean isSolid(Node node, OwnerReference reference) {
        return graph.find(reference.uid())
                .filter(owner -> owner.isMeantBy(reference, node) && !owner.deletingDependents())
                .isPresent();
    }

    private Outcome awaitDependents(Node node, KubeObject latest) throws InterruptedException {
        List<Node> blocking = graph.dependents(node.uid()).stream()
                .filter(dependent -> dependent.isBlocking(node.uid()))
                .toList();
        if (blocking.isEmpty()) {
            return removeFinalizer(node, latest, OwnerGraph.FOREGROUND);
        }
        blocking.stream()
                .filter(dependent -> !dependent.deletingDependents())
                .forEach(dependent -> queue.accept(dependent.uid()));
        return Outcome.SETTLED;
    }

    private Outcome judge(Node node, KubeObject latest) throws InterruptedException {
        List<OwnerReference> references = latest.metadata().ownerReferences();
        if (references.isEmpty()) {
            return Outcome.SETTLED;
        }
        boolean solid = false;
        boolean waiting = false;
        Set<String> useless = new HashSet<>();
        for (OwnerReference reference : references) {
            switch (owners.find(node, reference)) {
                case Found.Solid() -> solid = true;
                case Found.Absent() -> useless.add(reference.uid());
                case Found.Waiting() -> {
                    waiting = true;
                    useless.add(reference.uid());
                }
                case Found.Unknown(String why) -> {
                    LOG.debug("{} {}: {}", node.type(), node.key(), why);
                    return new Outcome.TryAgain(why);
                }
            }
        }
        if (solid) {
            // An owner that waits must not be named any longer, or it would wait for ever.
            return useless.isEmpty() ? Outcome.SETTLED : disown(node, latest, useless);
        }
        return delete(node, latest, waiting);
    }

    private Outcome delete(Node node, KubeObject latest, boolean ownerWaits) throws InterruptedException {
        List<Node> dependents = graph.dependents(node.uid());
        KubeObject decidedFrom = latest;
        String policy = "Background";
        if (ownerWaits && !dependents.isEmpty()) {
            policy = "Foreground";
            if (dependents.stream().anyMatch(Node::deletingDependents)) {
                decidedFrom = unblock(node, latest); // perhaps a circle, in which everybody waits for everybody
            }
        } else if (latest.metadata().finalizers().contains(OwnerGraph.ORPHAN)) {
            policy = "Orphan";
        } else if (latest.metadata().finalizers().contains(OwnerGraph.FOREGROUND)) {
            policy = "Foreground";
        }
        DeleteOptions options = new DeleteOptions(
                Optional.empty(),
                Optional.of(policy),
                Map.of("uid", node.uid(), "resourceVersion", decidedFrom.resourceVersion()));
        Cause.doing(
                ownerWaits ? "delete what its owner waits for" : "delete what has lost its owner",
                () -> client.delete(node.type(), node.key(), options));
        return Outcome.SETTLED;
    }

    private Outcome orphan(Node node) throws InterruptedException {
        for (Node dependent : graph.dependents(node.uid())) {
            Optional<? extends KubeObject> latest = client.find(dependent.type(), dependent.key());
            if (latest.isPresent() && latest.get().uid().equals(dependent.uid())) {
                disown(dependent, latest.get(), Set.of(node.uid()));
            }
        }
        Optional<? extends KubeObject> owner = client.find(node.type(), node.key());
        return owner.isPresent() && owner.get().uid().equals(node.uid())
                ? removeFinalizer(node, owner.get(), OwnerGraph.ORPHAN)
                : Outcome.SETTLED;
    }

    private Outcome disown(Node node, KubeObject latest, Set<String> uids) throws InterruptedException {
        List<Object> kept = new ArrayList<>();
        for (OwnerReference reference : latest.metadata().ownerReferences()) {
            if (!uids.contains(reference.uid())) {
                kept.add(reference.tree());
            }
        }
        if (kept.size() < latest.metadata().ownerReferences().size()) {
            patch(node.type(), latest, "ownerReferences", kept);
        }
        return Outcome.SETTLED;
    }

    private KubeObject unblock(Node node, KubeObject latest) throws InterruptedException {
        List<Object> references = new ArrayList<>();
        for (OwnerReference reference : latest.metadata().ownerReferences()) {
            references.add(
                    reference.blockOwnerDeletion().orElse(false)
                            ? reference.withBlockOwnerDeletion(false).tree()
                            : reference.tree());
        }
        return patch(node.type(), latest, "ownerReferences", references);
    }

    private Outcome removeFinalizer(Node node, KubeObject latest, String finalizer) throws InterruptedException {
        List<String> finalizers = latest.metadata().finalizers();
        if (finalizers.contains(finalizer)) {
            List<Object> rest = finalizers.stream()
                    .filter(name -> !name.equals(finalizer))
                    .<Object>map(name -> name)
                    .toList();
            patch(node.type(), latest, "finalizers", rest);
        }
        return Outcome.SETTLED;
    }

    /** A merge patch, which every kind takes; it is refused when anybody wrote in between. */
    private KubeObject patch(ResourceType<?> type, KubeObject latest, String field, List<Object> value)
            throws InterruptedException {
        ObjectValue metadata = ObjectValue.of(
                "uid", latest.uid(), "resourceVersion", latest.resourceVersion(), field, ListValue.copyOf(value));
        Patch patch = Patch.merge(ObjectValue.of("metadata", metadata));
        return Cause.deciding(
                "change " + field + " for a deletion",
                () -> client.patch(type, latest.key(), patch, WriteOptions.NONE));
    }
}
