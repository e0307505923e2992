package dev.jukung.kubelet.node;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.kubelet.container.ContainerRuntime;
import dev.jukung.kubelet.container.ContainerRuntime.Health;
import dev.jukung.kubelet.container.HeldWork;
import dev.jukung.kubelet.container.ImageService.Image;
import dev.jukung.kubelet.container.RuntimeFailure;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.coordination.v1.Lease;
import dev.jukung.model.core.v1.Node;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiClient.WriteOptions;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the API server about the node: makes the Node object, keeps its status true, renews its Lease. The status is written when it
 * differs and every five minutes; the Lease every ten seconds. Thread-safe.
 */
public final class NodeReporter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeReporter.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration RENEW = Duration.ofSeconds(10);
    private static final int LEASE_SECONDS = 40;
    private static final String LEASES = "kube-node-lease";

    private final NodeDescription node;
    private final ApiClient client;
    private final ContainerRuntime runtime;
    private final Supplier<HostInfo.Pressure> pressure;
    private final boolean register;
    private final StatusReports reports;
    private final Clock clock;
    private final Faults faults;
    // Guarded by this.
    private boolean closed;
    private Clock.Timer statusTimer = () -> {};
    private Clock.Timer leaseTimer = () -> {};
    // Confined to the status work, which never runs twice at once.
    private Instant reported = Instant.EPOCH;
    // Confined to the lease work.
    private Optional<Lease> lease = Optional.empty();

    public NodeReporter(
            NodeDescription node,
            ApiClient client,
            ContainerRuntime runtime,
            Supplier<HostInfo.Pressure> pressure,
            boolean register,
            StatusReports reports,
            Clock clock,
            Faults faults) {
        this.node = node;
        this.client = client;
        this.runtime = runtime;
        this.pressure = pressure;
        this.register = register;
        this.reports = reports;
        this.clock = clock;
        this.faults = faults;
    }

    public void start() {
        HeldWork.start(clock, "node-status", this::status);
        HeldWork.start(clock, "node-lease", this::renew);
    }

    @Override
    public synchronized void close() {
        closed = true;
        statusTimer.cancel();
        leaseTimer.cancel();
    }

    private synchronized boolean closed() {
        return closed;
    }

    @FunctionalInterface
    private interface Work {
        void run() throws InterruptedException;
    }

    /** Runs one piece of work and says after how long it comes again. */
    private Duration attempt(String what, Work work, Duration regular) {
        try {
            ScopedValue.where(Cause.CURRENT, new Cause("kubelet", what, 0)).call(() -> {
                work.run();
                return true;
            });
            return regular;
        } catch (ApiException | RuntimeFailure e) {
            LOG.warn("{} failed: {}", what, e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // nobody interrupts these threads; the process ends
        } catch (RuntimeException bug) {
            faults.report(what, bug);
        }
        return RETRY;
    }

    // --- the node

    private void status() {
        if (closed()) {
            return;
        }
        Duration next = attempt("node status", this::report, reports.update());
        synchronized (this) {
            if (!closed) {
                statusTimer = clock.after(next, this::status);
            }
        }
    }

    private void report() throws InterruptedException {
        Optional<Node> found = client.find(Resources.NODES, ObjectKey.of(node.name()));
        if (found.isEmpty() && !register) {
            LOG.info("Node {} is not registered, and this kubelet does not do it", node.name());
            return;
        }
        Node before = found.isPresent() ? labelled(found.get()) : create();
        ObjectValue status = compute(before);
        boolean due = !reported.plus(reports.report()).isAfter(clock.now());
        if (due || NodeStatusBuilder.differs(before.status().tree(), status)) {
            ObjectValue body = ObjectValue.of("metadata", ObjectValue.of("uid", before.uid()), "status", status);
            client.patch(Resources.NODES, before.key(), Patch.merge(body), WriteOptions.NONE.withSubresource("status"));
            reported = clock.now();
        }
    }

    private ObjectValue compute(Node before) throws InterruptedException {
        Health health;
        List<Image> images = List.of();
        try {
            health = runtime.health();
            images = runtime.images().images();
        } catch (RuntimeFailure e) {
            health = new Health(false, e.getMessage(), false, e.getMessage());
        }
        return NodeStatusBuilder.status(node, before, health, pressure.get(), images, clock.now());
    }

    private Node create() throws InterruptedException {
        Node fresh = Node.named("", node.name());
        fresh = fresh.withMetadata(fresh.metadata()
                .withLabels(node.allLabels())
                .withAnnotations(java.util.Map.of("volumes.kubernetes.io/controller-managed-attach-detach", "true")));
        if (!node.providerId().isEmpty()) {
            fresh = fresh.withSpec(fresh.spec().withProviderID(node.providerId()));
        }
        if (!node.taints().isEmpty()) {
            fresh = fresh.withSpec(fresh.spec().withTaints(node.taints()));
        }
        // With its status, as Kubernetes' kubelet does: so the scheduler can use the node at once.
        fresh = new Node(fresh.tree().with("status", compute(fresh)));
        try {
            return client.create(Resources.NODES, fresh);
        } catch (ApiException e) {
            if (e.is(Reason.ALREADY_EXISTS)) {
                return labelled(client.get(Resources.NODES, ObjectKey.of(node.name())));
            }
            throw e;
        }
    }

    /** A node that was there before gets the labels that it should have now. */
    private Node labelled(Node known) throws InterruptedException {
        ObjectValue.Builder missing = ObjectValue.builder();
        node.allLabels().forEach((name, value) -> {
            if (!value.equals(known.metadata().labels().get(name))) {
                missing.set(name, value);
            }
        });
        ObjectValue labels = missing.build();
        return labels.isEmpty()
                ? known
                : client.patch(
                        Resources.NODES,
                        known.key(),
                        Patch.merge(ObjectValue.of("metadata", ObjectValue.of("labels", labels))),
                        WriteOptions.NONE);
    }

    // --- the lease

    private void renew() {
        if (closed()) {
            return;
        }
        Duration next = attempt("node lease", this::renewOnce, RENEW);
        synchronized (this) {
            if (!closed) {
                leaseTimer = clock.after(next, this::renew);
            }
        }
    }

    private void renewOnce() throws InterruptedException {
        ObjectKey key = ObjectKey.of(LEASES, node.name());
        Optional<Lease> known = lease;
        lease = Optional.empty(); // until this attempt succeeds: after a failure it is read again
        Optional<Lease> current = known.isPresent() ? known : client.find(Resources.LEASES, key);
        if (current.isPresent()) {
            lease = Optional.of(client.update(Resources.LEASES, renewed(current.get())));
        } else {
            lease = Optional.of(client.create(Resources.LEASES, renewed(Lease.named(LEASES, node.name()))));
        }
    }

    private Lease renewed(Lease old) throws InterruptedException {
        Lease renewed = old.withSpec(old.spec()
                .withHolderIdentity(node.name())
                .withLeaseDurationSeconds(LEASE_SECONDS)
                .withRenewTime(clock.now()));
        if (!old.metadata().ownerReferences().isEmpty()) {
            return renewed;
        }
        // So that it goes with the node.
        Optional<Node> owner = client.find(Resources.NODES, ObjectKey.of(node.name()));
        return owner.map(found -> new Lease(renewed.tree()
                        .withAt(
                                ListValue.of(ObjectValue.of(
                                        "apiVersion", "v1", "kind", "Node", "name", found.name(), "uid", found.uid())),
                                "metadata",
                                "ownerReferences")))
                .orElse(renewed);
    }
}
