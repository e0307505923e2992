package dev.jukung.network;

import dev.jukung.model.Addresses;
import java.util.List;

/**
 * What plans depend on beside Services and endpoints.
 *
 * @param name of this node
 * @param zone its {@code topology.kubernetes.io/zone}, or empty
 * @param podCidrs where this node's own pods get their addresses from
 */
record NodeFacts(String name, String zone, List<Cidr> podCidrs) {
    /** A pod here whose traffic to itself through a Service would come back with its own address. */
    boolean mayBeHere(EndpointGroup.Backend backend) {
        if (!backend.node().isEmpty()) {
            return backend.node().equals(name);
        }
        return Addresses.parse(backend.address())
                .map(address -> podCidrs.stream().anyMatch(cidr -> cidr.contains(address)))
                .orElse(false);
    }

    NodeFacts withZone(String newZone) {
        return new NodeFacts(name, newZone, podCidrs);
    }
}
