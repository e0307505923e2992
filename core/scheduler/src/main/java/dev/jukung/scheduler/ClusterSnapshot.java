package dev.jukung.scheduler;

import java.util.List;

/** All nodes as of one moment, in a stable order. Immutable. */
public record ClusterSnapshot(List<NodeSnapshot> nodes) {
    /** How many nodes have the image. */
    public long nodesWith(String image) {
        return nodes.stream().filter(node -> node.images().containsKey(image)).count();
    }
}
