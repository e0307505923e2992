package dev.jukung.cluster;

import dev.jukung.apiserver.auth.User;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiClient.WriteOptions;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * The Service {@code kube-dns}, behind which a DNS server on a node's own address answers: a Service without a selector, an
 * EndpointSlice, and the identity with which the server reads the cluster. All are applied at each start.
 */
final class ClusterDnsService {
    private static final String NAMESPACE = "kube-system";
    private static final String NAME = "kube-dns";
    private static final String MANAGER = "jukung";
    private static final String DOCUMENTS = "cluster-dns.yaml";

    /** Who the DNS server is for the API. */
    static final User USER = User.serviceAccount(NAMESPACE, "coredns", "");

    private final ApiClient client;

    /** @param client may write all of this, roles included */
    ClusterDnsService(ApiClient client) {
        this.client = client;
    }

    /** Lets {@link #USER} read what DNS is made of. */
    void permit() throws InterruptedException {
        for (ObjectValue object : documents()) {
            ResourceType<?> type =
                    switch (object.text("kind", "")) {
                        case "ServiceAccount" -> Resources.SERVICEACCOUNTS;
                        case "ClusterRole" -> Resources.CLUSTERROLES;
                        case "ClusterRoleBinding" -> Resources.CLUSTERROLEBINDINGS;
                        default ->
                            throw new IllegalStateException(DOCUMENTS + ": unexpected " + object.text("kind", ""));
                    };
            ObjectValue metadata = object.object("metadata");
            apply(type, new ObjectKey(metadata.text("namespace", ""), metadata.text("name", "")), object);
        }
    }

    /** @param server where it listens, over UDP and TCP */
    void publish(String clusterIp, InetSocketAddress server) throws InterruptedException {
        ObjectKey key = ObjectKey.of(NAMESPACE, NAME);
        apply(Resources.SERVICES, key, service(clusterIp));
        apply(Resources.ENDPOINTSLICES, key, slice(server));
    }

    private void apply(ResourceType<?> type, ObjectKey key, ObjectValue object) throws InterruptedException {
        client.patch(type, key, Patch.apply(object), WriteOptions.NONE.withFieldManager(MANAGER, true));
    }

    private static List<ObjectValue> documents() {
        try (InputStream in = ClusterDnsService.class.getResourceAsStream(DOCUMENTS)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + DOCUMENTS);
            }
            return Yaml.parseAll(in.readAllBytes()).stream()
                    .map(ObjectValue.class::cast)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + DOCUMENTS, e);
        }
    }

    private static ObjectValue service(String clusterIp) {
        ObjectValue labels = ObjectValue.of(
                "k8s-app", NAME, "kubernetes.io/cluster-service", "true", "kubernetes.io/name", "CoreDNS");
        ObjectValue spec = ObjectValue.of(
                "clusterIP",
                clusterIp,
                "ports",
                ListValue.of(
                        ObjectValue.of("name", "dns", "port", 53L, "protocol", "UDP"),
                        ObjectValue.of("name", "dns-tcp", "port", 53L, "protocol", "TCP")));
        return ObjectValue.of("apiVersion", "v1", "kind", "Service", "metadata", metadata(labels), "spec", spec);
    }

    private static ObjectValue slice(InetSocketAddress server) {
        ObjectValue labels =
                ObjectValue.of("kubernetes.io/service-name", NAME, "endpointslice.kubernetes.io/managed-by", MANAGER);
        long port = server.getPort();
        ObjectValue endpoint = ObjectValue.of(
                "addresses",
                ListValue.of(server.getAddress().getHostAddress()),
                "conditions",
                ObjectValue.of("ready", true, "serving", true, "terminating", false));
        return ObjectValue.of(
                "apiVersion",
                "discovery.k8s.io/v1",
                "kind",
                "EndpointSlice",
                "metadata",
                metadata(labels),
                "addressType",
                "IPv4",
                "endpoints",
                ListValue.of(endpoint),
                "ports",
                ListValue.of(
                        ObjectValue.of("name", "dns", "port", port, "protocol", "UDP"),
                        ObjectValue.of("name", "dns-tcp", "port", port, "protocol", "TCP")));
    }

    private static ObjectValue metadata(ObjectValue labels) {
        return ObjectValue.of("name", NAME, "namespace", NAMESPACE, "labels", labels);
    }
}
