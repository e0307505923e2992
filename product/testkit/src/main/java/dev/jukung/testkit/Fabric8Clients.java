package dev.jukung.testkit;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/** Clients of fabric8's library; the only class that needs it. */
final class Fabric8Clients {
    private Fabric8Clients() {}

    static Config config(Cluster cluster) {
        return Config.fromKubeconfig(cluster.kubeconfig());
    }

    static Client client(Cluster cluster) {
        KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config(cluster)).build();
        return new Client(client, client::close);
    }
}
