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
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What the Endpoints of a Service have to say: addresses by the ports they serve, sorted, so that equal means unchanged. */
final class EndpointSubsets {
    /** Kubernetes' limit of addresses in one Endpoints object; the rest is only in EndpointSlices. */
    static final int ADDRESSES_MAX = 1000;

    private EndpointSubsets() {}

    static List<EndpointSubset> of(Service service, List<Pod> pods) {
        boolean publishNotReady = service.spec().publishNotReadyAddresses().orElse(false);
        boolean portless = service.spec().ports().isEmpty() && ServicePods.isHeadless(service);
        List<EndpointSubset> subsets = new ArrayList<>();
        for (Pod pod : pods) {
            Optional<EndpointAddress> address =
                    ServicePods.isEndpoint(pod, publishNotReady) ? address(service, pod) : Optional.empty();
            List<EndpointPort> ports = ports(service, pod);
            if (address.isPresent() && (portless || !ports.isEmpty())) {
                boolean ready = publishNotReady || PodStates.isReady(pod);
                List<EndpointAddress> one = List.of(address.get());
                subsets.add(CanonicalSubsets.subset(ports, ready ? one : List.of(), ready ? List.of() : one));
            }
        }
        return CanonicalSubsets.of(subsets);
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
        return ports;
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
                result.add(CanonicalSubsets.subset(subset.ports(), ready, notReady));
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
