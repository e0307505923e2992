package dev.jukung.scheduler;

/** Says how well a node that fits suits a pod. */
public interface ScorePlugin {
    /** The best score of a node. */
    long MAX = 100;

    /** Kubernetes' name of the plugin. */
    String name();

    /** How much its scores count beside those of others. */
    long weight();

    NodeScorer prepare(PodFacts pod, ClusterSnapshot cluster);

    /** Called for the nodes that fit. */
    @FunctionalInterface
    interface NodeScorer {
        /** For a pod this plugin has nothing to say about. */
        NodeScorer NONE = _ -> 0;

        long score(NodeSnapshot node);
    }

    /** Brings the raw scores of all nodes between 0 and {@link #MAX}; in place. */
    default void normalize(long[] scores) {}

    /** The highest becomes {@link #MAX}, zero stays zero; or the other way round. */
    static void scale(long[] scores, boolean reverse) {
        long highest = 0;
        for (long score : scores) {
            highest = Math.max(highest, score);
        }
        for (int i = 0; i < scores.length; i++) {
            long scaled = highest == 0 ? 0 : scores[i] * MAX / highest;
            scores[i] = reverse ? MAX - scaled : scaled;
        }
    }
}
