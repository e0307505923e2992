package dev.jukung.network;

import dev.jukung.network.EndpointChoice.Target;
import dev.jukung.network.EndpointGroup.Backend;
import dev.jukung.network.ServicePlan.Front;
import dev.jukung.network.ServicePlan.HealthCheck;
import dev.jukung.network.ServicePlan.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** One Service's plan in the making. Confined to one call of {@link ServicePlanner#plan}. */
final class PlanDraft {
    private final ProxiedService service;
    private final NodeFacts node;
    private final LinkedHashMap<RuleElement, String> elements = new LinkedHashMap<>();
    private final LinkedHashMap<String, RuleChain> chains = new LinkedHashMap<>();
    private final LinkedHashMap<String, String> sets = new LinkedHashMap<>();
    private final List<Front> fronts = new ArrayList<>();
    private final Map<IpFamily, PickChains> picks;
    private int localReady;

    /** @param picks the shared chains, by family */
    PlanDraft(ProxiedService service, NodeFacts node, Map<IpFamily, PickChains> picks) {
        this.picks = picks;
        this.service = service;
        this.node = node;
    }

    ServicePlan plan() {
        HealthCheck health = service.healthCheckNodePort() == 0
                ? HealthCheck.NONE
                : new HealthCheck(service.healthCheckNodePort(), localReady);
        return new ServicePlan(service.key(), elements, chains, sets, List.copyOf(fronts), health);
    }

    void port(ProxiedService.Port port, IpFamily family, TreeMap<Target, Backend> endpoints) {
        boolean served = service.clusterAddresses().stream().anyMatch(address -> IpFamily.of(address) == family);
        if (!served) {
            return; // a single-stack Service has no front of the other family, not even a node port
        }
        EndpointChoice choice = EndpointChoice.of(service, port, endpoints, node);
        localReady = Math.max(localReady, (int) endpoints.values().stream()
                .filter(backend -> backend.ready() && backend.node().equals(node.name()))
                .map(Backend::address)
                .distinct()
                .count());
        for (String address : service.clusterAddresses()) {
            if (IpFamily.of(address) == family) {
                elements.put(new RuleElement("cluster-ips" + family.suffix(), address), "");
                internal(port, family, address, choice);
            }
        }
        for (String address : service.externalAddresses()) {
            external(Kind.EXTERNAL_IP, port, family, address, choice);
        }
        for (String address : service.loadBalancerAddresses()) {
            external(Kind.LOAD_BALANCER, port, family, address, choice);
            if (IpFamily.of(address) == family) {
                restrict(port, family, address);
            }
        }
        if (port.nodePort() != 0) {
            external(Kind.NODE_PORT, port, family, "", choice);
        }
        hairpins(family, endpoints);
    }

    private void internal(ProxiedService.Port port, IpFamily family, String address, EndpointChoice choice) {
        List<Target> targets = service.internalLocal() ? choice.local() : choice.cluster();
        Place place = new Place(Kind.CLUSTER_IP, port, family, address);
        if (targets.isEmpty()) {
            unavailable(place, choice, List.of());
            return;
        }
        String chain = service.affinitySeconds() > 0
                ? affinity(port, family).cluster(targets)
                : shared(pick(family).cluster(port.protocol(), targets.size()));
        serve(place, chain, targets, choice);
        list("endpoints", place, targets);
    }

    private void external(Kind kind, ProxiedService.Port port, IpFamily family, String address, EndpointChoice choice) {
        if (kind != Kind.NODE_PORT && IpFamily.of(address) != family) {
            return;
        }
        Place place = new Place(kind, port, family, address);
        List<Target> targets = choice.cluster();
        List<Target> local = service.externalLocal() ? choice.local() : List.of();
        boolean reachable = !(service.externalLocal() ? local : targets).isEmpty();
        if (!reachable) {
            unavailable(place, choice, targets);
        }
        if (targets.isEmpty()) {
            return;
        }
        String chain = service.affinitySeconds() > 0
                ? externalAffinity(port, family, targets, local)
                : shared(externalPick(place, targets.size(), local.size()));
        if (reachable) {
            serve(place, chain, targets, choice);
        } else {
            elements.put(place.element("services", "nodeports"), "goto " + chain); // for pods and the node itself
        }
        list("endpoints", place, targets);
        if (service.externalLocal()) {
            list("local-endpoints", place, local);
        }
    }

