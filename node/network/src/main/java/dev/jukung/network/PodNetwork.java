package dev.jukung.network;

import dev.jukung.value.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network of a node's pods beside what the CNI plugins do per pod: forwarding, masquerade for what leaves the
 * cluster, and a route to Services. {@link #close} takes all of it back, the bridge too. Blocking; thread-safe.
 */
public final class PodNetwork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PodNetwork.class);
    private static final String BRIDGE_FILTER = "net.bridge.bridge-nf-call-iptables";
    private static final String BRIDGE_FILTER_6 = "net.bridge.bridge-nf-call-ip6tables";

    private final PodNetworkConfig config;
    private final Sysctls sysctls;
    private final List<List<String>> undo = new ArrayList<>(); // commands, in reverse order
    private final boolean bridge;
    private final String conflist;
    private boolean closed;

    private PodNetwork(PodNetworkConfig config) throws InterruptedException {
        this.config = config;
        this.sysctls = new Sysctls(config.host(), config.stateDirectory().resolve("pod-network.sysctls"));
        this.bridge = switch (config.plugin()) {
            case BRIDGE -> true;
            case PTP -> false;
            case AUTO -> canFilterBridges();
        };
        this.conflist = Json.pretty(CniConfigList.of(config, bridge), 2);
        if (bridge && !canFilterBridges()) {
            throw new IllegalStateException("the kernel has no br_netfilter, without which Services do not work between"
                    + " pods on one bridge; load the module or use the plugin ptp");
        }
        if (bridge) {
            undo.add(List.of("ip", "link", "del", config.bridge()));
        }
    }

    /**
     * Prepares the node; pods can be started afterwards.
     *
     * @throws NftException when nft refuses or is missing
     * @throws java.io.UncheckedIOException when a kernel parameter cannot be set
     */
    public static PodNetwork start(PodNetworkConfig config) throws InterruptedException {
        PodNetwork network = new PodNetwork(config);
        try {
            network.parameters();
            network.table();
            network.serviceRoutes();
            network.permitForwarding();
            return network;
        } catch (RuntimeException | InterruptedException e) {
            network.close();
            throw e;
        }
    }

    /**
     * Takes back what a process that is gone did for the pods of this node. Pods must be gone before.
     *
     * @throws java.io.UncheckedIOException when what the kernel's parameters were cannot be read
     */
    public static void remove(PodNetworkConfig config) throws InterruptedException {
        PodNetwork network = new PodNetwork(config);
        network.undo.add(List.of("nft", "delete", "table", "inet", config.table()));
        for (String cidr : config.serviceCidrs()) {
            String family = IpFamily.of(cidr) == IpFamily.IPV4 ? "-4" : "-6";
            network.undo.add(List.of("ip", family, "route", "del", cidr, "dev", "lo"));
        }
        config.podCidrs().forEach(network::undoForwarding);
        network.close();
    }

    private void undoForwarding(String cidr) {
        for (String side : List.of("-s", "-d")) {
            undo.add(forwarding(cidr, side, "-D"));
        }
    }

    /** The content of {@link CniConfigList#FILE_NAME} in the runtime's CNI directory. */
    public String conflist() {
        return conflist;
    }

    private boolean canFilterBridges() throws InterruptedException {
        return sysctls.exists(BRIDGE_FILTER) || (run("modprobe", "br_netfilter") && sysctls.exists(BRIDGE_FILTER));
    }

    private void parameters() throws InterruptedException {
        if (config.has(IpFamily.IPV4)) {
            sysctls.set("net.ipv4.ip_forward", "1");
        }
        if (config.has(IpFamily.IPV6)) {
            keepRouterAdvertisements();
            sysctls.set("net.ipv6.conf.all.forwarding", "1");
        }
        if (bridge) {
            sysctls.set(BRIDGE_FILTER, "1");
            if (config.has(IpFamily.IPV6)) {
                sysctls.set(BRIDGE_FILTER_6, "1");
            }
        }
    }

    /** A host that forwards ignores router advertisements, and with them loses its own default route, unless told (2). */
    private void keepRouterAdvertisements() throws InterruptedException {
        try {
            String interfaces = config.host()
                    .command("ls", "/proc/sys/net/ipv6/conf")
                    .run("")
                    .output();
            for (String name : interfaces.split("\\s+")) {
                // A dot in the name of an interface (a VLAN) is written as a slash in the name of its parameters.
                if (!List.of("", "all", "lo").contains(name) && !name.contains(".")) {
                    String key = "net.ipv6.conf." + name + ".accept_ra";
                    if (config.host().sysctl(key).equals("1")) {
                        sysctls.set(key, "2");
                    }
                }
            }
        } catch (IOException e) {
            LOG.warn("Failed to keep router advertisements: {}", e.getMessage());
        }
    }

    private void table() throws InterruptedException {
        undo.add(List.of("nft", "delete", "table", "inet", config.table()));
        List<String> script = new ArrayList<>();
        script.add("add table inet " + config.table());
        script.add("delete table inet " + config.table());
        script.add("table inet " + config.table() + " {");
        script.add("chain postrouting {");
        script.add("type nat hook postrouting priority 100; policy accept;");
        for (IpFamily family : IpFamily.values()) {
            if (config.has(family)) {
                script.add(masquerade(family));
            }
        }
        script.add("}");
        script.add("}");
        try {
            Command.Result result = config.host().command("nft", "-f", "-").run(String.join("\n", script) + "\n");
            if (result.exit() != 0) {
                throw new NftException("nft refused the table " + config.table() + ": " + result.error());
            }
        } catch (IOException e) {
            throw new NftException("cannot run nft: is the package nftables installed?", e);
        }
    }

    private String masquerade(IpFamily family) {
        List<String> kept = new ArrayList<>(config.podCidrs());
        kept.addAll(config.clusterCidrs());
        kept.addAll(config.nonMasqueradeCidrs());
        kept.add("224.0.0.0/4"); // multicast
        kept.add("ff00::/8");
        return "%s saddr { %s } %s daddr != { %s } masquerade fully-random"
                .formatted(family.header(), of(family, config.podCidrs()), family.header(), of(family, kept));
    }

    private static String of(IpFamily family, List<String> cidrs) {
        return Cidr.outermost(ServiceProxyConfig.cidrs(cidrs)).stream()
                .filter(cidr -> cidr.family() == family)
                .map(Cidr::toString)
                .collect(Collectors.joining(", "));
    }

    /** The route only has to exist: the proxy translates the packet before it would take it. */
    private void serviceRoutes() throws InterruptedException {
        for (String cidr : config.serviceCidrs()) {
            String family = IpFamily.of(cidr) == IpFamily.IPV4 ? "-4" : "-6";
            if (run("ip", family, "route", "replace", cidr, "dev", "lo")) {
                undo.add(List.of("ip", family, "route", "del", cidr, "dev", "lo"));
            }
        }
    }

    /** Docker's filter drops what is forwarded and not its own; nothing in another table can change that. */
    private void permitForwarding() throws InterruptedException {
        for (String cidr : config.podCidrs()) {
            if (!output(iptables(cidr), "-w", "-S", "FORWARD").contains("-P FORWARD DROP")) {
                continue;
            }
            for (String side : List.of("-s", "-d")) {
                List<String> delete = forwarding(cidr, side, "-D");
                run(delete.toArray(String[]::new)); // left by a process that was killed
                if (run(forwarding(cidr, side, "-I").toArray(String[]::new))) {
                    undo.add(delete);
                }
            }
        }
    }

    private List<String> forwarding(String cidr, String side, String verb) {
        return List.of(
                iptables(cidr),
                "-w",
                verb,
                "FORWARD",
                side,
                cidr,
                "-m",
                "comment",
                "--comment",
                config.table(),
                "-j",
                "ACCEPT");
    }

    private static String iptables(String cidr) {
        return IpFamily.of(cidr) == IpFamily.IPV4 ? "iptables" : "ip6tables";
    }

    /** Whether it could be run and succeeded. */
    private boolean run(String... words) throws InterruptedException {
        try {
            Command.Result result = config.host().command(words).run("");
            if (result.exit() != 0) {
                LOG.debug("{}: {}", String.join(" ", words), result.error());
            }
            return result.exit() == 0;
        } catch (IOException e) {
            LOG.debug("{}: {}", String.join(" ", words), e.getMessage());
            return false;
        }
    }

    private String output(String... words) throws InterruptedException {
        try {
            return config.host().command(words).run("").output();
        } catch (IOException e) {
            LOG.debug("{}: {}", String.join(" ", words), e.getMessage());
            return ""; // a host without iptables has no such filter
        }
    }

    /** Pods must be gone before: their interfaces are. Closing twice does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            for (List<String> command : undo.reversed()) {
                run(command.toArray(String[]::new)); // what is gone already needs no more
            }
            sysctls.restore();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // in a hurry: the next start cleans up
        }
    }
}
