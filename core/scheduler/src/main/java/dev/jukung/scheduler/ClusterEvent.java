package dev.jukung.scheduler;

/** Something that could make room for a pod that was refused. */
public sealed interface ClusterEvent {
    record NodeAdded(NodeSnapshot node) implements ClusterEvent {}

    record NodeChanged(NodeSnapshot before, NodeSnapshot after) implements ClusterEvent {}

    /** @param from the node without the pod */
    record PodRemoved(PodFacts pod, NodeSnapshot from) implements ClusterEvent {}
}
