package dev.jukung.network;

import java.util.ArrayList;
import java.util.List;

/**
 * The chains that pick an endpoint. There is one per shape (protocol, how many endpoints, which traffic policy), shared
 * by all Services of that shape: the choice is {@code numgen random mod N}, and the packet's own address and port with
 * that number are the key of the endpoint map. So a Service is only elements, which the kernel takes a hundred times
 * faster than a chain of its own.
 *
 * <p>Names: {@code cluster4-tcp-5} picks one of 5 endpoints; {@code local4-tcp-5-2} one of 2 on this node, or of all 5
 * for those who need not stay on the node. The maps are split by protocol because nft knows the type of a target with a
 * port only from a header with ports: {@code ip daddr . tcp dport}.
 */
final class PickChains {
    private final String mark;
    private final IpFamily family;
    private final String localTraffic;

    /** @param localCidrs sources that count as inside the cluster; empty when that is not known */
    PickChains(IpFamily family, int masqueradeMark, List<Cidr> localCidrs) {
        this.family = family;
        this.mark = "meta mark set meta mark | 0x" + Integer.toHexString(masqueradeMark);
        List<String> cidrs = localCidrs.stream()
                .filter(cidr -> cidr.family() == family)
                .map(Cidr::toString)
                .toList();
        this.localTraffic = cidrs.isEmpty() ? "" : "{ " + String.join(", ", cidrs) + " }";
    }

    /** A cluster address: sources from outside the cluster are masqueraded, so that answers come back through here. */
    RuleChain cluster(String protocol, int count) {
        return new RuleChain(
                name("cluster", protocol, count), withMark(offCluster(), pick("endpoints", protocol, count)));
    }

    /** An external address under policy Cluster: always masqueraded, for the endpoint may be on any node. */
    RuleChain external(String protocol, int count) {
        return new RuleChain(name("external", protocol, count), List.of(mark, pick("endpoints", protocol, count)));
    }

    /** An external address under policy Local. */
    RuleChain local(String protocol, int count, int localCount) {
        return localTo("local", "endpoints", protocol, count, localCount);
    }

    RuleChain nodePort(String protocol, int count) {
        return new RuleChain(
                name("nodeport", protocol, count), List.of(mark, pick("nodeport-endpoints", protocol, count)));
    }

    RuleChain nodePortLocal(String protocol, int count, int localCount) {
        return localTo("nodeport-local", "nodeport-endpoints", protocol, count, localCount);
    }

    private RuleChain localTo(String name, String map, String protocol, int count, int localCount) {
        List<String> rules = new ArrayList<>(shortCut(pick(map, protocol, count)));
        // Without an endpoint here the packet goes on to its own address and the filter drops it there.
        rules.add(localCount == 0 ? "return" : pick("local-" + map, protocol, localCount));
        return new RuleChain(name(name, protocol, count) + "-" + localCount, List.copyOf(rules));
    }

    private String name(String name, String protocol, int count) {
        return name + family.suffix() + "-" + protocol + "-" + count;
    }

    /** Pods and the node itself came no way from outside: they may use all endpoints whatever the policy says. */
    List<String> shortCut(String all) {
        List<String> rules = new ArrayList<>();
        if (!localTraffic.isEmpty()) {
            rules.add(family.header() + " saddr " + localTraffic + " " + all);
        }
        rules.add("fib saddr type local " + mark);
        rules.add("fib saddr type local " + all);
        return rules;
    }

    /** {@code then}, with what meets the condition marked first; an empty condition marks nothing. */
    List<String> withMark(String condition, String then) {
        return condition.isEmpty() ? List.of(then) : List.of(condition + " " + mark, then);
    }

    /** The condition that a source is outside the cluster; empty when that is not known. */
    String offCluster() {
        return localTraffic.isEmpty() ? "" : family.header() + " saddr != " + localTraffic;
    }

    String mark() {
        return mark;
    }

    private String pick(String map, String protocol, int count) {
        return "dnat " + family.header() + " to " + endpointKey(family, map, protocol, count) + " map @"
                + endpointMap(family, map, protocol);
    }

    /** The name of an endpoint map: {@code endpoints4-tcp}. */
    static String endpointMap(IpFamily family, String map, String protocol) {
        return map + family.suffix() + "-" + protocol;
    }

    /** The key of an endpoint map, as an expression on a packet. */
    static String endpointKey(IpFamily family, String map, String protocol, int count) {
        String address = map.contains("nodeport") ? "" : family.header() + " daddr . ";
        return address + protocol + " dport . numgen random mod " + count;
    }
}
