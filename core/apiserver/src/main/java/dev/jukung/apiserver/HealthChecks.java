package dev.jukung.apiserver;

import dev.jukung.apiserver.rest.ComponentProbe;
import dev.jukung.apiserver.rest.ComponentStatuses;
import dev.jukung.apiserver.rest.Health;
import dev.jukung.base.Cause;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.StoreUnavailableException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The checks of the API server itself, under Kubernetes' names and in its order (HEALTH-04 to HEALTH-07). What Kubernetes starts in
 * a hook of its own, and here is part of the start, is good when the start has got there. Thread-safe.
 */
final class HealthChecks {
    static final String NAMESPACES = "start-system-namespaces-controller";
    static final String ROLES = "rbac/bootstrap-roles";
    static final String PRIORITY_CLASSES = "scheduling/bootstrap-system-priority-classes";
    static final String FLOW_CONTROL = "priority-and-fairness-config-producer";
    static final String BOOTSTRAP = "bootstrap-controller";

    private static final String HOOK = "poststarthook/";
    private static final String REGISTERED = "autoregister-completion"; // a check of its own
    private static final List<String> HOOKS = List.of(
            "start-apiserver-admission-initializer",
            "generic-apiserver-start-informers",
            "priority-and-fairness-config-consumer",
            "priority-and-fairness-filter",
            "storage-object-count-tracker-hook",
            "start-apiextensions-informers",
            "start-apiextensions-controllers",
            "crd-informer-synced",
            NAMESPACES,
            "peer-endpoint-reconciler-controller",
            "start-cluster-authentication-info-controller",
            "start-kube-apiserver-identity-lease-controller",
            "start-kube-apiserver-identity-lease-garbage-collector",
            "storage-readiness",
            "start-legacy-token-tracking-controller",
            "start-service-ip-repair-controllers",
            ROLES,
            PRIORITY_CLASSES,
            FLOW_CONTROL,
            BOOTSTRAP,
            "start-kubernetes-service-cidr-controller",
            "start-kube-aggregator-informers",
            "apiservice-status-local-available-controller",
            "apiservice-status-remote-available-controller",
            "apiservice-registration-controller",
            "apiservice-discovery-controller",
            "kube-apiserver-autoregistration",
            REGISTERED,
            "apiservice-openapi-controller",
            "apiservice-openapiv3-controller");

    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    void register(Health health, ComponentStatuses components, ApiServer.Surroundings around) {
        RevisionStore store = around.store();
        health.add("ping", Optional::empty);
        health.add("log", Optional::empty);
        health.add("loopback-serving-certificate", Health.Scope.LIVE, Optional::empty);
        Health.Check reachable = () -> {
            try {
                store.commit(List.of(), List.of(), Cause.current()); // changes nothing, and goes the way of all writes
                return Optional.empty();
            } catch (StoreUnavailableException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.of("interrupted");
            }
        };
        components.put(
                "controller-manager",
                new ComponentProbe(ComponentProbe.CONTROLLER_MANAGER_PORT, around.clock(), around.faults()));
        components.put("scheduler", new ComponentProbe(ComponentProbe.SCHEDULER_PORT, around.clock(), around.faults()));
        components.put("etcd-0", () -> reachable
                .get()
                .map(why -> new ComponentStatuses.Finding(false, why))
                .orElse(ComponentStatuses.Finding.OK));
        health.add("etcd", reachable);
        health.add("etcd-readiness", Health.Scope.READY, reachable);
        health.add("informer-sync", Health.Scope.READY, Optional::empty);
        open.addAll(HOOKS);
        for (String hook : HOOKS) {
            health.add(
                    hook.equals(REGISTERED) ? hook : HOOK + hook,
                    () -> open.contains(hook) ? Optional.of("not finished") : Optional.empty());
        }
        health.add(
                "shutdown",
                Health.Scope.READY,
                () -> stopping ? Optional.of("process is shutting down") : Optional.empty());
    }

    /** The start has got so far. */
    void finished(String hook) {
        open.remove(hook);
    }

    void started() {
        open.clear();
    }

    /** From now on the server is not ready any more. */
    void stopping() {
        stopping = true;
    }
}
