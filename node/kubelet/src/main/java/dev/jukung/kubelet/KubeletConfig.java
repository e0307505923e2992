package dev.jukung.kubelet;

import dev.jukung.model.Quantity;
import dev.jukung.model.core.v1.Taint;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How a node is set up; the names are those of Kubernetes' KubeletConfiguration and flags where it has one.
 *
 * @param nodeAddresses the main one first; at least one
 * @param port of the kubelet's server; 0 for any free one
 * @param rootDirectory where the kubelet keeps what it needs
 * @param cgroupRoot the cgroup that holds the pods' cgroups: {@code /jukung-demo/kubepods}; empty for pods without
 * @param reserved what pods cannot have of the node's resources: {@code systemReserved} and {@code kubeReserved} together
 * @param registerNode whether the Node object is made if there is none
 */
public record KubeletConfig(
        String nodeName,
        List<String> nodeAddresses,
        int port,
        Path rootDirectory,
        Path podLogsDirectory,
        String clusterDomain,
        List<String> clusterDns,
        Path resolvConf,
        String cgroupRoot,
        boolean seccompDefault,
        int maxPods,
        Map<String, Quantity> reserved,
        Map<String, String> nodeLabels,
        List<Taint> registerWithTaints,
        boolean registerNode) {
    /** Kubernetes' default. */
    public static final int MAX_PODS = 110;

    public static final int PORT = 10250;

    public KubeletConfig {
        if (nodeAddresses.isEmpty()) {
            throw new IllegalArgumentException("a node has at least one address");
        }
    }

    /** With Kubernetes' defaults. */
    public static KubeletConfig of(String nodeName, String nodeAddress, Path rootDirectory) {
        return new KubeletConfig(
                nodeName,
                List.of(nodeAddress),
                PORT,
                rootDirectory,
                rootDirectory.resolve("pod-logs"),
                "cluster.local",
                List.of(),
                Path.of("/etc/resolv.conf"),
                "",
                false,
                MAX_PODS,
                Map.of(),
                Map.of(),
                List.of(),
                true);
    }

    public KubeletConfig withPort(int value) {
        return new KubeletConfig(
                nodeName,
                nodeAddresses,
                value,
                rootDirectory,
                podLogsDirectory,
                clusterDomain,
                clusterDns,
                resolvConf,
                cgroupRoot,
                seccompDefault,
                maxPods,
                reserved,
                nodeLabels,
                registerWithTaints,
                registerNode);
    }

    public KubeletConfig withClusterDns(List<String> servers, String domain) {
        return new KubeletConfig(
                nodeName,
                nodeAddresses,
                port,
                rootDirectory,
                podLogsDirectory,
                domain,
                servers,
                resolvConf,
                cgroupRoot,
                seccompDefault,
                maxPods,
                reserved,
                nodeLabels,
                registerWithTaints,
                registerNode);
    }

    public KubeletConfig withCgroupRoot(String path) {
        return new KubeletConfig(
                nodeName,
                nodeAddresses,
                port,
                rootDirectory,
                podLogsDirectory,
                clusterDomain,
                clusterDns,
                resolvConf,
                path,
                seccompDefault,
                maxPods,
                reserved,
                nodeLabels,
                registerWithTaints,
                registerNode);
    }

    public KubeletConfig withMaxPods(int value) {
        return new KubeletConfig(
                nodeName,
                nodeAddresses,
                port,
                rootDirectory,
                podLogsDirectory,
                clusterDomain,
                clusterDns,
                resolvConf,
                cgroupRoot,
                seccompDefault,
                value,
                reserved,
                nodeLabels,
                registerWithTaints,
                registerNode);
    }

    public KubeletConfig withReserved(Map<String, Quantity> value) {
        return new KubeletConfig(
                nodeName,
                nodeAddresses,
                port,
                rootDirectory,
                podLogsDirectory,
                clusterDomain,
                clusterDns,
                resolvConf,
                cgroupRoot,
                seccompDefault,
                maxPods,
                value,
                nodeLabels,
                registerWithTaints,
                registerNode);
    }

    public KubeletConfig withNodeLabels(Map<String, String> value) {
        return new KubeletConfig(
                nodeName,
                nodeAddresses,
                port,
                rootDirectory,
                podLogsDirectory,
                clusterDomain,
                clusterDns,
                resolvConf,
                cgroupRoot,
                seccompDefault,
                maxPods,
                reserved,
                value,
                registerWithTaints,
                registerNode);
    }

    public KubeletConfig withRegisterNode(boolean value) {
        return new KubeletConfig(
                nodeName,
                nodeAddresses,
                port,
                rootDirectory,
                podLogsDirectory,
                clusterDomain,
                clusterDns,
                resolvConf,
                cgroupRoot,
                seccompDefault,
                maxPods,
                reserved,
                nodeLabels,
                registerWithTaints,
                value);
    }

    public KubeletConfig withSeccompDefault(boolean value) {
        return new KubeletConfig(
                nodeName,
                nodeAddresses,
                port,
                rootDirectory,
                podLogsDirectory,
                clusterDomain,
                clusterDns,
                resolvConf,
                cgroupRoot,
                value,
                maxPods,
                reserved,
                nodeLabels,
                registerWithTaints,
                registerNode);
    }
}
