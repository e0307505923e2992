package dev.jukung.network;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How the service proxy works. Names and defaults follow KubeProxyConfiguration where it has the same thing.
 *
 * @param cluster the cluster's name; the table is {@code inet jukung-CLUSTER}
 * @param nodeName the node's name in the cluster
 * @param mode only {@code nftables} for now
 * @param clusterCidrs where pods of any node get their addresses from: other sources are masqueraded when they use a
 *     cluster address. Empty when not known: then nobody is
 * @param nodePodCidrs where this node's pods get their addresses from
 * @param serviceCidrs addresses in here that no Service has lead nowhere
 * @param nodePortAddresses CIDRs of the node's addresses that serve node ports; empty for all
 * @param localhostNodePorts whether node ports answer on 127.0.0.1 too (needs {@code route_localnet}, which is set then)
 * @param masqueradeBit the bit of the packet mark that says "masquerade"
 * @param syncPeriod how often to see whether somebody else removed the table; zero for never
 * @param healthz where {@code /healthz} and {@code /livez} are served; empty for nowhere
 * @param stateDirectory where kernel parameters are remembered that close() puts back
 * @param host the network namespace of the node
 */
public record ServiceProxyConfig(
        String cluster,
        String nodeName,
        String mode,
        List<String> clusterCidrs,
        List<String> nodePodCidrs,
        List<String> serviceCidrs,
        List<String> nodePortAddresses,
        boolean localhostNodePorts,
        int masqueradeBit,
        Duration syncPeriod,
        Optional<InetSocketAddress> healthz,
        Path stateDirectory,
        Host host) {
    private static final String NFTABLES = "nftables";
    private static final int MASQUERADE_BIT = 14;
    private static final Duration SYNC_PERIOD = Duration.ofSeconds(30);

    public ServiceProxyConfig {
        clusterCidrs = List.copyOf(clusterCidrs);
        nodePodCidrs = List.copyOf(nodePodCidrs);
        serviceCidrs = List.copyOf(serviceCidrs);
        nodePortAddresses = List.copyOf(nodePortAddresses);
        if (!cluster.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
            throw new IllegalArgumentException("not a cluster name: " + cluster);
        }
        if (masqueradeBit < 0 || masqueradeBit > 31) {
            throw new IllegalArgumentException("must be within the range [0, 31]: masqueradeBit " + masqueradeBit);
        }
        switch (mode) {
            case NFTABLES -> {}
            case "iptables", "ipvs", "userspace" ->
                throw new IllegalArgumentException("the proxy mode " + mode + " is not available in this version of"
                        + " Jukung; nftables does the same: leave mode empty or say nftables");
            default -> throw new IllegalArgumentException("must be iptables, ipvs or nftables: mode " + mode);
        }
        for (List<String> cidrs : List.of(clusterCidrs, nodePodCidrs, serviceCidrs, nodePortAddresses)) {
            cidrs(cidrs);
        }
    }

    /** The usual settings. */
    public static ServiceProxyConfig of(
            String cluster,
            String nodeName,
            List<String> clusterCidrs,
            List<String> nodePodCidrs,
            List<String> serviceCidrs,
            Path stateDirectory) {
        return new ServiceProxyConfig(
                cluster,
                nodeName,
                NFTABLES,
                clusterCidrs,
                nodePodCidrs,
                serviceCidrs,
                List.of(),
                true,
                MASQUERADE_BIT,
                SYNC_PERIOD,
                Optional.empty(),
                stateDirectory,
                Host.HERE);
    }

    /** @param newMode empty for the default */
    public ServiceProxyConfig withMode(String newMode) {
        return with(draft -> draft.mode = newMode.isEmpty() ? NFTABLES : newMode);
    }

    public ServiceProxyConfig withHealthz(InetSocketAddress address) {
        return with(draft -> draft.healthz = Optional.of(address));
    }

    /** @param cidrs empty for all addresses of the node */
    public ServiceProxyConfig withNodePortAddresses(List<String> cidrs, boolean localhost) {
        return with(draft -> {
            draft.nodePortAddresses = cidrs;
            draft.localhostNodePorts = localhost;
        });
    }

    /** @param period zero for never */
    public ServiceProxyConfig withSync(Duration period, int newMasqueradeBit) {
        return with(draft -> {
            draft.syncPeriod = period;
            draft.masqueradeBit = newMasqueradeBit;
        });
    }

    /** @param cidrs where pods of any node get their addresses from */
    public ServiceProxyConfig withClusterCidrs(List<String> cidrs) {
        return with(draft -> draft.clusterCidrs = cidrs);
    }

    /** For a node in a network namespace of its own. */
    public ServiceProxyConfig withHost(Host newHost) {
        return with(draft -> draft.host = newHost);
    }

    private ServiceProxyConfig with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.config();
    }

    /** A copy in which one setting is about to change. Confined to one thread. */
    private static final class Draft {
        String cluster;
        String nodeName;
        String mode;
        List<String> clusterCidrs;
        List<String> nodePodCidrs;
        List<String> serviceCidrs;
        List<String> nodePortAddresses;
        boolean localhostNodePorts;
        int masqueradeBit;
        Duration syncPeriod;
        Optional<InetSocketAddress> healthz;
        Path stateDirectory;
        Host host;

        Draft(ServiceProxyConfig config) {
            cluster = config.cluster;
            nodeName = config.nodeName;
            mode = config.mode;
            clusterCidrs = config.clusterCidrs;
            nodePodCidrs = config.nodePodCidrs;
            serviceCidrs = config.serviceCidrs;
            nodePortAddresses = config.nodePortAddresses;
            localhostNodePorts = config.localhostNodePorts;
            masqueradeBit = config.masqueradeBit;
            syncPeriod = config.syncPeriod;
            healthz = config.healthz;
            stateDirectory = config.stateDirectory;
            host = config.host;
        }

        ServiceProxyConfig config() {
            return new ServiceProxyConfig(
                    cluster,
                    nodeName,
                    mode,
                    clusterCidrs,
                    nodePodCidrs,
                    serviceCidrs,
                    nodePortAddresses,
                    localhostNodePorts,
                    masqueradeBit,
                    syncPeriod,
                    healthz,
                    stateDirectory,
                    host);
        }
    }

    /** The name of the table in family inet. */
    public String table() {
        return "jukung-" + cluster;
    }

    int masqueradeMark() {
        return 1 << masqueradeBit;
    }

    static List<Cidr> cidrs(List<String> texts) {
        return texts.stream()
                .map(text -> Cidr.parse(text)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "must be a valid CIDR block (e.g. 10.100.0.0/16 or fde4:8dd2::/64): " + text)))
                .toList();
    }
}
