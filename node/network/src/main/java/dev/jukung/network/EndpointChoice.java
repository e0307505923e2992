package dev.jukung.network;

import dev.jukung.network.EndpointGroup.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Which endpoints of one Service port and family get traffic: ready ones; where there is none, those that terminate but
 * still serve; near ones if the slices' hints say so.
 *
 * @param cluster for traffic that may go to any node
 * @param local for traffic that must stay on this node
 * @param any whether there is an endpoint at all, here or elsewhere (decides between reject and drop)
 * @param how in words, for explanations
 */
record EndpointChoice(List<Target> cluster, List<Target> local, boolean any, String how) {
    /** An endpoint's address and port. */
    record Target(String address, int port) implements Comparable<Target> {
        @Override
        public int compareTo(Target that) {
            int order = address.compareTo(that.address);
            return order != 0 ? order : Integer.compare(port, that.port);
        }

        @Override
        public String toString() {
            return address + " . " + port;
        }
    }

    private enum Topology {
        EVERYWHERE,
        SAME_NODE,
        SAME_ZONE
    }

    static EndpointChoice of(
            ProxiedService service, ProxiedService.Port port, TreeMap<Target, Backend> endpoints, NodeFacts node) {
        boolean usesCluster = !service.internalLocal() || service.externallyAccessible(port);
        boolean usesLocal = service.internalLocal() || (service.externalLocal() && service.externallyAccessible(port));
        Topology topology = topology(endpoints, node);
        List<Target> ready = keep(endpoints, b -> b.ready() && near(b, topology, node));
        List<Target> cluster = ready.isEmpty() ? keep(endpoints, EndpointChoice::lastResort) : ready;
        boolean any = !cluster.isEmpty();
        List<Target> local = List.of();
        if (usesLocal) {
            List<Target> readyHere = keep(endpoints, b -> b.ready() && b.node().equals(node.name()));
            local = readyHere.isEmpty()
                    ? keep(endpoints, b -> lastResort(b) && b.node().equals(node.name()))
                    : readyHere;
        }
        return new EndpointChoice(usesCluster ? cluster : List.of(), local, any, how(ready.isEmpty() && any, topology));
    }

    private static String how(boolean lastResort, Topology topology) {
        if (lastResort) {
            return "no endpoint is ready: those that terminate but still serve";
        }
        return switch (topology) {
            case EVERYWHERE -> "all ready endpoints";
            case SAME_NODE -> "ready endpoints with a hint for this node";
            case SAME_ZONE -> "ready endpoints with a hint for this zone";
        };
    }

    private static boolean lastResort(Backend backend) {
        return backend.serving() && backend.terminating();
    }

    private static List<Target> keep(TreeMap<Target, Backend> endpoints, Predicate<Backend> condition) {
        List<Target> kept = new ArrayList<>(endpoints.size());
        endpoints.forEach((target, backend) -> {
            if (condition.test(backend)) {
                kept.add(target);
            }
        });
        return List.copyOf(kept);
    }

    private static boolean near(Backend backend, Topology topology, NodeFacts node) {
        return switch (topology) {
            case EVERYWHERE -> true;
            case SAME_NODE -> backend.nodes().contains(node.name());
            case SAME_ZONE -> backend.zones().contains(node.zone());
        };
    }

    /** Hints count only if every ready endpoint has one and at least one is meant for here; else nobody may starve. */
    private static Topology topology(TreeMap<Target, Backend> endpoints, NodeFacts node) {
        boolean allNodes = true;
        boolean allZones = true;
        boolean forNode = false;
        boolean forZone = false;
        for (Backend backend : endpoints.values()) {
            if (backend.ready()) {
                allNodes &= !backend.nodes().isEmpty();
                allZones &= !backend.zones().isEmpty();
                forNode |= backend.nodes().contains(node.name());
                forZone |= backend.zones().contains(node.zone());
            }
        }
        if (allNodes && forNode) {
            return Topology.SAME_NODE;
        }
        return allZones && forZone && !node.zone().isEmpty() ? Topology.SAME_ZONE : Topology.EVERYWHERE;
    }
}
