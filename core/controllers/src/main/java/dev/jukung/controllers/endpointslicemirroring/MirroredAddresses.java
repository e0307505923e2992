package dev.jukung.controllers.endpointslicemirroring;

import dev.jukung.controllers.endpoints.CanonicalSubsets;
import dev.jukung.model.Addresses;
import dev.jukung.model.core.v1.EndpointAddress;
import dev.jukung.model.core.v1.EndpointSubset;
import dev.jukung.model.discovery.v1.Endpoint;
import dev.jukung.model.discovery.v1.EndpointConditions;
import dev.jukung.model.discovery.v1.EndpointPort;
import dev.jukung.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The addresses of an Endpoints object as EndpointSlices have them. Made by a pure function.
 *
 * @param groups what belongs in one slice; none is empty
 * @param invalid how many addresses are none
 * @param skipped how many were left out, the invalid ones included
 */
record MirroredAddresses(Map<Group, List<Endpoint>> groups, int invalid, int skipped) {
    /** Kubernetes' {@code --mirroring-max-endpoints-per-subset}. */
    static final int SUBSET_MAX = 1000;

    /** What the endpoints of one slice have in common. */
    record Group(String addressType, Set<EndpointPort> ports) {
        static Group of(EndpointSlice slice) {
            return new Group(slice.addressType(), Set.copyOf(slice.ports()));
        }
    }

    static MirroredAddresses of(List<EndpointSubset> subsets) {
        Map<Group, List<Endpoint>> groups = new LinkedHashMap<>();
        int invalid = 0;
        int skipped = 0;
        for (EndpointSubset subset : CanonicalSubsets.of(subsets)) {
            Set<EndpointPort> ports = ports(subset);
            List<EndpointAddress> all = new ArrayList<>(subset.addresses());
            all.addAll(subset.notReadyAddresses());
            int added = 0;
            for (int i = 0; i < all.size() && added < SUBSET_MAX; i++) {
                Optional<String> ip = Addresses.canonical(all.get(i).ip());
                if (ip.isEmpty()) {
                    invalid++;
                } else {
                    Group group = new Group(ip.get().contains(":") ? "IPv6" : "IPv4", ports);
                    boolean ready = i < subset.addresses().size();
                    groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(endpoint(ip.get(), all.get(i), ready));
                    added++;
                }
            }
            skipped += all.size() - added;
        }
        return new MirroredAddresses(groups, invalid, skipped);
    }

    private static Set<EndpointPort> ports(EndpointSubset subset) {
        Set<EndpointPort> ports = new LinkedHashSet<>();
        subset.ports().forEach(port -> {
            EndpointPort copy = EndpointPort.EMPTY
                    .withName(port.name().orElse(""))
                    .withPort(port.port())
                    .withProtocol(port.protocol().orElse("TCP"));
            ports.add(port.appProtocol().map(copy::withAppProtocol).orElse(copy));
        });
        return ports;
    }

    private static Endpoint endpoint(String ip, EndpointAddress address, boolean ready) {
        Endpoint endpoint =
                Endpoint.EMPTY.withAddresses(List.of(ip)).withConditions(EndpointConditions.EMPTY.withReady(ready));
        endpoint = address.hostname().map(endpoint::withHostname).orElse(endpoint);
        endpoint = address.targetRef().map(endpoint::withTargetRef).orElse(endpoint);
        return address.nodeName().map(endpoint::withNodeName).orElse(endpoint);
    }
}
