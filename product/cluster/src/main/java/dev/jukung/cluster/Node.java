package dev.jukung.cluster;

/** The node of a cluster of one process. Closing it ends what looks after its Pods; they go on. Thread-safe. */
sealed interface Node extends AutoCloseable permits ContainerNode, SimulatedNode {
    /** Ends the containers of all Pods; the next start of the node starts them anew. */
    void stopPods() throws InterruptedException;

    @Override
    void close();
}
