package dev.jukung.testkit;

import dev.jukung.apiserver.ApiServer;
import dev.jukung.apiserver.auth.User;
import dev.jukung.base.Clock;
import dev.jukung.base.Randomness;
import dev.jukung.base.VirtualClock;
import dev.jukung.cluster.MemoryCluster;
import dev.jukung.cluster.MemoryPlan;
import dev.jukung.http.Handler;
import dev.jukung.model.ObjectKey;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.LoopMetrics;
import dev.jukung.runtime.Surroundings;
import dev.jukung.scheduler.Explanation;
import dev.jukung.store.Revision;
import dev.jukung.testing.CollectedFaults;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes cluster in this process: the real API server, controllers and scheduler, and nodes on which Pods become
 * ready without running anything. It needs no disk, no Docker, no root and no network, and opens a port only for those who
 * ask for {@link #url()} or {@link #kubeconfig()}.
 *
 * <p>Its time is virtual: nothing that takes time happens before {@link #advance}, and everything that is due then has
 * happened, down to the last reconcile, when it returns. It stands still while a debugger does. Thread-safe, but one thread
 * at a time may advance, settle or fork.
 */
public final class Cluster implements AutoCloseable {
    private final ClusterOptions options;
    private final VirtualClock clock;
    private final CollectedFaults faults;
    private final ScratchFolder folder;
    private final MemoryCluster parts;
    private final Handler handler;
    private final Revision start;
    private final AtomicLong forks = new AtomicLong();
    // Guarded by this.
    private @Nullable Door door;
    private boolean closed;

    @FunctionalInterface
    private interface Assembly {
        MemoryCluster start(MemoryPlan plan, Surroundings around) throws InterruptedException;
    }

    private Cluster(ClusterOptions options, Instant now, Assembly assembly) throws InterruptedException {
        Authority authority = Authority.OF_THIS_PROCESS;
        this.options = options;
        clock = new VirtualClock(now);
        faults = new CollectedFaults();
        folder = ScratchFolder.next();
        Randomness random = new Randomness(new Random(options.seed()));
        parts = assembly.start(
                new MemoryPlan(options.nodes(), folder.path(), authority.serviceAccountKeys(), authority.pem()),
                new Surroundings(clock, random, faults, LoopMetrics.NONE));
        handler = new OutsideWork(parts.server().handler(), clock, authority.real(), options.patience());
        clock.settle();
        start = parts.store().latest().revision();
    }

    /** Starts a cluster with one node, and returns when nothing is left to do in it. */
    public static Cluster inMemory() throws InterruptedException {
        return inMemory(ClusterOptions.STANDARD);
    }

    /** Starts a cluster, and returns when nothing is left to do in it. */
    public static Cluster inMemory(ClusterOptions options) throws InterruptedException {
        Thread keys = Thread.ofPlatform().name("testkit-keys").daemon().start(() -> Authority.OF_THIS_PROCESS.pem());
        ApiServer.preload();
        keys.join();
        Clock real = Authority.OF_THIS_PROCESS.real();
        return new Cluster(options, options.start().orElseGet(real::now), MemoryCluster::start);
    }

    /**
     * A second cluster that starts from the present state of this one, in milliseconds: the same objects at the same
     * versions, the same containers, the same time. From then on neither knows of the other.
     */
    public Cluster fork() throws InterruptedException {
        clock.settle();
        ClusterOptions own = options.withSeed(options.seed() * 31 + forks.incrementAndGet());
        return new Cluster(own, clock.now(), parts::fork);
    }

    /** Moves the cluster's time forward, does everything that is due on the way, and settles. */
    public void advance(Duration duration) throws InterruptedException {
        clock.advance(duration);
    }

    /** Returns when nothing is left to do at this moment: all events handled, all requests answered, all keys reconciled. */
    public void settle() throws InterruptedException {
        clock.settle();
    }

    /** The cluster's time. */
    public Instant now() {
        return clock.now();
    }

    /** The API without a socket, for one who may do everything. */
    public ApiClient client() {
        return parts.server().client(User.of("kubernetes-admin", User.MASTERS));
    }

    /** The API without a socket, for a user of these groups; RBAC decides what it may do. */
    public ApiClient clientAs(String user, String... groups) {
        return parts.server().client(User.of(user, groups));
    }

    /** The API without a socket, for a ServiceAccount. */
    public ApiClient clientAsServiceAccount(String namespace, String name) {
        return parts.server().client(User.serviceAccount(namespace, name, ""));
    }

    /** Where the API answers over HTTPS, on loopback. The first call opens the port. */
    public String url() {
        return door().url();
    }

    /** A kubeconfig for one who may do everything. The first call opens the port. */
    public String kubeconfig() {
        return kubeconfigAs("kubernetes-admin", User.MASTERS);
    }

    /** A kubeconfig for a user of these groups; RBAC decides what it may do. */
    public String kubeconfigAs(String user, String... groups) {
        return door().kubeconfig(user, List.of(groups));
    }

    private synchronized Door door() {
        if (closed) {
            throw new IllegalStateException("this cluster is closed");
        }
        Door open = door;
        if (open == null) {
            open = Door.open(handler, faults);
            door = open;
        }
        return open;
    }

    /** What Pods do that run nothing: made to fail, to be ready or not. */
    public Pods pods() {
        return new Pods(parts.runtimes());
    }

    /** Why a Pod is on its node, or on none. */
    public Optional<Explanation> explainScheduling(String namespace, String pod) {
        return parts.explainScheduling(ObjectKey.of(namespace, pod));
    }

    /** What happened since this cluster was started or forked, for people: who changed what, and what does not work yet. */
    public String report() throws InterruptedException {
        return new Story(parts, start, faults).text();
    }

    /** Stops everything. Throws when a bug of the cluster itself was reported meanwhile. Twice does nothing more. */
    @Override
    public void close() {
        Door open;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            open = door;
        }
        try {
            parts.close(); // ends the watches, so that the port closes without waiting
        } finally {
            if (open != null) {
                open.close();
            }
            folder.delete();
        }
        faults.assertNone();
    }
}
