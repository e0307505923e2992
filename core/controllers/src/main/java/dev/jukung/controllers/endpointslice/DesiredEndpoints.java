package dev.jukung.controllers.endpointslice;

import dev.jukung.controllers.pods.PodStates;
import dev.jukung.controllers.services.ServicePods;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.Service;
import dev.jukung.model.core.v1.ServicePort;
import dev.jukung.model.core.v1.ServiceSpec;
import dev.jukung.model.discovery.v1.Endpoint;
import dev.jukung.model.discovery.v1.EndpointConditions;
import dev.jukung.model.discovery.v1.EndpointHints;
import dev.jukung.model.discovery.v1.EndpointPort;
import dev.jukung.model.discovery.v1.ForNode;
import dev.jukung.model.discovery.v1.ForZone;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * The endpoints that a Service should have now, by the ports they serve (pods may give different numbers to one named
 * port).
 *
 * @param byPorts in the order of the pods' names
 * @param missingNodes of pods that were left out because their node is unknown
 */
record DesiredEndpoints(Map<List<EndpointPort>, List<Endpoint>> byPorts, Set<String> missingNodes) {
    private static final String ZONE = "topology.kubernetes.io/zone";

    /** @param addressType {@code IPv4} or {@code IPv6} */
    static DesiredEndpoints of(
            Service service, List<Pod> pods, Function<ObjectKey, Optional<Node>> nodes, String addressType) {
        Map<List<EndpointPort>, List<Endpoint>> byPorts = new LinkedHashMap<>();
        Set<String> missing = new LinkedHashSet<>();
        for (Pod pod : pods) {
            if (!ServicePods.isEndpoint(pod, true)) {
                continue;
            }
            List<Endpoint> group = byPorts.computeIfAbsent(ports(service, pod), _ -> new ArrayList<>());
            String nodeName = pod.spec().nodeName().orElse("");
            Optional<Node> node = nodes.apply(ObjectKey.of(nodeName));
            if (node.isEmpty() && !publishesNotReady(service)) {
                missing.add(nodeName);
                continue;
            }
            List<String> addresses = ServicePods.addresses(pod, addressType.equals("IPv6"));
            if (!addresses.isEmpty()) {
                group.add(endpoint(service, pod, node).withAddresses(addresses));
            }
        }
        return new DesiredEndpoints(byPorts, missing);
    }

    /** The families that a Service has; those of a headless one may be unknown. */
    static List<String> addressTypes(Service service) {
        ServiceSpec spec = service.spec();
        if (!spec.ipFamilies().isEmpty()) {
            return spec.ipFamilies();
        }
        if (!ServicePods.isHeadless(service)) {
            return List.of(spec.clusterIP().orElse("").contains(":") ? "IPv6" : "IPv4");
        }
        return List.of("IPv4", "IPv6");
    }

    private static boolean publishesNotReady(Service service) {
        return service.spec().publishNotReadyAddresses().orElse(false);
    }

    private static List<EndpointPort> ports(Service service, Pod pod) {
        List<EndpointPort> ports = new ArrayList<>();
        for (ServicePort port : service.spec().ports()) {
            OptionalInt number = ServicePods.targetPort(pod, port);
            if (number.isPresent()) {
                EndpointPort endpointPort = EndpointPort.EMPTY
                        .withName(port.name().orElse(""))
                        .withPort(number.getAsInt())
                        .withProtocol(port.protocol().orElse("TCP"));
                ports.add(port.appProtocol().map(endpointPort::withAppProtocol).orElse(endpointPort));
            }
        }
        return ports;
    }

    private static Endpoint endpoint(Service service, Pod pod, Optional<Node> node) {
        boolean serving = PodStates.isReady(pod);
        boolean ready = publishesNotReady(service) || (serving && !pod.deleting());
        Endpoint endpoint = Endpoint.EMPTY
                .withConditions(EndpointConditions.EMPTY
                        .withReady(ready)
                        .withServing(serving)
                        .withTerminating(pod.deleting()))
                .withTargetRef(ServicePods.reference(pod));
        Optional<String> nodeName = pod.spec().nodeName().filter(name -> !name.isEmpty());
        Optional<String> zone = node.map(known -> known.metadata().labels().get(ZONE));
        endpoint = nodeName.map(endpoint::withNodeName).orElse(endpoint);
        endpoint = zone.map(endpoint::withZone).orElse(endpoint);
        if (ServicePods.hasHostname(pod, service)) {
            endpoint = endpoint.withHostname(pod.spec().hostname().orElse(""));
        }
        return ready ? hinted(service, endpoint) : endpoint;
    }

    /** {@code spec.trafficDistribution}: proxies prefer endpoints that are hinted for their zone or node. */
    private static Endpoint hinted(Service service, Endpoint endpoint) {
        String wish = service.spec().trafficDistribution().orElse("");
        boolean sameNode = wish.equals("PreferSameNode");
        if (!sameNode && !wish.equals("PreferClose") && !wish.equals("PreferSameZone")) {
            return endpoint;
        }
        EndpointHints hints = EndpointHints.EMPTY;
        if (endpoint.zone().isPresent()) {
            hints = hints.withForZones(
                    List.of(ForZone.EMPTY.withName(endpoint.zone().get())));
        }
        if (sameNode && endpoint.nodeName().isPresent()) {
            hints = hints.withForNodes(
                    List.of(ForNode.EMPTY.withName(endpoint.nodeName().get())));
        }
        return hints.tree().isEmpty() ? endpoint : endpoint.withHints(hints);
    }
}
