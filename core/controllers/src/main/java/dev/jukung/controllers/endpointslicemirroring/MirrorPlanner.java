package dev.jukung.controllers.endpointslicemirroring;

import dev.jukung.controllers.endpointslice.ManagedSlices;
import dev.jukung.controllers.endpointslice.SlicePlan;
import dev.jukung.controllers.endpointslicemirroring.MirroredAddresses.Group;
import dev.jukung.model.OwnerReferences;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Endpoints;
import dev.jukung.model.discovery.v1.Endpoint;
import dev.jukung.model.discovery.v1.EndpointSlice;
import dev.jukung.model.meta.v1.ObjectMeta;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Decides how the EndpointSlices that mirror an Endpoints object have to change: one slice for the addresses of one family
 * with the same ports, and a slice that would be deleted becomes one that would be created. One instance plans once.
 */
final class MirrorPlanner {
    static final String MANAGER = "endpointslicemirroring-controller.k8s.io";

    private static final Set<String> NOT_COPIED = Set.of(
            "endpoints.kubernetes.io/last-change-trigger-time", "kubectl.kubernetes.io/last-applied-configuration");

    private final Endpoints endpoints;
    private final List<EndpointSlice> create = new ArrayList<>();
    private final List<EndpointSlice> update = new ArrayList<>();
    private final List<EndpointSlice> delete = new ArrayList<>();

    private MirrorPlanner(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    /** @param existing the slices of this name that mirror Endpoints */
    static SlicePlan plan(Endpoints endpoints, Map<Group, List<Endpoint>> wanted, List<EndpointSlice> existing) {
        MirrorPlanner planner = new MirrorPlanner(endpoints);
        planner.planAll(wanted, existing);
        return new SlicePlan(planner.create, planner.update, planner.delete);
    }

    private void planAll(Map<Group, List<Endpoint>> wanted, List<EndpointSlice> existing) {
        Map<Group, EndpointSlice> known = new HashMap<>();
        for (EndpointSlice slice : existing) {
            Group group = Group.of(slice);
            if (!wanted.containsKey(group) || known.putIfAbsent(group, slice) != null) {
                delete.add(slice);
            }
        }
        wanted.forEach((group, content) -> {
            EndpointSlice fresh = fresh(group, content);
            EndpointSlice old = known.get(group);
            if (old == null) {
                create(fresh);
            } else if (differs(old, fresh)) {
                update.add(replacing(old, fresh));
            }
        });
    }

    private void create(EndpointSlice fresh) {
        Optional<EndpointSlice> reusable = delete.stream()
                .filter(slice -> slice.addressType().equals(fresh.addressType())) // it can never change
                .findFirst();
        if (reusable.isPresent()) {
            delete.remove(reusable.get());
            update.add(replacing(reusable.get(), fresh));
        } else {
            create.add(fresh);
        }
    }

    private static boolean differs(EndpointSlice old, EndpointSlice fresh) {
        return !new HashSet<>(old.endpoints()).equals(new HashSet<>(fresh.endpoints()))
                || !old.metadata().labels().equals(fresh.metadata().labels())
                || !old.metadata().annotations().equals(fresh.metadata().annotations())
                || !old.metadata().ownerReferences().equals(fresh.metadata().ownerReferences());
    }

    private static EndpointSlice replacing(EndpointSlice old, EndpointSlice fresh) {
        return fresh.withMetadata(old.metadata()
                .withLabels(fresh.metadata().labels())
                .withAnnotations(fresh.metadata().annotations())
                .withOwnerReferences(fresh.metadata().ownerReferences()));
    }

    private EndpointSlice fresh(Group group, List<Endpoint> content) {
        Map<String, String> labels = new TreeMap<>(endpoints.metadata().labels());
        labels.put(ManagedSlices.SERVICE_NAME, endpoints.name());
        labels.put(ManagedSlices.MANAGED_BY, MANAGER);
        Map<String, String> annotations = new TreeMap<>(endpoints.metadata().annotations());
        annotations.keySet().removeAll(NOT_COPIED);
        ObjectMeta metadata = ObjectMeta.EMPTY
                .withNamespace(endpoints.namespace())
                .withGenerateName(endpoints.name() + "-")
                .withLabels(labels)
                .withAnnotations(annotations)
                .withOwnerReferences(List.of(OwnerReferences.newControllerRef(endpoints, Resources.ENDPOINTS)));
        return EndpointSlice.EMPTY
                .withMetadata(metadata)
                .withAddressType(group.addressType())
                .withPorts(List.copyOf(group.ports()))
                .withEndpoints(content);
    }
}
