package dev.jukung.scheduler;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All nodes as of one moment, in a stable order. Immutable: a change makes a new one that shares the rest. */
public final class ClusterSnapshot {
    private final NodeList nodes;
    private final Map<String, Integer> nodesByImage; // how many nodes have it; never changed

    public ClusterSnapshot(List<NodeSnapshot> nodes) {
        this(NodeList.copyOf(nodes), count(nodes));
    }

    private ClusterSnapshot(NodeList nodes, Map<String, Integer> nodesByImage) {
        this.nodes = nodes;
        this.nodesByImage = nodesByImage;
    }

    private static Map<String, Integer> count(List<NodeSnapshot> nodes) {
        Map<String, Integer> counts = new HashMap<>();
        for (NodeSnapshot node : nodes) {
            node.images().keySet().forEach(image -> counts.merge(image, 1, Integer::sum));
        }
        return counts;
    }

    /** The same with another version of the node that is at this place. */
    ClusterSnapshot with(int place, NodeSnapshot node) {
        Map<String, Long> before = nodes.get(place).images();
        Map<String, Long> after = node.images();
        NodeList changed = nodes.with(place, node);
        // Pods come and go far more often than images; then the counts are shared.
        return before.keySet().equals(after.keySet())
                ? new ClusterSnapshot(changed, nodesByImage)
                : new ClusterSnapshot(changed, recount(before, after));
    }

    private Map<String, Integer> recount(Map<String, Long> before, Map<String, Long> after) {
        Map<String, Integer> counts = new HashMap<>(nodesByImage);
        before.keySet().forEach(image -> counts.computeIfPresent(image, (_, had) -> had == 1 ? null : had - 1));
        after.keySet().forEach(image -> counts.merge(image, 1, Integer::sum));
        return counts;
    }

    public List<NodeSnapshot> nodes() {
        return nodes;
    }

    /** How many nodes have the image. */
    public long nodesWith(String image) {
        return nodesByImage.getOrDefault(image, 0);
    }
}
