package dev.jukung.apiserver;

import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.base.Cause;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What every cluster has from its first second: the system's namespaces, the bootstrap roles, the system priority classes
 * and the Service {@code kubernetes}. Run at each start; what is there already stays as it is, save that roles are filled up.
 */
final class Bootstrap {
    static final User SERVER = User.of("system:apiserver", User.MASTERS);

    private final Verbs verbs;
    private final Kinds kinds;
    private final Consumer<String> finished;

    /** @param finished is told which part is done, as the health checks call it */
    Bootstrap(Verbs verbs, Kinds kinds, Consumer<String> finished) {
        this.finished = finished;
        this.verbs = verbs;
        this.kinds = kinds;
    }

    static void preload() {
        BootstrapPolicy.preload();
    }

    /**
     * @param serviceAddress the ClusterIP of the Service kubernetes
     * @param serviceRange where that comes from
     * @param port where the API server itself is reached
     * @param endpoints of that Service
     */
    void run(String serviceAddress, DefaultServiceRange serviceRange, int port, ServerEndpoints endpoints)
            throws InterruptedException {
        Cause cause = new Cause(SERVER.name(), "bootstrap", 0);
        ScopedValue.where(Cause.CURRENT, cause).call(() -> {
            for (String namespace : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
                ensure(Resources.NAMESPACES, ObjectValue.of("metadata", ObjectValue.of("name", namespace)));
            }
            finished.accept(HealthChecks.NAMESPACES);
            new BootstrapPolicy(verbs, kinds, SERVER).reconcile();
            finished.accept(HealthChecks.ROLES);
            priorityClasses();
            finished.accept(HealthChecks.PRIORITY_CLASSES);
            serviceRange.begin();
            kubernetesService(serviceAddress, port);
            endpoints.start();
            finished.accept(HealthChecks.BOOTSTRAP);
            return true;
        });
    }

    private void ensure(ResourceType<?> type, ObjectValue object) throws InterruptedException {
        Kind kind = kinds.get(type);
        ObjectValue metadata = object.object("metadata");
        ObjectKey key = new ObjectKey(metadata.text("namespace", ""), metadata.text("name", ""));
        if (verbs.reader().find(kind, key).isPresent()) {
            return;
        }
        Call.WriteRules rules = new Call.WriteRules(false, "kube-apiserver", false, Call.FieldValidation.STRICT);
        Call call = new Call(SERVER, kind, key.namespace(), "", "", rules, new ArrayList<>());
        ObjectValue typed = object.with("apiVersion", type.apiVersion()).with("kind", type.kind());
        try {
            verbs.create(call, typed, List.of());
        } catch (ApiException e) {
            // Another server that starts at the same time may have been faster, and has what belongs to the object too:
            // its address.
            boolean raced = e.is(Reason.ALREADY_EXISTS)
                    || ((e.is(Reason.CONFLICT) || e.is(Reason.INVALID))
                            && verbs.reader().find(kind, key).isPresent());
            if (!raced) {
                throw e;
            }
        }
    }

    private void priorityClasses() throws InterruptedException {
        priorityClass(
                "system-node-critical",
                2_000_001_000L,
                "Used for system critical pods that must not be moved from their current node.");
        priorityClass(
                "system-cluster-critical",
                2_000_000_000L,
                "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.");
    }

    private void priorityClass(String name, long value, String description) throws InterruptedException {
        ensure(
                Resources.PRIORITYCLASSES,
                ObjectValue.of("metadata", ObjectValue.of("name", name), "value", value, "description", description));
    }

    private void kubernetesService(String serviceAddress, int port) throws InterruptedException {
        ObjectValue labels = ObjectValue.of("component", "apiserver", "provider", "kubernetes");
        ObjectValue metadata = ObjectValue.of("name", "kubernetes", "namespace", "default", "labels", labels);
        ObjectValue servicePort =
                ObjectValue.of("name", "https", "protocol", "TCP", "port", 443L, "targetPort", (long) port);
        ensure(
                Resources.SERVICES,
                ObjectValue.of(
                        "metadata",
                        metadata,
                        "spec",
                        ObjectValue.of(
                                "type", "ClusterIP", "clusterIP", serviceAddress, "ports", ListValue.of(servicePort))));
    }
}
