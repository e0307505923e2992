package dev.jukung.cluster;

import dev.jukung.kubelet.KubeletConfig;
import dev.jukung.kubelet.cri.ContainerdSettings;
import dev.jukung.network.PodNetworkConfig;
import dev.jukung.network.ServiceProxyConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a cluster of one process is to be.
 *
 * @param name names devices, tables, cgroups and contexts
 * @param folder holds everything: state, keys, logs
 * @param port of the API server, on all addresses of this machine
 * @param datastore where objects are kept when that is not the folder
 * @param files what the API server encrypts and records
 * @param nodeAddress where Pods and the API server reach the node: an address of this machine that is not loopback
 */
public record ClusterConfig(
        String name,
        Path folder,
        int port,
        Backend backend,
        String nodeAddress,
        ClusterAddresses addresses,
        Optional<Datastore> datastore,
        ApiFiles files) {
    public static final String DOMAIN = "cluster.local";

    /** What Pods run on. */
    public enum Backend {
        /** Real containers; needs root and containerd. */
        CONTAINERD,
        /** Pods that become ready by rule; nothing runs. */
        SIMULATED
    }

    /** With the usual addresses. */
    public ClusterConfig(String name, Path folder, int port, Backend backend, String nodeAddress) {
        this(name, folder, port, backend, nodeAddress, ClusterAddresses.STANDARD, Optional.empty(), ApiFiles.NONE);
    }

    public ClusterConfig withAddresses(ClusterAddresses newAddresses) {
        return new ClusterConfig(name, folder, port, backend, nodeAddress, newAddresses, datastore, files);
    }

    public ClusterConfig withDatastore(Datastore elsewhere) {
        return new ClusterConfig(name, folder, port, backend, nodeAddress, addresses, Optional.of(elsewhere), files);
    }

    public ClusterConfig withFiles(ApiFiles changed) {
        return new ClusterConfig(name, folder, port, backend, nodeAddress, addresses, datastore, changed);
    }

    /** The node's name: this machine's, in lower case. */
    String nodeName() {
        return HostAddress.hostName();
    }

    /** Below it are the cgroups of all Pods. */
    String cgroup() {
        return "/jukung-" + name;
    }

    /** The kubelet of the only node, by Kubernetes' port unless another cluster on this machine has it. */
    KubeletConfig kubelet() {
        return KubeletConfig.of(nodeName(), nodeAddress, kubeletFolder())
                .withClusterDns(List.of(addresses.dns()), DOMAIN)
                .withPort(HostAddress.isFree(KubeletConfig.PORT) ? KubeletConfig.PORT : 0);
    }

    /** What the certificate of the kubelet's server is good for. */
    List<String> kubeletNames() {
        return List.of(nodeName(), nodeAddress, "127.0.0.1");
    }

    Path kubeletFolder() {
        return folder.resolve("kubelet");
    }

    /** Names and addresses that the API server's certificate is good for. */
    List<String> serverNames(String serviceAddress) {
        return List.of(
                "kubernetes",
                "kubernetes.default",
                "kubernetes.default.svc",
                "kubernetes.default.svc." + DOMAIN,
                "localhost",
                nodeName(),
                "127.0.0.1",
                "::1",
                serviceAddress,
                nodeAddress);
    }

    /** The Pods' network is configured by {@link #podNetwork}, not by containerd. */
    ContainerdSettings containerd() {
        return new ContainerdSettings(folder.resolve("containerd"), Optional.empty(), Map.of());
    }

    PodNetworkConfig podNetwork() {
        return PodNetworkConfig.of(
                        name,
                        List.of(addresses.nodePods()),
                        List.of(addresses.pods()),
                        List.of(addresses.services()),
                        folder.resolve("network"))
                .withMtu(HostAddress.mtu(nodeAddress));
    }

    ServiceProxyConfig serviceProxy() {
        return ServiceProxyConfig.of(
                name,
                nodeName(),
                List.of(addresses.pods()),
                List.of(addresses.nodePods()),
                List.of(addresses.services()),
                folder.resolve("network"));
    }
}
