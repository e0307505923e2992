package dev.jukung.controllers.nodelifecycle;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.controllers.nodelifecycle.NodeTaints.Eviction;
import dev.jukung.controllers.pods.PodConditions;
import dev.jukung.controllers.pods.PodIndexes;
import dev.jukung.controllers.pods.PodStates;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.Views;
import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.NodeCondition;
import dev.jukung.model.core.v1.ObjectReference;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.PodStatus;
import dev.jukung.model.core.v1.Taint;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiClient.WriteOptions;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Controller;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.EventRecorder;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.Reconciler;
import dev.jukung.runtime.Surroundings;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The node-lifecycle-controller: notices when a kubelet falls silent, says so in the conditions of the node and its pods,
 * and taints nodes by their conditions.
 */
public final class NodeLifecycleController implements Controller, Reconciler<String> {
    private static final String NAME = "node-lifecycle-controller";
    private static final String COMPONENT = "node-controller";
    /** Kubernetes' {@code nodeUpdateWorkerSize}. */
    private static final int WORKERS = 8;
    /** {@code --node-monitor-grace-period}: so long a kubelet may say nothing. */
    static final Duration GRACE = Duration.ofSeconds(50);
    /** {@code --node-startup-grace-period}: so long a new one may. */
    static final Duration STARTUP_GRACE = Duration.ofSeconds(60);

    private static final String LEASES = "kube-node-lease";

    private final ApiClient client;
    private final Clock clock;
    private final EventRecorder events;
    private final Lister<Node> nodes;
    private final Lister<Pod> pods;
    private final Heartbeats heartbeats;
    private final Zones zones = new Zones();
    private final ControllerLoop<String> loop;

    public NodeLifecycleController(ApiClient client, Informers informers, Surroundings surroundings) {
        this.client = client;
        clock = surroundings.clock();
        heartbeats = new Heartbeats(clock);
        events = new EventRecorder(client, COMPONENT, "", surroundings);
        Informer<Node> nodeInformer = informers.of(Resources.NODES);
        nodes = nodeInformer.lister();
        pods = informers.of(Resources.PODS).index(PodIndexes.BY_NODE).lister();
        loop = new ControllerLoop<>(NAME, this, surroundings);
        nodeInformer.handle(this::nodeChanged);
        informers
                .of(Resources.LEASES, new Informer.Scope(LEASES, "", ""))
                .handle(change -> heartbeats.see(change.object()));
    }

    private void nodeChanged(Change<Node> change) {
        Node node = change.object();
        boolean wasDown = zones.allDown();
        boolean zonesChanged;
        switch (change) {
            case Change.Added<Node> _ -> {
                heartbeats.see(node);
                zonesChanged = zones.put(node);
                tell(node, "RegisteredNode", "Registered Node " + node.name() + " in Controller");
            }
            case Change.Modified<Node> _ -> {
                heartbeats.see(node);
                zonesChanged = zones.put(node);
            }
            case Change.Deleted<Node> _ -> {
                heartbeats.forget(node.name());
                zonesChanged = zones.remove(node.name());
                tell(node, "RemovingNode", "Removing Node " + node.name() + " from Controller");
            }
        }
        if (wasDown && !zones.allDown()) {
            heartbeats.forgive();
        }
        loop.add(node.name(), change.trigger());
        if (zonesChanged) {
            nodes.all().forEach(other -> loop.add(other.name(), change.trigger()));
        }
    }

    private void tell(Node node, String reason, String what) {
        events.record(reference(node), "Normal", reason, "Node " + node.name() + " event: " + what);
    }

    private static ObjectReference reference(Node node) {
        return ObjectReference.EMPTY
                .withApiVersion("v1")
                .withKind("Node")
                .withName(node.name())
                .withUid(node.uid());
    }

    @Override
    public Outcome reconcile(String name) throws InterruptedException {
        Optional<Node> found = nodes.find(ObjectKey.of(name));
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        Node node = found.get();
        Instant now = clock.now();
        Duration grace = NodeConditions.ready(node).isEmpty() ? STARTUP_GRACE : GRACE;
        Duration patience = Duration.between(now, heartbeats.lastHeard(name).plus(grace));
        if (patience.isNegative()) {
            node = silenced(node, now);
        }
        if (NodeConditions.ready(node).equals("Unknown")) {
            markPodsNotReady(node);
        }
        Duration next = patience.isNegative() ? grace : patience.plusMillis(1);
        Duration untilEviction = taint(node, now);
        return new Outcome.CheckAgain(untilEviction.compareTo(next) < 0 ? untilEviction : next);
    }

    private Node silenced(Node node, Instant now) throws InterruptedException {
        List<NodeCondition> conditions = NodeConditions.silent(node, now);
        if (conditions.equals(node.status().conditions())) {
            return node;
        }
        Node updated = Cause.deciding(
                "note that the node has not been heard of",
                () -> client.updateStatus(
                        Resources.NODES, node.withStatus(node.status().withConditions(conditions))));
        if (NodeConditions.ready(node).equals("True")) {
            events.record(
                    reference(node), "Normal", "NodeNotReady", "Node " + node.name() + " status is now: NodeNotReady");
        }
        return updated;
    }

    /** Nobody else can say it: the kubelet that would is the one that is silent. */
    private void markPodsNotReady(Node node) throws InterruptedException {
        for (Pod pod : pods.by(PodIndexes.BY_NODE, node.name())) {
            if (PodStates.isReady(pod)) {
                markNotReady(pod);
            }
        }
    }

    private void markNotReady(Pod pod) throws InterruptedException {
        try {
            PodStatus status = PodConditions.with(
                    pod.status(),
                    PodStates.condition(pod, "Ready").orElseThrow().withStatus("False"),
                    clock.now());
            Cause.deciding(
                    "note that its node is not ready",
                    () -> client.updateStatus(Resources.PODS, pod.withStatus(status)));
            events.warning(pod, "NodeNotReady", "Node is not ready");
        } catch (ApiException e) {
            if (!e.is(Reason.NOT_FOUND)) {
                throw e; // otherwise the pod is gone, and nobody needs to know
            }
        }
    }

    /** Returns when to look again because an eviction has to wait; a long time when none does. */
    private Duration taint(Node node, Instant now) throws InterruptedException {
        Duration wait = STARTUP_GRACE;
        Eviction eviction = Eviction.NONE;
        String ready = NodeConditions.ready(node);
        if ((ready.equals("False") || ready.equals("Unknown")) && !zones.allDown()) {
            eviction = Eviction.WANTED;
            if (!NodeTaints.isEvicting(node)) {
                switch (zones.tryEvict(node, now)) {
                    case Zones.Permit.Now() -> eviction = Eviction.WANTED;
                    case Zones.Permit.In(Duration time) -> {
                        eviction = Eviction.LATER;
                        wait = time;
                    }
                    case Zones.Permit.Never() -> eviction = Eviction.LATER;
                }
            }
        }
        List<Taint> taints = NodeTaints.wanted(node, eviction, now);
        if (!taints.equals(node.spec().taints())) {
            ObjectValue change = ObjectValue.of(
                    "metadata",
                    ObjectValue.of("resourceVersion", node.resourceVersion()),
                    "spec",
                    ObjectValue.of("taints", Views.listOf(taints, Taint::tree)));
            Cause.deciding(
                    "bring taints in line with the node's conditions",
                    () -> client.patch(Resources.NODES, node.key(), Patch.merge(change), WriteOptions.NONE));
        }
        return wait;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() {
        loop.start(WORKERS);
    }

    @Override
    public void close() {
        loop.close();
        events.close();
    }
}
