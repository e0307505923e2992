package dev.jukung.scheduler;

import java.util.Map;
import java.util.TreeMap;

/**
 * What each of the compared nodes scored in all. Kept as two arrays, because it is made for every pod and read only when
 * somebody asks why a pod is where it is. Immutable.
 */
public final class Totals {
    private final String[] nodes;
    private final long[] scores;

    private Totals(String[] nodes, long[] scores) {
        this.nodes = nodes;
        this.scores = scores;
    }

    /** @param scores one for each node, in the same order */
    static Totals of(Iterable<NodeSnapshot> nodes, long[] scores) {
        String[] names = new String[scores.length];
        int next = 0;
        for (NodeSnapshot node : nodes) {
            names[next++] = node.name();
        }
        return new Totals(names, scores.clone());
    }

    /** How many nodes were compared. */
    public int size() {
        return nodes.length;
    }

    /** By node. */
    public Map<String, Long> byNode() {
        Map<String, Long> totals = new TreeMap<>();
        for (int i = 0; i < nodes.length; i++) {
            totals.put(nodes[i], scores[i]);
        }
        return totals;
    }
}
