package dev.jukung.scheduler;

/** Rules out nodes for a pod. */
public interface FilterPlugin {
    /** Kubernetes' name of the plugin. */
    String name();

    /**
     * Does the work that is the same for all nodes, once. What it learns travels inside the returned
     * filter, so there is no shared scratch map, no string keys and no casts.
     */
    NodeFilter prepare(PodFacts pod, ClusterSnapshot cluster);

    /** Whether this event could make the plugin accept a node it refused. Unsure means yes. */
    boolean mayHelp(ClusterEvent event, PodFacts refused);

    /** Called for many nodes, from several threads at once. */
    @FunctionalInterface
    interface NodeFilter {
        /** For a pod this plugin has nothing to say about; the scheduler knows it and skips the calls. */
        NodeFilter ALL = _ -> Verdict.FITS;

        Verdict check(NodeSnapshot node);
    }
}
