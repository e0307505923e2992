package dev.jukung.network;

import java.util.List;

/**
 * The chains that pick an endpoint. There is one per shape (how many endpoints, which traffic policy), shared by all
 * Services of that shape: the choice is {@code numgen random mod N}, and the packet's own address, protocol and port
 * with that number are the key of the endpoint map. So a Service is only elements, which the kernel takes a hundred
 * times faster than a chain of its own.
 *
 * <p>Counts and names: {@code cluster4-5} 5 endpoints; {@code local4-5-2} 5 endpoints of which 2 are on this node.
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
    RuleChain cluster(int count) {
        return new RuleChain(
                "cluster" + family.suffix() + "-" + count, withMark(offCluster(), pick("endpoints", count, true)));
    }

    /** An external address under policy Cluster: always masqueraded, for the endpoint may be on any node. */
    RuleChain external(int count) {
        return new RuleChain(
                "external" + family.suffix() + "-" + count, List.of(mark, pick("endpoints", count, true)));
    }

    /** An external address under policy Local. */
    RuleChain local(int count, int localCount) {
        return localTo("local", "endpoints", count, localCount, true);
    }

    RuleChain nodePort(int count) {
        return new RuleChain(
                "nodeport" + family.suffix() + "-" + count, List.of(mark, pick("nodeport-endpoints", count, false)));
    }

    RuleChain nodePortLocal(int count, int localCount) {
        return localTo("nodeport-local", "nodeport-endpoints", count, localCount, false);
    }

    private RuleChain localTo(String name, String map, int count, int localCount, boolean addressed) {
        String all = pick(map, count, addressed);
        List<String> rules = new java.util.ArrayList<>(shortCut(all));
        // Without an endpoint here the packet goes on to its own address and the filter drops it there.
        rules.add(localCount == 0 ? "return" : pick("local-" + map, localCount, addressed));
        return new RuleChain(name + family.suffix() + "-" + count + "-" + localCount, List.copyOf(rules));
    }

    /** Pods and the node itself came no way from outside: they may use all endpoints whatever the policy says. */
    List<String> shortCut(String all) {
        List<String> rules = new java.util.ArrayList<>();
        if (!localTraffic.isEmpty()) {
            rules.add(family.header() + " saddr " + localTraffic + " " + all);
        }
        rules.add("fib saddr type local " + mark);
        rules.add("fib saddr type local " + all);
        return rules;
    }

    /** {@code then}, with sources from outside the cluster marked first if it is known which those are. */
    List<String> withMark(String condition, String then) {
        return condition.isEmpty() ? List.of(then) : List.of(condition + " " + mark, then);
    }

    String offCluster() {
        return localTraffic.isEmpty() ? "" : family.header() + " saddr != " + localTraffic;
    }

    String mark() {
        return mark;
    }

    private String pick(String map, int count, boolean addressed) {
        String key = (addressed ? family.header() + " daddr . " : "") + "meta l4proto . th dport . numgen random mod "
                + count;
        return "dnat " + family.header() + " to " + key + " map @" + map + family.suffix();
    }
}
