package dev.jukung.controllers.endpointslice;

import dev.jukung.controllers.services.ServicePods;
import dev.jukung.model.OwnerReferences;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Service;
import dev.jukung.model.discovery.v1.Endpoint;
import dev.jukung.model.discovery.v1.EndpointPort;
import dev.jukung.model.discovery.v1.EndpointSlice;
import dev.jukung.model.meta.v1.ObjectMeta;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Decides how to bring the EndpointSlices of a Service and one address family up to date with few writes: endpoints stay
 * in the slice they are in, new ones fill up slices that are written anyway, then the fullest slice that takes all the
 * rest, then new slices. Kubernetes' {@code k8s.io/endpointslice} reconciler. One instance plans once.
 */
final class SlicePlanner {
    static final String MANAGER = "endpointslice-controller.k8s.io";
    /** Kubernetes' {@code --max-endpoints-per-slice}. */
    static final int ENDPOINTS_MAX = 100;

    private static final Set<String> RESERVED =
            Set.of(ManagedSlices.SERVICE_NAME, ManagedSlices.MANAGED_BY, ServicePods.HEADLESS_LABEL);

    private final Service service;
    private final String addressType;
    private final List<EndpointSlice> create = new ArrayList<>();
    private final List<EndpointSlice> update = new ArrayList<>();
    private final List<EndpointSlice> delete = new ArrayList<>();

    private SlicePlanner(Service service, String addressType) {
        this.service = service;
        this.addressType = addressType;
    }

    /** @param existing the slices of the Service and the address type that this controller manages */
    static SlicePlan plan(
            Service service,
            String addressType,
            List<EndpointSlice> existing,
            Map<List<EndpointPort>, List<Endpoint>> desired) {
        SlicePlanner planner = new SlicePlanner(service, addressType);
        planner.planAll(existing, desired);
        return new SlicePlan(planner.create, planner.update, planner.delete);
    }

    private void planAll(List<EndpointSlice> existing, Map<List<EndpointPort>, List<Endpoint>> desired) {
        Map<Set<EndpointPort>, List<EndpointSlice>> byPorts = new LinkedHashMap<>();
        for (EndpointSlice slice : existing) {
            if (isOurs(slice)) {
                byPorts.computeIfAbsent(new HashSet<>(slice.ports()), _ -> new ArrayList<>())
                        .add(slice);
            } else {
                delete.add(slice); // of a Service that had this name before
            }
        }
        desired.forEach((ports, endpoints) -> {
            List<EndpointSlice> slices = byPorts.remove(new HashSet<>(ports));
            planPorts(ports, endpoints, slices == null ? List.of() : slices);
        });
        byPorts.values().forEach(delete::addAll);
        if (existing.size() == delete.size() && create.isEmpty()) {
            placeholder();
        }
        reuseDeleted();
    }

    /** A Service has at least one slice, so that consumers can tell "none" from "not yet". */
    private void placeholder() {
        EndpointSlice empty = fresh(List.of());
        boolean there = delete.size() == 1
                && isOurs(delete.getFirst())
                && delete.getFirst().endpoints().isEmpty()
                && delete.getFirst().ports().isEmpty()
                && labels(delete.getFirst()).equals(empty.metadata().labels());
        if (there) {
            delete.clear();
        } else {
            create.add(empty);
        }
    }

    /** A slice that would be deleted takes the content of one that would be created. */
    private void reuseDeleted() {
        List<EndpointSlice> reusable = delete.stream().filter(this::isOurs).toList();
        for (EndpointSlice old : reusable) {
            if (create.isEmpty()) {
                return;
            }
            EndpointSlice wanted = create.removeLast();
            ObjectMeta metadata = old.metadata().withLabels(wanted.metadata().labels());
            update.add(wanted.withMetadata(metadata));
            delete.remove(old);
        }
    }

