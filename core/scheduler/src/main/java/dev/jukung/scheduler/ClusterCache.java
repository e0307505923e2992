package dev.jukung.scheduler;

import dev.jukung.model.core.v1.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Nodes and the pods on them, kept up to date by events. A pod counts on its node from the moment it is assumed there,
 * before the API server has said so. Thread-safe.
 */
final class ClusterCache {
    private record Placed(PodFacts pod, String node, boolean assumed) {}

    // Guarded by this.
    private final Map<String, NodeSnapshot> nodes = new TreeMap<>();
    private final Map<String, Placed> pods = new HashMap<>(); // by uid
    private @Nullable ClusterSnapshot snapshot; // null when nodes have come or gone since the last one
    private final Map<String, Integer> places = new HashMap<>(); // of the nodes in the snapshot

    synchronized ClusterSnapshot snapshot() {
        ClusterSnapshot known = snapshot;
        if (known == null) {
            known = new ClusterSnapshot(new ArrayList<>(nodes.values()));
            snapshot = known;
            places.clear();
            nodes.keySet().forEach(name -> places.put(name, places.size()));
        }
        return known;
    }

    synchronized ClusterEvent put(Node node) {
        NodeSnapshot before = nodes.get(node.name());
        NodeSnapshot after = before == null ? new NodeSnapshot(node) : before.with(node);
        if (before == null) {
            for (Placed placed : pods.values()) {
                after = placed.node().equals(node.name()) ? after.plus(placed.pod()) : after;
            }
        }
        replace(after);
        return before == null ? new ClusterEvent.NodeAdded(after) : new ClusterEvent.NodeChanged(before, after);
    }

    synchronized void remove(Node node) {
        nodes.remove(node.name());
        snapshot = null;
    }

    private void replace(NodeSnapshot node) {
        boolean known = nodes.put(node.name(), node) != null;
        ClusterSnapshot before = snapshot;
        Integer place = places.get(node.name());
        snapshot = known && before != null && place != null ? before.with(place, node) : null;
    }

    /** The pod is (or is about to be) on that node. */
    synchronized void place(PodFacts pod, String node, boolean assumed) {
        Placed known = pods.get(pod.uid());
        if (known != null) {
            if (known.assumed()
                    || !known.node().equals(node)
                    || !known.pod().requests().equals(pod.requests())) {
                take(known);
            } else {
                pods.put(pod.uid(), new Placed(pod, node, assumed));
                return;
            }
        }
        pods.put(pod.uid(), new Placed(pod, node, assumed));
        NodeSnapshot place = nodes.get(node);
        if (place != null) {
            replace(place.plus(pod));
        }
    }

    /** The pod is gone. */
    synchronized Optional<ClusterEvent> remove(String uid) {
        Placed known = pods.remove(uid);
        if (known == null) {
            return Optional.empty();
        }
        take(known);
        NodeSnapshot node = nodes.get(known.node());
        return node == null ? Optional.empty() : Optional.of(new ClusterEvent.PodRemoved(known.pod(), node));
    }

    /** The binding of the pod failed; does nothing when the API server has meanwhile said where the pod is. */
    synchronized Optional<ClusterEvent> forget(String uid) {
        Placed known = pods.get(uid);
        return known != null && known.assumed() ? remove(uid) : Optional.empty();
    }

    private void take(Placed placed) {
        NodeSnapshot node = nodes.get(placed.node());
        if (node != null) {
            replace(node.minus(placed.pod()));
        }
    }

    synchronized boolean isPlaced(String uid) {
        return pods.containsKey(uid);
    }

    synchronized List<String> nodeNames() {
        return new ArrayList<>(nodes.keySet());
    }
}
