package dev.jukung.scheduler;

import dev.jukung.model.core.v1.ContainerImage;
import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.Taint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A node and the pods on it, as of one moment. Immutable: a change makes a new one. */
public final class NodeSnapshot {
    private final Node node;
    private final String name;
    private final boolean unschedulable;
    private final Amounts allocatable;
    private final Map<String, String> labels;
    private final List<Taint> taints;
    private final Map<String, Long> images;
    private final Amounts requested;
    private final Amounts scored;
    private final List<PodFacts> pods;

    /** A node without pods. */
    public NodeSnapshot(Node node) {
        this(
                node,
                node.name(),
                node.spec().unschedulable().orElse(false),
                Amounts.of(node.status().allocatable()),
                node.metadata().labels(),
                List.copyOf(node.spec().taints()),
                imagesOf(node),
                Amounts.NONE,
                Amounts.NONE,
                List.of());
    }

    private NodeSnapshot(
            Node node,
            String name,
            boolean unschedulable,
            Amounts allocatable,
            Map<String, String> labels,
            List<Taint> taints,
            Map<String, Long> images,
            Amounts requested,
            Amounts scored,
            List<PodFacts> pods) {
        this.node = node;
        this.name = name;
        this.unschedulable = unschedulable;
        this.allocatable = allocatable;
        this.labels = labels;
        this.taints = taints;
        this.images = images;
        this.requested = requested;
        this.scored = scored;
        this.pods = pods;
    }

    private static Map<String, Long> imagesOf(Node node) {
        Map<String, Long> images = new HashMap<>();
        for (ContainerImage image : node.status().images()) {
            image.names().forEach(name -> images.put(name, image.sizeBytes().orElse(0)));
        }
        return images;
    }

    /** The same pods on the node as it is now. */
    NodeSnapshot with(Node changed) {
        return new NodeSnapshot(changed).withPods(requested, scored, pods);
    }

    public NodeSnapshot plus(PodFacts pod) {
        List<PodFacts> more = new ArrayList<>(pods);
        more.add(pod);
        return withPods(requested.plus(pod.requests()), scored.plus(pod.scoredRequests()), more);
    }

    public NodeSnapshot minus(PodFacts pod) {
        List<PodFacts> fewer = new ArrayList<>(pods);
        return fewer.removeIf(candidate -> candidate.uid().equals(pod.uid()))
                ? withPods(requested.minus(pod.requests()), scored.minus(pod.scoredRequests()), fewer)
                : this;
    }

    private NodeSnapshot withPods(Amounts nowRequested, Amounts nowScored, List<PodFacts> now) {
        return new NodeSnapshot(
                node, name, unschedulable, allocatable, labels, taints, images, nowRequested, nowScored, now);
    }

    public Node node() {
        return node;
    }

    public String name() {
        return name;
    }

    public Amounts allocatable() {
        return allocatable;
    }

    /** What the pods on it request, the assumed ones included. */
    public Amounts requested() {
        return requested;
    }

    /** {@link #requested} with defaults for pods that request nothing; for comparing nodes only. */
    public Amounts scored() {
        return scored;
    }

    public Map<String, String> labels() {
        return labels;
    }

    public List<Taint> taints() {
        return taints;
    }

    public boolean unschedulable() {
        return unschedulable;
    }

    /** Image name to size in bytes. */
    public Map<String, Long> images() {
        return images;
    }

    public List<PodFacts> pods() {
        return pods;
    }

    @Override
    public String toString() {
        return name;
    }
}
