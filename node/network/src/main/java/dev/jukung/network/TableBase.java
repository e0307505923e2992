package dev.jukung.network;

import java.util.ArrayList;
import java.util.List;

/**
 * What every table has before the first Service: the maps, the hooks and the chains they lead to.
 *
 * <p>The way of a packet that opens a connection: the firewall of load balancer source ranges (before any translation),
 * then {@code services} (the map of fronts leads to a pick chain, which translates), then routing, then
 * {@code unavailable} for what nobody translated (reject, drop), then masquerade for what was marked.
 */
final class TableBase {
    private static final List<String> PROTOCOLS = List.of("tcp", "udp", "sctp");
    private static final List<String> ENDPOINT_MAPS =
            List.of("endpoints", "local-endpoints", "nodeport-endpoints", "local-nodeport-endpoints");

    private final String mark;
    private final List<Cidr> clusterCidrs;
    private final List<Cidr> serviceCidrs;
    private final List<Cidr> nodePortAddresses;
    private final boolean localhostNodePorts;

    /**
     * @param clusterCidrs sources of pods; empty when not known
     * @param nodePortAddresses the node's addresses that serve node ports; empty for all
     * @param localhostNodePorts whether 127.0.0.1 is one of them
     */
    TableBase(
            int masqueradeMark,
            List<Cidr> clusterCidrs,
            List<Cidr> serviceCidrs,
            List<Cidr> nodePortAddresses,
            boolean localhostNodePorts) {
        this.clusterCidrs = List.copyOf(clusterCidrs);
        this.mark = "0x" + Integer.toHexString(masqueradeMark);
        this.serviceCidrs = List.copyOf(serviceCidrs);
        this.nodePortAddresses = List.copyOf(nodePortAddresses);
        this.localhostNodePorts = localhostNodePorts;
    }

