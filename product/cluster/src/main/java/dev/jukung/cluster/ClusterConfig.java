package dev.jukung.cluster;

import java.nio.file.Path;
import java.util.List;

/**
 * What a cluster of one process is to be.
 *
 * @param name names devices, tables and contexts
 * @param folder holds everything: state, keys, logs
 * @param port of the API server, on all addresses of this machine
 * @param nodeAddress where Pods and the API server reach the node: an address of this machine that is not loopback
 */
public record ClusterConfig(String name, Path folder, int port, Backend backend, String nodeAddress) {
    public static final String DOMAIN = "cluster.local";
    public static final String POD_CIDR = "10.244.0.0/24";
    public static final String DNS_ADDRESS = "10.96.0.10";

    /** What Pods run on. */
    public enum Backend {
        /** Real containers; needs root and containerd. */
        CONTAINERD,
        /** Pods that become ready by rule; nothing runs. */
        SIMULATED
    }

    /** The node's name: this machine's, in lower case. */
    String nodeName() {
        return HostAddress.hostName();
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
}
