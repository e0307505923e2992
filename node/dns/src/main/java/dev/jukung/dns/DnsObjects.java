package dev.jukung.dns;

import dev.jukung.model.ObjectKey;
import dev.jukung.model.core.v1.Service;
import dev.jukung.model.core.v1.ServiceSpec;
import dev.jukung.model.discovery.v1.Endpoint;
import dev.jukung.model.discovery.v1.EndpointSlice;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Reads what the DNS server needs out of Services and EndpointSlices. What has no name is empty. */
final class DnsObjects {
    private static final String SERVICE_NAME = "kubernetes.io/service-name";

    private DnsObjects() {}

    static Optional<DnsService> read(Service service) {
        ServiceSpec spec = service.spec();
        if (spec.type().orElse("").equals("ExternalName")) {
            return alias(spec.externalName().orElse(""))
                    .map(target -> new DnsService(service.key(), List.of(), List.of(), target));
        }
        List<String> clusterIps =
                spec.clusterIPs().isEmpty() ? spec.clusterIP().map(List::of).orElse(List.of()) : spec.clusterIPs();
        boolean headless = clusterIps.contains("None");
        List<byte[]> addresses = headless
                ? List.of()
                : clusterIps.stream().flatMap(text -> address(text).stream()).toList();
        if (!headless && addresses.isEmpty()) {
            return Optional.empty(); // not allocated yet
        }
        List<DnsService.Port> ports = spec.ports().stream()
                .map(port -> new DnsService.Port(port.name().orElse(""), protocol(port.protocol()), port.port()))
                .toList();
        return Optional.of(new DnsService(service.key(), addresses, ports, ""));
    }

    static Optional<DnsSlice> read(EndpointSlice slice) {
        String service = slice.metadata().labels().getOrDefault(SERVICE_NAME, "");
        if (service.isEmpty() || slice.addressType().equals("FQDN")) {
            return Optional.empty();
        }
        List<DnsService.Port> ports = slice.ports().stream()
                .filter(port -> port.port().isPresent())
                .map(port -> new DnsService.Port(
                        port.name().orElse(""),
                        protocol(port.protocol()),
                        port.port().getAsInt()))
                .toList();
        List<DnsSlice.Endpoint> endpoints = new ArrayList<>();
        for (Endpoint endpoint : slice.endpoints()) {
            boolean ready = endpoint.conditions()
                    .flatMap(conditions -> conditions.ready())
                    .orElse(true);
            for (String text : ready ? endpoint.addresses() : List.<String>of()) {
                String hostname = endpoint.hostname().orElse("");
                address(text)
                        .ifPresent(address -> endpoints.add(new DnsSlice.Endpoint(
                                address, hostname.isEmpty() ? PodNames.label(text) : hostname, !hostname.isEmpty())));
            }
        }
        return Optional.of(new DnsSlice(
                slice.key(), ObjectKey.of(slice.namespace(), service), List.copyOf(ports), List.copyOf(endpoints)));
    }

    /** An address is no alias (CoreDNS answers such a Service with NXDOMAIN), and neither is what is no name. */
    private static Optional<String> alias(String target) {
        if (target.isEmpty() || address(target).isPresent()) {
            return Optional.empty();
        }
        try {
            return Wire.name(target).length > 1 ? Optional.of(target) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // the contract above
        }
    }

    private static String protocol(Optional<String> protocol) {
        return Objects.requireNonNull(protocol.orElse("TCP")).toLowerCase(Locale.ROOT);
    }

    private static Optional<byte[]> address(String text) {
        boolean four = text.matches("[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+");
        if (!four && text.indexOf(':') < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text).getAddress());
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // the contract above
        }
    }
}
