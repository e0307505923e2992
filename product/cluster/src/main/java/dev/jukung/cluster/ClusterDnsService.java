package dev.jukung.cluster;

import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiClient.WriteOptions;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.net.InetSocketAddress;

/**
 * The Service {@code kube-dns}, behind which a DNS server on a node's own address answers: a Service without a selector and an
 * EndpointSlice, both applied at each start.
 */
final class ClusterDnsService {
    private static final String NAMESPACE = "kube-system";
    private static final String NAME = "kube-dns";
    private static final String MANAGER = "jukung";

    private ClusterDnsService() {}

    /** @param server where it listens, over UDP and TCP */
    static void publish(ApiClient client, String clusterIp, InetSocketAddress server) throws InterruptedException {
        WriteOptions options = WriteOptions.NONE.withFieldManager(MANAGER, true);
        ObjectKey key = ObjectKey.of(NAMESPACE, NAME);
        client.patch(Resources.SERVICES, key, Patch.apply(service(clusterIp)), options);
        client.patch(Resources.ENDPOINTSLICES, key, Patch.apply(slice(server)), options);
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
