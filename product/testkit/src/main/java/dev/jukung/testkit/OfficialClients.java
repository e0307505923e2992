package dev.jukung.testkit;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;

/** Clients of the official library; the only class that needs it. */
final class OfficialClients {
    private OfficialClients() {}

    static Client client(Cluster cluster) {
        try {
            KubeConfig config = KubeConfig.loadKubeConfig(new StringReader(cluster.kubeconfig()));
            ApiClient client = ClientBuilder.kubeconfig(config).build();
            return new Client(client, () -> close(client));
        } catch (IOException e) {
            throw new UncheckedIOException("no client can be made of the cluster's kubeconfig", e);
        }
    }

    /** The library has no such call: threads and connections of OkHttp would outlive the test. */
    private static void close(ApiClient client) {
        client.getHttpClient().dispatcher().executorService().shutdown();
        client.getHttpClient().connectionPool().evictAll();
    }
}