    private String externalAffinity(
            ProxiedService.Port port, IpFamily family, List<Target> targets, List<Target> local) {
        AffinityChains affinity = affinity(port, family);
        return service.externalLocal() ? affinity.local(targets, local) : affinity.external(targets);
    }

    private RuleChain externalPick(Place place, int count, int localCount) {
        PickChains pick = pick(place.family());
        String protocol = place.port().protocol();
        if (place.kind() == Kind.NODE_PORT) {
            return service.externalLocal()
                    ? pick.nodePortLocal(protocol, count, localCount)
                    : pick.nodePort(protocol, count);
        }
        return service.externalLocal() ? pick.local(protocol, count, localCount) : pick.external(protocol, count);
    }

    private void serve(Place place, String chain, List<Target> targets, EndpointChoice choice) {
        elements.put(place.element("services", "nodeports"), "goto " + chain);
        fronts.add(place.front("goto " + chain, targets, choice.how()));
    }

    /** As kube-proxy: reject where there is no endpoint at all, drop where there is only none on this node. */
    private void unavailable(Place place, EndpointChoice choice, List<Target> shortCut) {
        String verdict = choice.any() ? "drop" : "goto reject-service";
        elements.put(place.element("unavailable", "unavailable-nodeports"), verdict);
        String how = choice.any() ? service.key() + " has no local endpoints" : service.key() + " has no endpoints";
        fronts.add(place.front(choice.any() ? "drop" : "reject", shortCut, how));
    }

    /** With session affinity the chains hold the endpoints themselves. */
    private void list(String map, Place place, List<Target> targets) {
        if (service.affinitySeconds() > 0) {
            return;
        }
        String name = place.kind() == Kind.NODE_PORT
                ? (map.equals("endpoints") ? "nodeport-endpoints" : "local-nodeport-endpoints")
                : map;
        String set = PickChains.endpointMap(place.family(), name, place.port().protocol());
        String key = place.endpointKey();
        for (int i = 0; i < targets.size(); i++) {
            elements.put(new RuleElement(set, key + " . " + i), targets.get(i).toString());
        }
    }

    private void restrict(ProxiedService.Port port, IpFamily family, String address) {
        List<Cidr> ranges = Cidr.outermost(service.sourceRanges().stream()
                .flatMap(text -> Cidr.parse(text).stream())
                .filter(cidr -> cidr.family() == family)
                .toList());
        if (service.sourceRanges().isEmpty()) {
            return;
        }
        String key = address + " . " + port.protocol() + " . " + port.port();
        elements.put(new RuleElement("restricted" + family.suffix(), key), "");
        for (Cidr range : ranges) {
            elements.put(new RuleElement("allowed-sources" + family.suffix(), key + " . " + range), "");
        }
    }

    private void hairpins(IpFamily family, TreeMap<Target, Backend> endpoints) {
        for (Backend backend : endpoints.values()) {
            if (node.mayBeHere(backend)) {
                String pair = backend.address() + " . " + backend.address();
                elements.put(new RuleElement("hairpin" + family.suffix(), pair), "");
            }
        }
    }

    private String shared(RuleChain chain) {
        chains.put(chain.name(), chain);
        return chain.name();
    }

    private AffinityChains affinity(ProxiedService.Port port, IpFamily family) {
        return new AffinityChains(service, port, family, pick(family), chains, sets);
    }

    private PickChains pick(IpFamily family) {
        return Objects.requireNonNull(picks.get(family));
    }

    /** A front before it is known what happens there. */
    private record Place(Kind kind, ProxiedService.Port port, IpFamily family, String address) {
        String key() {
            return kind == Kind.NODE_PORT
                    ? port.protocol() + " . " + port.nodePort()
                    : address + " . " + port.protocol() + " . " + port.port();
        }

        /** The maps of endpoints are split by protocol. */
        String endpointKey() {
            return kind == Kind.NODE_PORT ? String.valueOf(port.nodePort()) : address + " . " + port.port();
        }

        RuleElement element(String addressed, String nodePort) {
            return new RuleElement((kind == Kind.NODE_PORT ? nodePort : addressed) + family.suffix(), key());
        }

        Front front(String verdict, List<Target> targets, String how) {
            int number = kind == Kind.NODE_PORT ? port.nodePort() : port.port();
            return new Front(kind, family, address, port.protocol(), number, port.name(), verdict, targets, how);
        }
    }
}
