package dev.jukung.cluster;

import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.rest.Connector;
import dev.jukung.apiserver.rest.NodeConnector;
import dev.jukung.apiserver.rest.WorkloadProxy;
import dev.jukung.http.ClientTls;
import dev.jukung.http.HttpClient;
import dev.jukung.runtime.Surroundings;
import dev.jukung.store.RevisionStore;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** The connections of an API server to kubelets, and to the Pods behind its proxies. Thread-safe. */
final class NodeConnections implements AutoCloseable {
    private final HttpClient kubelets;
    private final HttpClient workloads;
    private final Surroundings around;

    /** @param toKubelets whose certificates are believed, and which one they are shown */
    NodeConnections(ClientTls toKubelets, Surroundings around) {
        this.around = around;
        kubelets = client("kubelets", toKubelets);
        workloads = client("workloads", ClientTls.trustingAnyone());
    }

    private HttpClient client(String name, ClientTls tls) {
        return new HttpClient(HttpClient.Options.of(name, tls, around.clock(), around.faults()));
    }

    /** @param addressTypes of nodes, in the order of preference */
    Function<Supplier<Kinds>, Connector> connector(RevisionStore store, List<String> addressTypes) {
        return kinds -> new NodeConnector(
                kubelets, new WorkloadProxy(workloads, store, kinds, around.randomness()), store, kinds, addressTypes);
    }

    @Override
    public void close() {
        workloads.close();
        kubelets.close();
    }
}
