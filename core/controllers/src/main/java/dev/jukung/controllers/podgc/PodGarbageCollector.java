package dev.jukung.controllers.podgc;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.controllers.pods.PodConditions;
import dev.jukung.controllers.pods.PodIndexes;
import dev.jukung.controllers.pods.PodStates;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.PodCondition;
import dev.jukung.model.core.v1.PodStatus;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Controller;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.Index;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.Reconciler;
import dev.jukung.runtime.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The pod-garbage-collector-controller: removes pods that no kubelet will ever remove, because their node is gone, out of
 * service, or was never chosen, and the oldest of those that have ended when there are too many.
 */
public final class PodGarbageCollector implements Controller, Reconciler<PodGarbageCollector.Task> {
    private static final String NAME = "pod-garbage-collector-controller";
    /** Kubernetes' {@code --terminated-pod-gc-threshold}. */
    static final int ENDED_MAX = 12_500;
    /** Kubernetes' {@code quarantineTime}: a node may be registered anew. */
    static final Duration QUARANTINE = Duration.ofSeconds(40);

    private static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";
    private static final Index<Pod> ENDED =
            new Index<>(pod -> PodStates.isTerminal(pod) ? List.of("ended") : List.of());

    /** What to look at. */
    public sealed interface Task {
        record OfNode(String name) implements Task {}

        record OfPod(ObjectKey key) implements Task {}

        record Ended() implements Task {}
    }

    private final ApiClient client;
    private final Clock clock;
    private final Lister<Pod> pods;
    private final Lister<Node> nodes;
    private final ControllerLoop<Task> loop;

    public PodGarbageCollector(ApiClient client, Informers informers, Surroundings surroundings) {
        this.client = client;
        clock = surroundings.clock();
        Informer<Pod> podInformer =
                informers.of(Resources.PODS).index(PodIndexes.BY_NODE).index(ENDED);
        Informer<Node> nodeInformer = informers.of(Resources.NODES);
        pods = podInformer.lister();
        nodes = nodeInformer.lister();
        loop = new ControllerLoop<>(NAME, this, surroundings);
        podInformer.handle(this::podChanged);
        nodeInformer.handle(this::nodeChanged);
    }

    private void podChanged(Change<Pod> change) {
        Pod pod = change.object();
        if (change instanceof Change.Deleted<Pod>) {
            return;
        }
        String node = pod.spec().nodeName().orElse("");
        if (!node.isEmpty() && nodes.find(ObjectKey.of(node)).isEmpty()) {
            loop.addAfter(new Task.OfNode(node), QUARANTINE);
        }
        if (pod.deleting()) {
            loop.add(new Task.OfPod(pod.key()), change.trigger());
        }
        if (PodStates.isTerminal(pod) && pods.by(ENDED, "ended").size() > ENDED_MAX) {
            loop.add(new Task.Ended(), change.trigger());
        }
    }

    private void nodeChanged(Change<Node> change) {
        String name = change.object().name();
        if (change instanceof Change.Deleted<Node>) {
            loop.addAfter(new Task.OfNode(name), QUARANTINE);
        } else if (isOutOfService(change.object())) {
            for (Pod pod : pods.by(PodIndexes.BY_NODE, name)) {
                loop.add(new Task.OfPod(pod.key()), change.trigger());
            }
        }
    }

    @Override
    public Outcome reconcile(Task task) throws InterruptedException {
        switch (task) {
            case Task.OfNode(String name) -> orphaned(name);
            case Task.OfPod(ObjectKey key) -> going(key);
            case Task.Ended() -> ended();
        }
        return Outcome.SETTLED;
    }

    private void orphaned(String name) throws InterruptedException {
        ObjectKey key = ObjectKey.of(name);
        // The pods cannot be brought back, so the server is asked and not only our view of it.
        if (nodes.find(key).isPresent() || client.find(Resources.NODES, key).isPresent()) {
            return;
        }
        for (Pod pod : pods.by(PodIndexes.BY_NODE, name)) {
            remove(
                    pod,
                    Optional.of(PodConditions.of(
                            pod, "DisruptionTarget", "True", "DeletionByPodGC", "PodGC: node no longer exists")));
        }
    }

    private void going(ObjectKey key) throws InterruptedException {
        Optional<Pod> found = pods.find(key).filter(Pod::deleting);
        if (found.isPresent()) {
            String node = found.get().spec().nodeName().orElse("");
            boolean stranded = node.isEmpty()
                    || nodes.find(ObjectKey.of(node))
                            .filter(PodGarbageCollector::isOutOfService)
                            .isPresent();
            if (stranded) {
                remove(found.get(), Optional.empty());
            }
        }
    }

    private static boolean isOutOfService(Node node) {
        boolean ready = node.status().conditions().stream()
                .anyMatch(condition ->
                        condition.type().equals("Ready") && condition.status().equals("True"));
        return !ready
                && node.spec().taints().stream().anyMatch(taint -> taint.key().equals(OUT_OF_SERVICE));
    }

    private void ended() throws InterruptedException {
        List<Pod> all = pods.by(ENDED, "ended");
        List<Pod> oldest = all.stream()
                .sorted(Comparator.comparing((Pod pod) -> !isEvicted(pod))
                        .thenComparing(pod -> pod.metadata().creationTimestamp().orElse(Instant.MAX))
                        .thenComparing(Pod::name))
                .limit(Math.max(0, all.size() - ENDED_MAX))
                .toList();
        for (Pod pod : oldest) {
            remove(pod, Optional.empty());
        }
    }

    private static boolean isEvicted(Pod pod) {
        return PodStates.phase(pod).equals("Failed")
                && pod.status().reason().filter("Evicted"::equals).isPresent();
    }

    /** It is said to have failed first, for nobody else could say how it ended. */
    private void remove(Pod pod, Optional<PodCondition> condition) throws InterruptedException {
        try {
            if (!PodStates.isTerminal(pod)) {
                PodStatus failed = pod.status().withPhase("Failed");
                PodStatus status = condition
                        .map(added -> PodConditions.with(failed, added, clock.now()))
                        .orElse(failed);
                client.updateStatus(Resources.PODS, pod.withStatus(status));
            }
            Cause.doing(
                    "remove a pod that nobody looks after any more",
                    () -> client.delete(
                            Resources.PODS, pod.key(), DeleteOptions.grace(0).onlyUid(pod.uid())));
        } catch (ApiException e) {
            if (!e.is(Reason.NOT_FOUND)) {
                throw e; // otherwise it is gone already
            }
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() {
        loop.start(1);
    }

    @Override
    public void close() {
        loop.close();
    }
}
