package dev.jukung.network;

import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.model.KubeObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Node;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service proxy of a node: follows Services, EndpointSlices and the node's own zone, and keeps one nftables table as
 * they say. It does what kube-proxy does in nftables mode; {@code docs/gaps.md} lists what differs.
 *
 * <p>The table appears when the first lists are complete, replaced in one step if a former process left one. A change
 * costs its own size. {@link #close} removes the table and puts kernel parameters back; connections that are open go
 * on. Thread-safe.
 */
public final class ServiceProxy implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceProxy.class);
    private static final String SYSCTLS = "service-proxy.sysctls";
    private static final String ZONE = "topology.kubernetes.io/zone";
    private static final Duration RETRY_FIRST = Duration.ofMillis(100);
    private static final Duration RETRY_MAX = Duration.ofSeconds(30);
    /** kube-proxy calls itself unhealthy when a change waits longer than this. */
    private static final Duration LATE = Duration.ofMinutes(2);

    private final ServiceProxyConfig config;
    private final Clock clock;
    private final Faults faults;
    private final ProxyState state;
    private final ProxySync sync;
    private final NftTable table;
    private final Sysctls sysctls;
    private final HealthServers health;
    private final CountDownLatch ready = new CountDownLatch(1);
    private final Thread worker;
    private volatile Optional<Instant> waitingSince = Optional.empty();
    private volatile Clock.Timer verification = () -> {};
    private volatile boolean closed;

    private ServiceProxy(
            ServiceProxyConfig config, Informers informers, Clock clock, Faults faults, ProxyMetrics metrics) {
        this.config = config;
        this.clock = clock;
        this.faults = faults;
        List<Cidr> podCidrs = ServiceProxyConfig.cidrs(config.nodePodCidrs());
        this.state = new ProxyState(clock, new NodeFacts(config.nodeName(), "", podCidrs));
        TableBase base = new TableBase(
                config.masqueradeMark(),
                ServiceProxyConfig.cidrs(config.clusterCidrs()),
                ServiceProxyConfig.cidrs(config.serviceCidrs()),
                ServiceProxyConfig.cidrs(config.nodePortAddresses()),
                config.localhostNodePorts());
        this.table = new NftTable(config.host().command("nft"), config.table(), base);
        this.sync = new ProxySync(
                new ServicePlanner(config.masqueradeMark(), ServiceProxyConfig.cidrs(config.clusterCidrs())),
                table,
                new Conntrack(config.host().command("conntrack")),
                clock,
                metrics);
        this.sysctls = new Sysctls(config.host(), config.stateDirectory().resolve(SYSCTLS));
        this.health = new HealthServers(this::healthy);
        List<Informer<?>> followed = List.of(
                informers.of(Resources.SERVICES).handle(this::service),
                informers.of(Resources.ENDPOINTSLICES).handle(this::slice),
                informers
                        .of(Resources.NODES, Informer.Scope.fields("metadata.name=" + config.nodeName()))
                        .handle(this::node));
        this.worker = Thread.ofVirtual().name("service-proxy").unstarted(() -> run(followed, metrics));
    }

    /**
     * Starts following; returns at once. Whoever has the informers starts them.
     *
     * @param faults told of bugs; what the node cannot do now is logged and tried again
     * @throws UncheckedIOException when a kernel parameter cannot be set or the port of /healthz is taken
     */
    public static ServiceProxy start(
            ServiceProxyConfig config, Informers informers, Clock clock, Faults faults, ProxyMetrics metrics)
            throws InterruptedException {
        ServiceProxy proxy = new ServiceProxy(config, informers, clock, faults, metrics);
        try {
            if (config.localhostNodePorts()) {
                proxy.sysctls.set("net.ipv4.conf.all.route_localnet", "1");
            }
            if (config.healthz().isPresent()) {
                proxy.health.serveOwn(config.healthz().get(), proxy::times);
            }
        } catch (IOException e) {
            proxy.close();
            throw new UncheckedIOException("cannot serve /healthz on " + config.healthz() + ": " + e.getMessage(), e);
        }
        proxy.worker.start();
        proxy.verifyLater();
        return proxy;
    }

    /** Waits until the node's rules are complete for the first time. */
    public void awaitReady() throws InterruptedException {
        ready.await();
    }

    /** Whether the rules follow the changes: nothing has been waiting for two minutes. */
    public boolean healthy() {
        Optional<Instant> since = waitingSince;
        return ready.getCount() == 0
                && (since.isEmpty() || clock.now().isBefore(since.get().plus(LATE)));
    }

    /** What the node does for a Service, and why. */
    public ServiceExplanation explain(ObjectKey service) {
        return sync.explain(service);
    }

    private void service(Change<dev.jukung.model.core.v1.Service> change) {
        state.put(change.object().key(), after(change).flatMap(ServiceObjects::read));
    }

    private void slice(Change<dev.jukung.model.discovery.v1.EndpointSlice> change) {
        state.put(
                change.object().key(),
                change.previous().flatMap(ServiceObjects::read),
                after(change).flatMap(ServiceObjects::read));
    }

    private void node(Change<Node> change) {
        String zone = Optional.ofNullable(change.object().metadata().labels().get(ZONE))
                .orElse("");
        state.zone(zone);
    }

    private static <T extends KubeObject> Optional<T> after(Change<T> change) {
        return change instanceof Change.Deleted<T> ? Optional.empty() : Optional.of(change.object());
    }

    private void run(List<Informer<?>> informers, ProxyMetrics metrics) {
        try {
            for (Informer<?> informer : informers) {
                informer.awaitSynced();
            }
            state.verify(); // so that there is work even without a Service
            Optional<ProxyState.Work> work = state.take();
            while (work.isPresent()) {
                waitingSince = Optional.of(clock.now());
                metrics.count(
                        "kubeproxy_sync_proxy_rules_service_changes_total",
                        work.get().items().size());
                follow(work.get());
                waitingSince = Optional.empty();
                ready.countDown();
                work = state.take();
            }
        } catch (InterruptedException _) {
            LOG.trace("service proxy of {} ends", config.cluster()); // close() asked for it
        }
    }

    /** Until it succeeds: half a table would be worse than an old one. */
    private void follow(ProxyState.Work work) throws InterruptedException {
        List<ServicePlan> plans = sync.plan(work);
        Duration pause = RETRY_FIRST;
        while (!applied(work)) {
            clock.sleep(pause);
            pause = pause.multipliedBy(2).compareTo(RETRY_MAX) < 0 ? pause.multipliedBy(2) : RETRY_MAX;
        }
        plans.forEach(plan -> health.put(plan.service(), plan.health()));
    }

    private boolean applied(ProxyState.Work work) throws InterruptedException {
        try {
            sync.apply(work.verify());
            return true;
        } catch (NftException e) {
            LOG.error(
                    "Failed to sync the rules of {} services: {}", work.items().size(), e.getMessage());
            return false;
        } catch (RuntimeException bug) {
            faults.report("syncing service rules", bug);
            return false;
        }
    }

    private void verifyLater() {
        if (config.syncPeriod().isPositive() && !closed) {
            verification = clock.after(config.syncPeriod(), () -> {
                state.verify();
                verifyLater();
            });
        }
    }

    private String times() {
        return "\"lastUpdated\": \"%s\",\"currentTime\": \"%s\""
                .formatted(
                        sync.lastUpdated().truncatedTo(ChronoUnit.SECONDS),
                        clock.now().truncatedTo(ChronoUnit.SECONDS));
    }

    /** Ends, and leaves the rules as they are: traffic to Services goes on, and the next proxy of this name takes over. */
    public void leave() {
        end();
    }

    /** Removes everything the proxy put on the node. Closing twice does nothing. */
    @Override
    public void close() {
        if (!end()) {
            return;
        }
        try {
            table.remove();
            sysctls.restore();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // in a hurry: the next start replaces the table
        } catch (NftException e) {
            LOG.warn("Failed to remove the table {}: {}", table.name(), e.getMessage());
        }
    }

    /** Whether it was this call that ended it. */
    private boolean end() {
        synchronized (this) {
            if (closed) {
                return false;
            }
            closed = true;
        }
        verification.cancel();
        state.close();
        worker.interrupt();
        health.close();
        try {
            worker.join();
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // in a hurry: the next start replaces the table
            return false;
        }
    }

    /**
     * Removes what a proxy that is gone left on the node.
     *
     * @throws NftException when nft refuses or is missing
     */
    public static void remove(ServiceProxyConfig config) throws InterruptedException {
        Command.Result result;
        try {
            result = config.host().command("nft", "-f", "-").run(NftScript.remove(config.table()));
        } catch (IOException e) {
            throw new NftException("cannot run nft: is the package nftables installed?", e);
        }
        if (result.exit() != 0) {
            throw new NftException("nft refused to remove the table " + config.table() + ": " + result.error());
        }
        new Sysctls(config.host(), config.stateDirectory().resolve(SYSCTLS)).restore();
    }
}
