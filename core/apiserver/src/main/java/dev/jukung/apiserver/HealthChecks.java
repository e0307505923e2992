package dev.jukung.apiserver;

import dev.jukung.apiserver.rest.Health;
import dev.jukung.store.RevisionStore;
import java.util.List;
import java.util.Optional;

/** The checks of the API server itself, under Kubernetes' names (HEALTH-04, HEALTH-05). */
final class HealthChecks {
    private static final List<String> POST_START_HOOKS = List.of(
            "start-apiserver-admission-initializer",
            "generic-apiserver-start-informers",
            "priority-and-fairness-config-consumer",
            "priority-and-fairness-filter",
            "storage-object-count-tracker-hook",
            "start-apiextensions-informers",
            "start-apiextensions-controllers",
            "crd-informer-synced",
            "start-system-namespaces-controller",
            "start-cluster-authentication-info-controller",
            "start-kube-apiserver-identity-lease-controller",
            "start-kube-apiserver-identity-lease-garbage-collector",
            "start-legacy-token-tracking-controller",
            "start-service-ip-repair-controllers",
            "rbac/bootstrap-roles",
            "scheduling/bootstrap-system-priority-classes",
            "priority-and-fairness-config-producer",
            "bootstrap-controller",
            "start-kube-aggregator-informers",
            "apiservice-status-local-available-controller",
            "apiservice-status-remote-available-controller",
            "apiservice-registration-controller",
            "apiservice-discovery-controller",
            "kube-apiserver-autoregistration",
            "autoregister-completion",
            "apiservice-openapi-controller",
            "apiservice-openapiv3-controller");

    private HealthChecks() {}

    static void register(Health health, RevisionStore store) {
        health.add("ping", Optional::empty);
        health.add("log", Optional::empty);
        Health.Check reachable = () -> {
            try {
                store.latest();
                return Optional.empty();
            } catch (IllegalStateException e) {
                return Optional.of(String.valueOf(e.getMessage())); // the store is closed
            }
        };
        health.add("etcd", reachable);
        health.add("etcd-readiness", reachable);
        health.add("informer-sync", Optional::empty);
    }

    static List<String> postStartHooks() {
        return POST_START_HOOKS;
    }
}
