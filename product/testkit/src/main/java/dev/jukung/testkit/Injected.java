package dev.jukung.testkit;

import java.util.Arrays;
import java.util.Optional;

/** What a test can ask for as a parameter. Types of libraries are known by name, so that tests without them need not have them. */
enum Injected {
    CLUSTER("dev.jukung.testkit.Cluster"),
    OWN_CLIENT("dev.jukung.runtime.ApiClient"),
    FABRIC8_CLIENT("io.fabric8.kubernetes.client.KubernetesClient"),
    FABRIC8_CONFIG("io.fabric8.kubernetes.client.Config"),
    OFFICIAL_CLIENT("io.kubernetes.client.openapi.ApiClient");

    private final String type;

    Injected(String type) {
        this.type = type;
    }

    static Optional<Injected> of(Class<?> type) {
        return Arrays.stream(values())
                .filter(each -> each.type.equals(type.getName()))
                .findFirst();
    }

    Client client(Cluster cluster) {
        return switch (this) {
            case CLUSTER -> new Client(cluster, () -> {});
            case OWN_CLIENT -> new Client(cluster.client(), () -> {});
            case FABRIC8_CLIENT -> Fabric8Clients.client(cluster);
            case FABRIC8_CONFIG -> new Client(Fabric8Clients.config(cluster), () -> {});
            case OFFICIAL_CLIENT -> OfficialClients.client(cluster);
        };
    }
}
