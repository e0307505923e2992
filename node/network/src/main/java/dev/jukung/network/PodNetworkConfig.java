package dev.jukung.network;

import java.nio.file.Path;
import java.util.List;

/**
 * The network of the pods of one node.
 *
 * @param cluster the cluster's name; the table is {@code inet jukung-CLUSTER-pods}
 * @param podCidrs where this node's pods get their addresses from: one range per family
 * @param clusterCidrs where pods of any node get theirs from; traffic to these keeps its source address
 * @param nonMasqueradeCidrs other destinations that see the pods' own addresses
 * @param serviceCidrs are given a route, so that the node reaches Services even without a default route
 * @param plugin how pods are connected
 * @param mtu of the pods' interfaces; 0 for the kernel's choice
 * @param stateDirectory where address leases and the kernel parameters to put back are kept
 * @param host the network namespace of the node
 */
public record PodNetworkConfig(
        String cluster,
        List<String> podCidrs,
        List<String> clusterCidrs,
        List<String> nonMasqueradeCidrs,
        List<String> serviceCidrs,
        Plugin plugin,
        int mtu,
        Path stateDirectory,
        Host host) {
    /** The CNI plugin that connects a pod. */
    public enum Plugin {
        /** A bridge if the kernel can filter bridged packets, else point to point. */
        AUTO,
        /** All pods of the node on one bridge. Services need br_netfilter then. */
        BRIDGE,
        /** A link per pod, everything routed. */
        PTP
    }

    /** Linux' limit for the name of an interface. */
    private static final int INTERFACE_NAME_MAX = 15;

    public PodNetworkConfig {
        podCidrs = canonical(podCidrs);
        clusterCidrs = canonical(clusterCidrs);
        nonMasqueradeCidrs = canonical(nonMasqueradeCidrs);
        serviceCidrs = canonical(serviceCidrs);
        if (podCidrs.isEmpty()) {
            throw new IllegalArgumentException("a node without a range of pod addresses: its spec.podCIDR is not set");
        }
    }

    /** The usual settings. */
    public static PodNetworkConfig of(
            String cluster,
            List<String> podCidrs,
            List<String> clusterCidrs,
            List<String> serviceCidrs,
            Path stateDirectory) {
        return new PodNetworkConfig(
                cluster, podCidrs, clusterCidrs, List.of(), serviceCidrs, Plugin.AUTO, 0, stateDirectory, Host.HERE);
    }

    public PodNetworkConfig withPlugin(Plugin newPlugin) {
        return new PodNetworkConfig(
                cluster,
                podCidrs,
                clusterCidrs,
                nonMasqueradeCidrs,
                serviceCidrs,
                newPlugin,
                mtu,
                stateDirectory,
                host);
    }

    /** @param newMtu 0 for the kernel's choice */
    public PodNetworkConfig withMtu(int newMtu) {
        return new PodNetworkConfig(
                cluster,
                podCidrs,
                clusterCidrs,
                nonMasqueradeCidrs,
                serviceCidrs,
                plugin,
                newMtu,
                stateDirectory,
                host);
    }

    /** For a node in a network namespace of its own. */
    public PodNetworkConfig withHost(Host newHost) {
        return new PodNetworkConfig(
                cluster,
                podCidrs,
                clusterCidrs,
                nonMasqueradeCidrs,
                serviceCidrs,
                plugin,
                mtu,
                stateDirectory,
                newHost);
    }

    /** The name of the table in family inet. */
    public String table() {
        return "jukung-" + cluster + "-pods";
    }

    /** The name of the bridge; short and still one per cluster. */
    public String bridge() {
        String name = "jk-" + cluster;
        return name.length() <= INTERFACE_NAME_MAX
                ? name
                : "jk-" + cluster.substring(0, 5) + "%07x".formatted(cluster.hashCode() & 0xfffffff);
    }

    boolean has(IpFamily family) {
        return podCidrs.stream().anyMatch(cidr -> IpFamily.of(cidr) == family);
    }

    private static List<String> canonical(List<String> cidrs) {
        return ServiceProxyConfig.cidrs(cidrs).stream().map(Cidr::toString).toList();
    }
}
