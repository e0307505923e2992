package dev.jukung.network;

import dev.jukung.model.Addresses;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.core.v1.LoadBalancerIngress;
import dev.jukung.model.core.v1.Service;
import dev.jukung.model.core.v1.ServicePort;
import dev.jukung.model.core.v1.ServiceSpec;
import dev.jukung.model.discovery.v1.Endpoint;
import dev.jukung.model.discovery.v1.EndpointConditions;
import dev.jukung.model.discovery.v1.EndpointPort;
import dev.jukung.model.discovery.v1.EndpointSlice;
import dev.jukung.network.EndpointGroup.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads what the proxy needs out of Services and EndpointSlices, and says which of them are none of its business. */
final class ServiceObjects {
    /** Services with this label are served by some other proxy. */
    private static final String OTHER_PROXY = "service.kubernetes.io/service-proxy-name";

    private static final String HEADLESS = "service.kubernetes.io/headless";
    private static final String SERVICE_NAME = "kubernetes.io/service-name";
    private static final int AFFINITY_SECONDS = 10_800;

    private ServiceObjects() {}

    static Optional<ProxiedService> read(Service service) {
        ServiceSpec spec = service.spec();
        List<String> clusterAddresses = clusterAddresses(spec);
        if (clusterAddresses.isEmpty()
                || spec.type().orElse("").equals("ExternalName")
                || foreign(service.metadata().labels())) {
            return Optional.empty();
        }
        boolean externalLocal = spec.externalTrafficPolicy().orElse("").equals("Local");
        return Optional.of(new ProxiedService(
                service.key(),
                clusterAddresses,
                addresses(spec.externalIPs()),
                loadBalancerAddresses(service),
                spec.loadBalancerSourceRanges().stream()
                        .flatMap(range -> Cidr.canonical(range.strip()).stream())
                        .toList(),
                ports(spec),
                affinitySeconds(spec),
                spec.internalTrafficPolicy().orElse("").equals("Local"),
                externalLocal,
                externalLocal ? spec.healthCheckNodePort().orElse(0) : 0));
    }

    static Optional<EndpointGroup> read(EndpointSlice slice) {
        Map<String, String> labels = slice.metadata().labels();
        String service = labels.getOrDefault(SERVICE_NAME, "");
        Optional<IpFamily> family =
                switch (slice.addressType()) {
                    case "IPv4" -> Optional.of(IpFamily.IPV4);
                    case "IPv6" -> Optional.of(IpFamily.IPV6);
                    default -> Optional.empty();
                };
        if (service.isEmpty() || family.isEmpty() || foreign(labels)) {
            return Optional.empty();
        }
        List<EndpointGroup.Port> ports = new ArrayList<>();
        for (EndpointPort port : slice.ports()) {
            port.port().ifPresent(number -> protocol(port.protocol())
                    .ifPresent(protocol ->
                            ports.add(new EndpointGroup.Port(port.name().orElse(""), protocol, number))));
        }
        List<Backend> backends = new ArrayList<>();
        for (Endpoint endpoint : slice.endpoints()) {
            if (!endpoint.addresses().isEmpty()) {
                canonical(endpoint.addresses().getFirst()).ifPresent(address -> backends.add(read(endpoint, address)));
            }
        }
        return Optional.of(new EndpointGroup(
                slice.key(),
                ObjectKey.of(slice.namespace(), service),
                family.get(),
                List.copyOf(ports),
                List.copyOf(backends)));
    }

    private static Backend read(Endpoint endpoint, String address) {
        EndpointConditions conditions = endpoint.conditions().orElse(EndpointConditions.EMPTY);
        return new Backend(
                address,
                conditions.ready().orElse(true),
                conditions.serving().orElse(true),
                conditions.terminating().orElse(false),
                endpoint.nodeName().orElse(""),
                endpoint.hints()
                        .map(hints -> hints.forZones().stream()
                                .map(zone -> zone.name())
                                .toList())
                        .orElse(List.of()),
                endpoint.hints()
                        .map(hints -> hints.forNodes().stream()
                                .map(node -> node.name())
                                .toList())
                        .orElse(List.of()));
    }

    private static boolean foreign(Map<String, String> labels) {
        return labels.containsKey(OTHER_PROXY) || labels.containsKey(HEADLESS);
    }

    private static List<String> clusterAddresses(ServiceSpec spec) {
        List<String> all = spec.clusterIPs();
        return addresses(all.isEmpty() ? spec.clusterIP().map(List::of).orElse(List.of()) : all);
    }

    /** Without what is no address: {@code None} of a headless Service, say. */
    private static List<String> addresses(List<String> texts) {
        return texts.stream()
                .flatMap(text -> canonical(text).stream())
                .distinct()
                .toList();
    }

    /** The text itself where it is canonical already: it is shared with the object then. */
    private static Optional<String> canonical(String text) {
        return Addresses.canonical(text).map(canonical -> canonical.equals(text) ? text : canonical);
    }

    private static List<String> loadBalancerAddresses(Service service) {
        if (!service.spec().type().orElse("").equals("LoadBalancer")) {
            return List.of();
        }
        return addresses(service.status()
                .loadBalancer()
                .map(status -> status.ingress().stream()
                        .filter(ServiceObjects::servedHere)
                        .flatMap(ingress -> ingress.ip().stream())
                        .toList())
                .orElse(List.of()));
    }

    /** With ipMode Proxy the load balancer wants to see the packet itself. */
    private static boolean servedHere(LoadBalancerIngress ingress) {
        return ingress.ipMode().orElse("VIP").equals("VIP");
    }

    private static List<ProxiedService.Port> ports(ServiceSpec spec) {
        List<ProxiedService.Port> ports = new ArrayList<>();
        for (ServicePort port : spec.ports()) {
            protocol(port.protocol())
                    .ifPresent(protocol -> ports.add(new ProxiedService.Port(
                            port.name().orElse(""),
                            protocol,
                            port.port(),
                            port.nodePort().orElse(0))));
        }
        return List.copyOf(ports);
    }

    private static Optional<String> protocol(Optional<String> protocol) {
        String lower = Objects.requireNonNull(protocol.orElse("TCP")).toLowerCase(Locale.ROOT);
        return List.of("tcp", "udp", "sctp").contains(lower) ? Optional.of(lower) : Optional.empty();
    }

    private static int affinitySeconds(ServiceSpec spec) {
        if (!spec.sessionAffinity().orElse("").equals("ClientIP")) {
            return 0;
        }
        return spec.sessionAffinityConfig()
                .flatMap(config -> config.clientIP())
                .map(client -> client.timeoutSeconds().orElse(AFFINITY_SECONDS))
                .orElse(AFFINITY_SECONDS);
    }
}
