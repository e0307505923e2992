package dev.jukung.network;

import dev.jukung.network.EndpointChoice.Target;
import dev.jukung.network.EndpointGroup.Backend;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Decides what a Service needs in the node's table. Nothing but a function of its arguments. Immutable. */
final class ServicePlanner {
    private final Map<IpFamily, PickChains> picks = new EnumMap<>(IpFamily.class);

    /** @param localCidrs sources that count as inside the cluster; empty when that is not known */
    ServicePlanner(int masqueradeMark, List<Cidr> localCidrs) {
        for (IpFamily family : IpFamily.values()) {
            picks.put(family, new PickChains(family, masqueradeMark, localCidrs));
        }
    }

    ServicePlan plan(ProxiedService service, Collection<EndpointGroup> groups, NodeFacts node) {
        PlanDraft draft = new PlanDraft(service, node, picks);
        for (ProxiedService.Port port : service.ports()) {
            for (IpFamily family : IpFamily.values()) {
                draft.port(port, family, endpoints(port, family, groups));
            }
        }
        return draft.plan();
    }

    private static TreeMap<Target, Backend> endpoints(
            ProxiedService.Port port, IpFamily family, Collection<EndpointGroup> groups) {
        TreeMap<Target, Backend> endpoints = new TreeMap<>();
        for (EndpointGroup group : groups) {
            for (EndpointGroup.Port candidate :
                    group.family() == family ? group.ports() : List.<EndpointGroup.Port>of()) {
                if (candidate.name().equals(port.name()) && candidate.protocol().equals(port.protocol())) {
                    for (Backend backend : group.backends()) {
                        // While endpoints move between slices one may be in two of them: ready in one is ready.
                        endpoints.merge(
                                new Target(backend.address(), candidate.port()), backend, (a, b) -> a.ready() ? a : b);
                    }
                }
            }
        }
        return endpoints;
    }
}