    private void planPorts(List<EndpointPort> ports, List<Endpoint> endpoints, List<EndpointSlice> slices) {
        Map<Identity, Endpoint> left = new LinkedHashMap<>();
        endpoints.forEach(endpoint -> left.put(Identity.of(endpoint), endpoint));
        List<EndpointSlice> changed = new ArrayList<>();
        List<EndpointSlice> unchanged = new ArrayList<>();
        for (EndpointSlice slice : slices) {
            List<Endpoint> kept = keep(slice, left);
            if (kept.isEmpty() && !slice.endpoints().isEmpty()) {
                delete.add(slice);
            } else if (!kept.equals(slice.endpoints()) || labelsDiffer(slice)) {
                changed.add(labeled(slice).withEndpoints(kept));
            } else {
                unchanged.add(slice);
            }
        }
        changed.sort(Comparator.comparing(slice -> -slice.endpoints().size()));
        changed.replaceAll(slice -> filled(slice, left));
        update.addAll(changed);
        place(ports, left, unchanged);
    }

    private void place(List<EndpointPort> ports, Map<Identity, Endpoint> left, List<EndpointSlice> unchanged) {
        while (!left.isEmpty()) {
            Optional<EndpointSlice> target = unchanged.stream()
                    .filter(slice -> slice.endpoints().size() + left.size() <= ENDPOINTS_MAX)
                    .max(Comparator.comparing(slice -> slice.endpoints().size()));
            if (target.isPresent()) {
                update.add(filled(labeled(target.get()), left));
            } else {
                create.add(filled(fresh(ports), left));
            }
        }
    }

    /** The endpoints of the slice that are still wanted, as they should be; they are taken from {@code left}. */
    private static List<Endpoint> keep(EndpointSlice slice, Map<Identity, Endpoint> left) {
        List<Endpoint> kept = new ArrayList<>();
        for (Endpoint endpoint : slice.endpoints()) {
            Endpoint wanted = left.remove(Identity.of(endpoint));
            if (wanted != null) {
                kept.add(wanted);
            }
        }
        return kept;
    }

    private static EndpointSlice filled(EndpointSlice slice, Map<Identity, Endpoint> left) {
        List<Endpoint> endpoints = new ArrayList<>(slice.endpoints());
        while (!left.isEmpty() && endpoints.size() < ENDPOINTS_MAX) {
            Identity first = left.keySet().iterator().next();
            Endpoint endpoint = left.remove(first);
            if (endpoint != null) {
                endpoints.add(endpoint);
            }
        }
        return slice.withEndpoints(endpoints);
    }

    private boolean isOurs(EndpointSlice slice) {
        return slice.metadata().ownerReferences().stream()
                .anyMatch(owner -> owner.uid().equals(service.uid()));
    }

    private EndpointSlice fresh(List<EndpointPort> ports) {
        ObjectMeta metadata = ObjectMeta.EMPTY
                .withNamespace(service.namespace())
                .withGenerateName(service.name() + "-")
                .withLabels(sliceLabels())
                .withOwnerReferences(List.of(OwnerReferences.newControllerRef(service, Resources.SERVICES)));
        return EndpointSlice.EMPTY
                .withMetadata(metadata)
                .withAddressType(addressType)
                .withEndpoints(List.of())
                .withPorts(ports);
    }

    private EndpointSlice labeled(EndpointSlice slice) {
        return labelsDiffer(slice) ? slice.withMetadata(slice.metadata().withLabels(sliceLabels())) : slice;
    }

    private boolean labelsDiffer(EndpointSlice slice) {
        return !labels(slice).equals(sliceLabels());
    }

    private static Map<String, String> labels(EndpointSlice slice) {
        return slice.metadata().labels();
    }

    /** Those of the Service, and ours. */
    private Map<String, String> sliceLabels() {
        Map<String, String> labels = new TreeMap<>(service.metadata().labels());
        labels.keySet().removeAll(RESERVED);
        if (ServicePods.isHeadless(service)) {
            labels.put(ServicePods.HEADLESS_LABEL, "");
        }
        labels.put(ManagedSlices.SERVICE_NAME, service.name());
        labels.put(ManagedSlices.MANAGED_BY, MANAGER);
        return labels;
    }

    /** What makes an endpoint the same one although its conditions change. */
    private record Identity(List<String> addresses, String hostname, String nodeName, String target) {
        static Identity of(Endpoint endpoint) {
            return new Identity(
                    List.copyOf(endpoint.addresses()),
                    endpoint.hostname().orElse(""),
                    endpoint.nodeName().orElse(""),
                    endpoint.targetRef().flatMap(target -> target.uid()).orElse(""));
        }
    }
}
