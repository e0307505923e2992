package dev.jukung.network;

import dev.jukung.base.Clock;
import dev.jukung.model.ObjectKey;
import dev.jukung.network.ServicePlan.Front;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the kernel to where the Services and endpoints are: plans what changed, and has the table follow in one
 * transaction. {@link #sync} is confined to one thread; {@link #explain} may be called from any.
 */
final class ProxySync {
    private static final Logger LOG = LoggerFactory.getLogger(ProxySync.class);

    private final ServicePlanner planner;
    private final NftTable table;
    private final Conntrack conntrack;
    private final Clock clock;
    private final ProxyMetrics metrics;
    private final RuleLedger ledger = new RuleLedger(); // guarded by itself
    private final Set<StaleFlow> stale = new LinkedHashSet<>(); // until the table says the new way
    private boolean installed;
    private volatile Instant lastUpdated = Instant.EPOCH;

    ProxySync(ServicePlanner planner, NftTable table, Conntrack conntrack, Clock clock, ProxyMetrics metrics) {
        this.planner = planner;
        this.table = table;
        this.conntrack = conntrack;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** The plans of what changed. */
    List<ServicePlan> plan(ProxyState.Work work) {
        List<ServicePlan> plans = new ArrayList<>(work.items().size());
        synchronized (ledger) {
            for (ProxyState.Item item : work.items()) {
                ServicePlan plan = item.service()
                        .map(service -> planner.plan(service, item.groups(), work.node()))
                        .orElse(ServicePlan.none(item.key()));
                stale.addAll(StaleFlow.between(ledger.put(plan), plan));
                plans.add(plan);
            }
        }
        plans.forEach(this::warnOfRivals);
        return plans;
    }

    /**
     * Has the kernel follow.
     *
     * @param verify see first whether the table is still there
     * @throws NftException when that failed; the next call starts from an empty table
     */
    void apply(boolean verify) throws InterruptedException {
        long start = clock.nanos();
        boolean full = !installed || (verify && !table.present());
        if (full && installed) {
            LOG.warn("The nftables table {} was removed by somebody else; restoring it", table.name());
        }
        RuleChanges changes;
        synchronized (ledger) {
            changes = full ? ledger.everything() : ledger.drain();
        }
        if (full) {
            installed = false;
            metered(() -> table.replace(changes));
            installed = true;
        } else if (!changes.isEmpty()) {
            installed = false;
            metered(() -> table.change(changes));
            installed = true;
        }
        conntrack.delete(List.copyOf(stale));
        stale.clear();
        lastUpdated = clock.now();
        if (full || !changes.isEmpty()) {
            measured(full, (clock.nanos() - start) / 1e9);
        }
    }

    /** A step that may fail, leaving the table as it was. */
    private interface Step {
        void run() throws InterruptedException;
    }

    private void metered(Step step) throws InterruptedException {
        try {
            step.run();
        } catch (NftException e) {
            metrics.count("kubeproxy_sync_proxy_rules_nftables_sync_failures_total", 1);
            throw e;
        }
    }

    private void measured(boolean full, double seconds) {
        metrics.observe("kubeproxy_sync_proxy_rules_duration_seconds", seconds);
        metrics.observe(
                full
                        ? "kubeproxy_sync_full_proxy_rules_duration_seconds"
                        : "kubeproxy_sync_partial_proxy_rules_duration_seconds",
                seconds);
        metrics.set("kubeproxy_sync_proxy_rules_last_timestamp_seconds", lastUpdated.toEpochMilli() / 1e3);
    }

    Instant lastUpdated() {
        return lastUpdated;
    }

    ServiceExplanation explain(ObjectKey service) {
        synchronized (ledger) {
            Optional<ServicePlan> found = ledger.plan(service);
            ServicePlan plan = found.orElse(ServicePlan.none(service));
            return new ServiceExplanation(
                    service,
                    found.isPresent(),
                    "inet " + table.name(),
                    plan.fronts().stream().map(front -> explain(service, front)).toList(),
                    plan.elements().entrySet().stream()
                            .map(entry -> new ServiceExplanation.Rule(
                                    entry.getKey().set(), entry.getKey().key(), entry.getValue()))
                            .toList(),
                    plan.chains().values().stream()
                            .flatMap(chain -> chain.rules().stream().map(rule -> chain.name() + ": " + rule))
                            .toList());
        }
    }

    private ServiceExplanation.Front explain(ObjectKey service, Front front) {
        String kind =
                switch (front.kind()) {
                    case CLUSTER_IP -> "ClusterIP";
                    case EXTERNAL_IP -> "ExternalIP";
                    case LOAD_BALANCER -> "LoadBalancer";
                    case NODE_PORT -> "NodePort";
                };
        return new ServiceExplanation.Front(
                kind,
                front.address(),
                front.protocol(),
                front.port(),
                front.portName(),
                front.verdict(),
                front.targets().stream()
                        .map(target -> front.family() == IpFamily.IPV6
                                ? "[" + target.address() + "]:" + target.port()
                                : target.address() + ":" + target.port())
                        .toList(),
                front.how(),
                rival(service, front).map(ObjectKey::toString).orElse(""));
    }

    private Optional<ObjectKey> rival(ObjectKey service, Front front) {
        String suffix = front.family().suffix();
        RuleElement element = front.kind() == ServicePlan.Kind.NODE_PORT
                ? new RuleElement("nodeports" + suffix, front.protocol() + " . " + front.port())
                : new RuleElement(
                        "services" + suffix, front.address() + " . " + front.protocol() + " . " + front.port());
        // Even equal verdicts hide different endpoints, so compare who is first in line, not what they say.
        return ledger.owner(element).filter(owner -> !owner.equals(service));
    }

    private void warnOfRivals(ServicePlan plan) {
        synchronized (ledger) {
            for (Front front : plan.fronts()) {
                rival(plan.service(), front)
                        .ifPresent(other -> LOG.warn(
                                "{} port {} of service {} is served for service {}, which claims it too",
                                front.address().isEmpty() ? "node" : front.address(),
                                front.port(),
                                plan.service(),
                                other));
            }
        }
    }
}
