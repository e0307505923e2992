package dev.jukung.cluster;

import dev.jukung.apiserver.ApiServer;
import dev.jukung.apiserver.ApiServerConfig;
import dev.jukung.base.Clock;
import dev.jukung.kubelet.sim.SimulatedRuntime;
import dev.jukung.model.ObjectKey;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.Surroundings;
import dev.jukung.scheduler.Explanation;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.RevisionStores;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parts of {@link Cluster}, put together without disk and socket, on time and chance that are given: API server,
 * controllers, scheduler and simulated nodes on a store in memory. It can be forked. Thread-safe.
 */
public final class MemoryCluster implements AutoCloseable {
    /** From the range for documentation (RFC 5737): nothing listens there. */
    private static final String ADDRESSES = "192.0.2.";

    private static final int SECURE_PORT = 6443;

    private final MemoryPlan plan;
    private final Closing parts = new Closing();
    private final RevisionStore store;
    private final List<SimulatedRuntime> runtimes;
    private final ApiServer server;
    private final ControlLoops loops;

    private MemoryCluster(MemoryPlan plan, RevisionStore store, List<SimulatedRuntime> runtimes, Surroundings around)
            throws InterruptedException {
        this.plan = plan;
        this.store = parts.add(store);
        this.runtimes = List.copyOf(runtimes);
        runtimes.forEach(parts::add);
        boolean complete = false;
        try {
            server = parts.add(ApiServer.start(
                    ApiServerConfig.standard(ADDRESSES + 1, SECURE_PORT, plan.serviceAccountKeys()),
                    new ApiServer.Surroundings(
                            store,
                            _ -> (_, _, _) -> noProcess(),
                            around.clock(),
                            around.randomness(),
                            around.faults())));
            loops = parts.add(new ControlLoops(server, plan.rootCa(), Optional.empty(), around));
            for (int i = 1; i <= runtimes.size(); i++) {
                parts.add(SimulatedNode.ofUsualSize(
                        "node-" + i, ADDRESSES + (i + 1), plan.folder(), runtimes.get(i - 1), server, around));
            }
            complete = true;
        } finally {
            if (!complete) {
                parts.close();
            }
        }
    }

    private static dev.jukung.http.Response noProcess() {
        throw new ApiException(
                Reason.SERVICE_UNAVAILABLE,
                "the containers of this cluster are simulated: there is no process to reach");
    }

    /** Starts an empty cluster. It is usable at once, and complete when the clock has settled. */
    public static MemoryCluster start(MemoryPlan plan, Surroundings around) throws InterruptedException {
        List<SimulatedRuntime> runtimes = new ArrayList<>();
        for (int i = 0; i < plan.nodes(); i++) {
            runtimes.add(new SimulatedRuntime("10.244." + i + ".0/24", around.clock(), around.randomness()));
        }
        return new MemoryCluster(plan, RevisionStores.inMemory(around.clock()), runtimes, around);
    }

    /**
     * Starts a second cluster from the present state of this one: same objects, same containers. They share what neither
     * changes and know nothing of each other. The clock of this one has to be settled.
     *
     * @param around the fork's own; its clock has to show the same time
     */
    public MemoryCluster fork(MemoryPlan other, Surroundings around) throws InterruptedException {
        Clock clock = around.clock();
        List<SimulatedRuntime> forked = new ArrayList<>();
        runtimes.forEach(runtime -> forked.add(runtime.fork(clock, around.randomness())));
        return new MemoryCluster(other, store.fork(clock), forked, around);
    }

    public MemoryPlan plan() {
        return plan;
    }

    /** The API: for components of this process, and a handler for HTTP. */
    public ApiServer server() {
        return server;
    }

    public RevisionStore store() {
        return store;
    }

    /** What the nodes' containers do, by node. */
    public List<SimulatedRuntime> runtimes() {
        return runtimes;
    }

    /** Why a Pod is on its node, or on none. */
    public Optional<Explanation> explainScheduling(ObjectKey pod) {
        return loops.scheduler().explain(pod);
    }

    @Override
    public void close() {
        parts.close();
    }
}