    /** The body of the table in nft's words. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            sets(lines, family);
        }
        chain(lines, "reject-service", "reject");
        services(lines);
        unavailable(lines);
        clusterAddresses(lines);
        firewall(lines);
        masquerade(lines);
        hooks(lines);
        return lines;
    }

    private static void sets(List<String> lines, IpFamily family) {
        String front = family.header() + " daddr . meta l4proto . th dport";
        String nodePort = "meta l4proto . th dport";
        set(lines, "map services" + family.suffix(), front + " : verdict");
        set(lines, "map nodeports" + family.suffix(), nodePort + " : verdict");
        set(lines, "map unavailable" + family.suffix(), front + " : verdict");
        set(lines, "map unavailable-nodeports" + family.suffix(), nodePort + " : verdict");
        for (String map : ENDPOINT_MAPS) {
            for (String protocol : PROTOCOLS) {
                String target = family.header() + " daddr . " + protocol + " dport";
                String key = PickChains.endpointKey(family, map, protocol, 2);
                set(lines, "map " + PickChains.endpointMap(family, map, protocol), key + " : " + target);
            }
        }
        set(lines, "set cluster-ips" + family.suffix(), family.header() + " daddr");
        set(lines, "set hairpin" + family.suffix(), family.header() + " saddr . " + family.header() + " daddr");
        set(lines, "set restricted" + family.suffix(), front);
        set(
                lines,
                "set allowed-sources" + family.suffix(),
                front + " . " + family.header() + " saddr",
                "flags interval");
    }

    private static void set(List<String> lines, String name, String type, String... options) {
        lines.add(name + " {");
        lines.add("typeof " + type);
        lines.addAll(List.of(options));
        lines.add("}");
    }

    private void services(List<String> lines) {
        List<String> rules = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            rules.add(family.header() + " daddr . meta l4proto . th dport vmap @services" + family.suffix());
        }
        for (IpFamily family : IpFamily.values()) {
            rules.addAll(nodePortRules(family, "nodeports"));
        }
        chain(lines, "services", rules.toArray(String[]::new));
    }

    private List<String> nodePortRules(IpFamily family, String map) {
        String lookup = " meta l4proto . th dport vmap @" + map + family.suffix();
        List<String> own = nodePortAddresses.stream()
                .filter(cidr -> cidr.family() == family)
                .map(Cidr::toString)
                .toList();
        if (!nodePortAddresses.isEmpty() && own.isEmpty()) {
            return List.of();
        }
        String within = own.isEmpty() ? "" : family.header() + " daddr { " + String.join(", ", own) + " } ";
        // IPv6 has no counterpart of route_localnet, so ::1 cannot serve, as with kube-proxy.
        String loopback = family == IpFamily.IPV6
                ? "ip6 daddr != ::1 "
                : localhostNodePorts ? "meta nfproto ipv4 " : "ip daddr != 127.0.0.0/8 ";
        return List.of(within + loopback + "fib daddr type local" + lookup);
    }

    private void unavailable(List<String> lines) {
        List<String> rules = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            rules.add(family.header() + " daddr . meta l4proto . th dport vmap @unavailable" + family.suffix());
        }
        chain(lines, "unavailable", rules.toArray(String[]::new));
        List<String> nodePorts = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            nodePorts.addAll(nodePortRules(family, "unavailable-nodeports"));
        }
        chain(lines, "unavailable-nodeports", nodePorts.toArray(String[]::new));
    }

    /** Ports no Service has are refused, addresses no Service has lead nowhere; neither leaves the node. */
    private void clusterAddresses(List<String> lines) {
        List<String> rules = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            rules.add(family.header() + " daddr @cluster-ips" + family.suffix() + " reject");
            serviceCidrs.stream()
                    .filter(cidr -> cidr.family() == family)
                    .forEach(cidr -> rules.add(family.header() + " daddr " + cidr + " drop"));
        }
        chain(lines, "cluster-addresses", rules.toArray(String[]::new));
    }

    private static void firewall(List<String> lines) {
        List<String> rules = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            String front = family.header() + " daddr . meta l4proto . th dport";
            rules.add(front + " @restricted" + family.suffix() + " " + front + " . " + family.header()
                    + " saddr != @allowed-sources" + family.suffix() + " drop");
        }
        chain(lines, "firewall", rules.toArray(String[]::new));
    }

    private void masquerade(List<String> lines) {
        chain(
                lines,
                "masquerading",
                "ct status dnat ip saddr . ip daddr @hairpin4 masquerade fully-random",
                "ct status dnat ip6 saddr . ip6 daddr @hairpin6 masquerade fully-random",
                "meta mark & " + mark + " == 0 return",
                "meta mark set meta mark ^ " + mark,
                "masquerade fully-random");
    }

    private void hooks(List<String> lines) {
        hook(lines, "filter-prerouting", "filter hook prerouting priority -110", "ct state new jump firewall");
        hook(lines, "filter-output-before", "filter hook output priority -110", "ct state new jump firewall");
        hook(lines, "nat-prerouting", "nat hook prerouting priority -100", "jump services");
        hook(lines, "nat-output", "nat hook output priority -100", "jump services");
        List<String> input = new ArrayList<>();
        if (localhostNodePorts) {
            // route_localnet would let neighbours reach what listens on 127.0.0.1 only (CVE-2020-8558).
            input.add("ip daddr 127.0.0.0/8 ip saddr != 127.0.0.0/8 ct status != dnat ct state new drop");
        }
        input.add("ct state new jump unavailable-nodeports");
        input.add("ct state new jump unavailable");
        hook(lines, "filter-input", "filter hook input priority 0", input.toArray(String[]::new));
        List<String> forward = new ArrayList<>();
        for (Cidr cidr : clusterCidrs) {
            // An answer that connection tracking gave up on would not be translated back, and the client would reset
            // a connection that is fine (kubernetes/kubernetes#74839).
            forward.add(cidr.family().header() + " saddr " + cidr + " ct state invalid drop");
        }
        forward.add("ct state new jump unavailable");
        forward.add("ct state new jump cluster-addresses");
        hook(lines, "filter-forward", "filter hook forward priority 0", forward.toArray(String[]::new));
        hook(
                lines,
                "filter-output",
                "filter hook output priority 0",
                "ct state new jump unavailable",
                "ct state new jump cluster-addresses");
        hook(lines, "nat-postrouting", "nat hook postrouting priority 100", "jump masquerading");
    }

    private static void hook(List<String> lines, String name, String type, String... rules) {
        lines.add("chain " + name + " {");
        lines.add("type " + type + "; policy accept;");
        lines.addAll(List.of(rules));
        lines.add("}");
    }

    private static void chain(List<String> lines, String name, String... rules) {
        lines.add("chain " + name + " {");
        lines.addAll(List.of(rules));
        lines.add("}");
    }
}
