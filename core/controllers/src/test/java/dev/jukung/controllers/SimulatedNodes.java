package dev.jukung.controllers;

import dev.jukung.base.Clock;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.coordination.v1.Lease;
import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.NodeCondition;
import dev.jukung.model.core.v1.NodeStatus;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.Reconciler;
import dev.jukung.runtime.Surroundings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What kubelets do for their nodes: they register, become ready, and renew their lease until they are silenced. */
public final class SimulatedNodes implements Reconciler<String>, AutoCloseable {
    private final ApiClient client;
    private final Clock clock;
    private final ControllerLoop<String> loop;
    private final Set<String> silent = ConcurrentHashMap.newKeySet();

    SimulatedNodes(ApiClient client, Surroundings surroundings) {
        this.client = client;
        clock = surroundings.clock();
        loop = new ControllerLoop<>("simulated-nodes", this, surroundings);
        loop.start(1);
    }

    public void add(String name) throws InterruptedException {
        client.create(Resources.NODES, Node.named("", name));
        loop.add(name);
    }

    /** Nothing is heard of the node any more. */
    public void silence(String name) {
        silent.add(name);
    }

    boolean isSilent(String name) {
        return silent.contains(name);
    }

    public void wake(String name) {
        silent.remove(name);
        loop.add(name);
    }

    @Override
    public Outcome reconcile(String name) throws InterruptedException {
        Optional<Node> node = client.find(Resources.NODES, ObjectKey.of(name));
        if (node.isEmpty() || silent.contains(name)) {
            return Outcome.SETTLED;
        }
        boolean ready = node.get().status().conditions().stream()
                .anyMatch(condition ->
                        condition.type().equals("Ready") && condition.status().equals("True"));
        if (!ready) {
            client.updateStatus(Resources.NODES, node.get().withStatus(ready(node.get())));
        }
        renew(name);
        return new Outcome.CheckAgain(Duration.ofSeconds(10));
    }

    private NodeStatus ready(Node node) {
        return node.status()
                .withConditions(List.of(NodeCondition.EMPTY
                        .withType("Ready")
                        .withStatus("True")
                        .withReason("KubeletReady")
                        .withMessage("kubelet is posting ready status")
                        .withLastHeartbeatTime(clock.now())
                        .withLastTransitionTime(clock.now())));
    }

    private void renew(String name) throws InterruptedException {
        Optional<Lease> lease = client.find(Resources.LEASES, ObjectKey.of("kube-node-lease", name));
        if (lease.isEmpty()) {
            Lease fresh = Lease.named("kube-node-lease", name);
            client.create(
                    Resources.LEASES,
                    fresh.withSpec(fresh.spec()
                            .withHolderIdentity(name)
                            .withLeaseDurationSeconds(40)
                            .withRenewTime(clock.now())));
        } else {
            client.update(
                    Resources.LEASES, lease.get().withSpec(lease.get().spec().withRenewTime(clock.now())));
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
