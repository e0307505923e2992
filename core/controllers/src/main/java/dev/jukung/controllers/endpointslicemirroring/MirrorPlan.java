package dev.jukung.controllers.endpointslicemirroring;

import dev.jukung.model.OwnerReferences;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.EndpointAddress;
import dev.jukung.model.core.v1.EndpointSubset;
import dev.jukung.model.core.v1.Endpoints;
import dev.jukung.model.discovery.v1.Endpoint;
import dev.jukung.model.discovery.v1.EndpointConditions;
import dev.jukung.model.discovery.v1.EndpointPort;
import dev.jukung.model.discovery.v1.EndpointSlice;
import dev.jukung.model.meta.v1.ObjectMeta;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the EndpointSlices that mirror an Endpoints object have to change: one slice for the addresses of one family with the
 * same ports. Made by a pure function.
 *
 * @param invalid how many addresses are none
 * @param skipped how many addresses were left out, the invalid ones included
 */
record MirrorPlan(
        List<EndpointSlice> create,
        List<EndpointSlice> update,
        List<EndpointSlice> delete,
        int invalid,
        int skipped) {
    static final String SERVICE_NAME = "kubernetes.io/service-name";
    static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    static final String MANAGER = "endpointslicemirroring-controller.k8s.io";
    /** Kubernetes' {@code --mirroring-max-endpoints-per-subset}. */
    static final int ADDRESSES_MAX = 1000;

    private static final Set<String> NOT_COPIED = Set.of(
            "endpoints.kubernetes.io/last-change-trigger-time", "kubectl.kubernetes.io/last-applied-configuration");

    /** What makes addresses share a slice. */
    private record Kind(String addressType, Set<EndpointPort> ports) {}

    static MirrorPlan of(Endpoints endpoints, List<EndpointSlice> existing) {
        Map<Kind, Map<String, Endpoint>> wanted = new LinkedHashMap<>();
        int invalid = 0;
        int skipped = 0;
        for (EndpointSubset subset : endpoints.subsets()) {
            int added = 0;
            List<EndpointAddress> all = new ArrayList<>(subset.addresses());
            all.addAll(subset.notReadyAddresses());
            for (int i = 0; i < all.size() && added < ADDRESSES_MAX; i++) {
                Optional<InetAddress> address = parsed(all.get(i).ip());
                if (address.isEmpty()) {
                    invalid++;
                    continue;
                }
                Kind kind = new Kind(address.get() instanceof Inet4Address ? "IPv4" : "IPv6", ports(subset));
                Endpoint endpoint = endpoint(all.get(i), i < subset.addresses().size());
                wanted.computeIfAbsent(kind, _ -> new LinkedHashMap<>()).put(all.get(i).ip(), endpoint);
                added++;
            }
            skipped += all.size() - added;
        }
        return plan(endpoints, wanted, existing, invalid, skipped);
    }

    private static MirrorPlan plan(
            Endpoints endpoints,
            Map<Kind, Map<String, Endpoint>> wanted,
            List<EndpointSlice> existing,
            int invalid,
            int skipped) {
        MirrorPlan plan = new MirrorPlan(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), invalid, skipped);
        Map<Kind, EndpointSlice> known = new HashMap<>();
        for (EndpointSlice slice : existing) {
            Kind kind = new Kind(slice.addressType(), new HashSet<>(slice.ports()));
            if (!wanted.containsKey(kind) || known.putIfAbsent(kind, slice) != null) {
                plan.delete.add(slice);
            }
        }
        wanted.forEach((kind, content) -> {
            EndpointSlice fresh = slice(endpoints, kind, List.copyOf(content.values()));
            EndpointSlice old = known.get(kind);
            if (old != null) {
                plan.replace(old, fresh);
            } else if (plan.delete.isEmpty()) {
                plan.create.add(fresh);
            } else {
                plan.update.add(named(fresh, plan.delete.removeLast())); // one write instead of two
            }
        });
        return plan;
    }

    private void replace(EndpointSlice old, EndpointSlice fresh) {
        boolean same = new HashSet<>(old.endpoints()).equals(new HashSet<>(fresh.endpoints()))
                && old.metadata().labels().equals(fresh.metadata().labels())
                && old.metadata().annotations().equals(fresh.metadata().annotations())
                && old.metadata().ownerReferences().equals(fresh.metadata().ownerReferences());
        if (!same) {
            update.add(named(fresh, old));
        }
    }

    private static EndpointSlice named(EndpointSlice fresh, EndpointSlice old) {
        return fresh.withMetadata(old.metadata()
                .withLabels(fresh.metadata().labels())
                .withAnnotations(fresh.metadata().annotations())
                .withOwnerReferences(fresh.metadata().ownerReferences()));
    }

    private static EndpointSlice slice(Endpoints endpoints, Kind kind, List<Endpoint> content) {
        Map<String, String> labels = new HashMap<>(endpoints.metadata().labels());
        labels.put(SERVICE_NAME, endpoints.name());
        labels.put(MANAGED_BY, MANAGER);
        Map<String, String> annotations = new HashMap<>(endpoints.metadata().annotations());
        annotations.keySet().removeAll(NOT_COPIED);
        ObjectMeta metadata = ObjectMeta.EMPTY
                .withNamespace(endpoints.namespace())
                .withGenerateName(endpoints.name() + "-")
                .withLabels(labels)
                .withAnnotations(annotations)
                .withOwnerReferences(List.of(OwnerReferences.newControllerRef(endpoints, Resources.ENDPOINTS)));
        return EndpointSlice.EMPTY
                .withMetadata(metadata)
                .withAddressType(kind.addressType())
                .withPorts(List.copyOf(kind.ports()))
                .withEndpoints(content);
    }

    private static Set<EndpointPort> ports(EndpointSubset subset) {
        Set<EndpointPort> ports = new HashSet<>();
        subset.ports().forEach(port -> {
            EndpointPort copy = EndpointPort.EMPTY
                    .withName(port.name().orElse(""))
                    .withProtocol(port.protocol().orElse("TCP"))
                    .withPort(port.port());
            ports.add(port.appProtocol().map(copy::withAppProtocol).orElse(copy));
        });
        return ports;
    }

    private static Endpoint endpoint(EndpointAddress address, boolean ready) {
        Endpoint endpoint = Endpoint.EMPTY
                .withAddresses(List.of(address.ip()))
                .withConditions(EndpointConditions.EMPTY.withReady(ready));
        endpoint = address.hostname().map(endpoint::withHostname).orElse(endpoint);
        endpoint = address.targetRef().map(endpoint::withTargetRef).orElse(endpoint);
        return address.nodeName().map(endpoint::withNodeName).orElse(endpoint);
    }

    private static Optional<InetAddress> parsed(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // counted, and told in an event
        }
    }
}
