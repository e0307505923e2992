package dev.jukung.controllers.endpoints;

import dev.jukung.controllers.pods.PodStates;
import dev.jukung.controllers.services.ServicePods;
import dev.jukung.model.core.v1.EndpointAddress;
import dev.jukung.model.core.v1.EndpointPort;
import dev.jukung.model.core.v1.EndpointSubset;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.PodIP;
import dev.jukung.model.core.v1.Service;
import dev.jukung.model.core.v1.ServicePort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What the Endpoints of a Service have to say: addresses by the ports they serve, sorted, so that equal means unchanged. */
final class EndpointSubsets {
    /** Kubernetes' limit of addresses in one Endpoints object; the rest is only in EndpointSlices. */
    static final int ADDRESSES_MAX = 1000;

    private static final Comparator<EndpointPort> PORT_ORDER = Comparator.comparing(
                    (EndpointPort port) -> port.name().orElse(""))
            .thenComparing(port -> port.protocol().orElse(""))
            .thenComparing(EndpointPort::port);
    private static final Comparator<EndpointAddress> ADDRESS_ORDER = Comparator.comparing(EndpointAddress::ip)
            .thenComparing(address ->
                    address.targetRef().flatMap(target -> target.uid()).orElse(""));

    private static final class Group {
        final List<EndpointAddress> ready = new ArrayList<>();
        final List<EndpointAddress> notReady = new ArrayList<>();
    }

    private EndpointSubsets() {}

    static List<EndpointSubset> of(Service service, List<Pod> pods) {
        boolean publishNotReady = service.spec().publishNotReadyAddresses().orElse(false);
        Map<List<EndpointPort>, Group> groups = new LinkedHashMap<>();
        for (Pod pod : pods) {
            Optional<EndpointAddress> address =
                    ServicePods.isEndpoint(pod, publishNotReady) ? address(service, pod) : Optional.empty();
            List<EndpointPort> ports = ports(service, pod);
            boolean portless = service.spec().ports().isEmpty() && ServicePods.isHeadless(service);
            if (address.isPresent() && (portless || !ports.isEmpty())) {
                Group group = groups.computeIfAbsent(ports, _ -> new Group());
                boolean ready = publishNotReady || PodStates.isReady(pod);
                (ready ? group.ready : group.notReady).add(address.get());
            }
        }
        return groups.entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().toString()))
                .map(entry -> subset(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static EndpointSubset subset(List<EndpointPort> ports, Group group) {
        EndpointSubset subset = EndpointSubset.EMPTY;
        if (!group.ready.isEmpty()) {
            subset = subset.withAddresses(
                    group.ready.stream().sorted(ADDRESS_ORDER).toList());
        }
        if (!group.notReady.isEmpty()) {
            subset = subset.withNotReadyAddresses(
                    group.notReady.stream().sorted(ADDRESS_ORDER).toList());
        }
        return ports.isEmpty() ? subset : subset.withPorts(ports);
    }

    private static List<EndpointPort> ports(Service service, Pod pod) {
        List<EndpointPort> ports = new ArrayList<>();
        for (ServicePort port : service.spec().ports()) {
            OptionalInt number = ServicePods.targetPort(pod, port);
            if (number.isPresent()) {
                EndpointPort found = EndpointPort.EMPTY
                        .withPort(number.getAsInt())
                        .withProtocol(port.protocol().orElse("TCP"));
                found = port.name()
                        .filter(name -> !name.isEmpty())
                        .map(found::withName)
                        .orElse(found);
                ports.add(port.appProtocol().map(found::withAppProtocol).orElse(found));
            }
        }
        return ports.stream().sorted(PORT_ORDER).toList();
    }

    private static Optional<EndpointAddress> address(Service service, Pod pod) {
        boolean ipv6 = isIpv6(service, pod);
        return ServicePods.addresses(pod, ipv6).stream().findFirst().map(ip -> {
            EndpointAddress address = EndpointAddress.EMPTY.withIp(ip).withTargetRef(ServicePods.reference(pod));
            address = pod.spec().nodeName().map(address::withNodeName).orElse(address);
            return ServicePods.hasHostname(pod, service)
                    ? address.withHostname(pod.spec().hostname().orElse(""))
                    : address;
        });
    }

    /** Endpoints know one family only: the first of the Service. */
    private static boolean isIpv6(Service service, Pod pod) {
        if (!service.spec().ipFamilies().isEmpty()) {
            return service.spec().ipFamilies().getFirst().equals("IPv6");
        }
        return ServicePods.isHeadless(service)
                ? pod.status().podIPs().stream()
                        .map(PodIP::ip)
                        .findFirst()
                        .filter(ip -> ip.contains(":"))
                        .isPresent()
                : service.spec().clusterIP().orElse("").contains(":");
    }

    /** Cut to {@link #ADDRESSES_MAX}: ready addresses stay before others. */
    static List<EndpointSubset> truncated(List<EndpointSubset> subsets) {
        int room = ADDRESSES_MAX
                - subsets.stream().mapToInt(subset -> subset.addresses().size()).sum();
        int readyRoom = ADDRESSES_MAX;
        int notReadyRoom = Math.max(0, room);
        List<EndpointSubset> result = new ArrayList<>();
        for (EndpointSubset subset : subsets) {
            List<EndpointAddress> ready =
                    subset.addresses().stream().limit(readyRoom).toList();
            List<EndpointAddress> notReady =
                    subset.notReadyAddresses().stream().limit(notReadyRoom).toList();
            readyRoom -= ready.size();
            notReadyRoom -= notReady.size();
            if (!ready.isEmpty() || !notReady.isEmpty()) {
                Group group = new Group();
                group.ready.addAll(ready);
                group.notReady.addAll(notReady);
                result.add(subset(subset.ports(), group));
            }
        }
        return result;
    }

    static int count(List<EndpointSubset> subsets) {
        return subsets.stream()
                .mapToInt(subset ->
                        subset.addresses().size() + subset.notReadyAddresses().size())
                .sum();
    }
}
