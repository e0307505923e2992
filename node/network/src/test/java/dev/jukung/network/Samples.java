package dev.jukung.network;

import dev.jukung.model.ObjectKey;
import dev.jukung.network.EndpointGroup.Backend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Services and endpoints for tests. */
final class Samples {
    static final Cidr PODS = Cidr.parse("10.88.0.0/16").orElseThrow();
    static final NodeFacts NODE =
            new NodeFacts("node-a", "zone-a", List.of(Cidr.parse("10.88.0.0/24").orElseThrow()));
    static final int MARK = 0x4000;

    private Samples() {}

    static ServicePlanner planner() {
        return new ServicePlanner(MARK, List.of(PODS));
    }

    static TableBase base() {
        return new TableBase(
                MARK, List.of(PODS), List.of(Cidr.parse("10.96.0.0/16").orElseThrow()), List.of(), true);
    }

    static ProxiedService service(String name, String address, ProxiedService.Port... ports) {
        return new ProxiedService(
                ObjectKey.of("default", name),
                List.of(address),
                List.of(),
                List.of(),
                List.of(),
                List.of(ports),
                0,
                false,
                false,
                0);
    }

    static ProxiedService.Port tcp(int port) {
        return new ProxiedService.Port("", "tcp", port, 0);
    }

    static ProxiedService.Port tcp(int port, int nodePort) {
        return new ProxiedService.Port("", "tcp", port, nodePort);
    }

    static ProxiedService.Port udp(int port, int nodePort) {
        return new ProxiedService.Port("", "udp", port, nodePort);
    }

    static ProxiedService affinity(ProxiedService s, int seconds) {
        return new ProxiedService(
                s.key(),
                s.clusterAddresses(),
                s.externalAddresses(),
                s.loadBalancerAddresses(),
                s.sourceRanges(),
                s.ports(),
                seconds,
                s.internalLocal(),
                s.externalLocal(),
                s.healthCheckNodePort());
    }

    static ProxiedService external(ProxiedService s, List<String> external, List<String> balancers, String... ranges) {
        return new ProxiedService(
                s.key(),
                s.clusterAddresses(),
                external,
                balancers,
                List.of(ranges),
                s.ports(),
                s.affinitySeconds(),
                s.internalLocal(),
                s.externalLocal(),
                s.healthCheckNodePort());
    }

    static ProxiedService policies(ProxiedService s, boolean internalLocal, boolean externalLocal) {
        return new ProxiedService(
                s.key(),
                s.clusterAddresses(),
                s.externalAddresses(),
                s.loadBalancerAddresses(),
                s.sourceRanges(),
                s.ports(),
                s.affinitySeconds(),
                internalLocal,
                externalLocal,
                s.healthCheckNodePort());
    }

    static Backend ready(String address, String node) {
        return new Backend(address, true, true, false, node, List.of(), List.of());
    }

    static Backend terminating(String address, String node) {
        return new Backend(address, false, true, true, node, List.of(), List.of());
    }

    static Backend unready(String address, String node) {
        return new Backend(address, false, false, false, node, List.of(), List.of());
    }

    static EndpointGroup group(String service, String protocol, int port, Backend... backends) {
        return group(service, "1", protocol, port, backends);
    }

    static EndpointGroup group(String service, String suffix, String protocol, int port, Backend... backends) {
        IpFamily family = backends.length == 0 ? IpFamily.IPV4 : IpFamily.of(backends[0].address());
        return new EndpointGroup(
                ObjectKey.of("default", service + "-" + suffix),
                ObjectKey.of("default", service),
                family,
                List.of(new EndpointGroup.Port("", protocol, port)),
                Arrays.asList(backends));
    }

    /** A Service with anything on it. Few names, addresses and ports, so that Services meet. */
    static ServicePlan randomPlan(RandomGenerator random, int names) {
        int number = random.nextInt(names);
        String name = "svc-" + number;
        List<String> addresses = new ArrayList<>(List.of("10.96.0." + (number + 1)));
        if (random.nextInt(3) == 0) {
            addresses.add("fd00:96::" + Integer.toHexString(number + 1));
        }
        List<String> external = random.nextInt(3) == 0 ? List.of("192.168.7." + random.nextInt(3)) : List.of();
        List<String> balancers = random.nextInt(3) == 0 ? List.of("192.168.8." + random.nextInt(3)) : List.of();
        List<String> ranges = random.nextInt(2) == 0
                ? List.of()
                : List.of(
                        "10.0.0.0/8", "10." + random.nextInt(4) + ".0.0/16", "192.168.1." + random.nextInt(9) + "/32");
        String protocol = random.nextBoolean() ? "tcp" : "udp";
        ProxiedService service = new ProxiedService(
                ObjectKey.of("default", name),
                addresses,
                external,
                balancers,
                ranges,
                List.of(new ProxiedService.Port(
                        "", protocol, 80 + random.nextInt(2), random.nextBoolean() ? 30000 + random.nextInt(4) : 0)),
                random.nextInt(4) == 0 ? 10 + random.nextInt(2) : 0,
                random.nextInt(4) == 0,
                random.nextInt(3) == 0,
                0);
        List<EndpointGroup> groups = new ArrayList<>();
        if (random.nextInt(5) > 0) {
            groups.add(group(name, protocol, 8080, randomBackends(random, "10.88.0.")));
            groups.add(group(name, "2", protocol, 8081, randomBackends(random, "fd00:88::")));
        }
        return random.nextInt(6) == 0
                ? ServicePlan.none(service.key())
                : planner().plan(service, groups, NODE);
    }

    private static Backend[] randomBackends(RandomGenerator random, String prefix) {
        Backend[] backends = new Backend[random.nextInt(6)];
        for (int i = 0; i < backends.length; i++) {
            String address = prefix + (2 + random.nextInt(12));
            String node = random.nextBoolean() ? "node-a" : "node-b";
            backends[i] = switch (random.nextInt(4)) {
                case 0 -> terminating(address, node);
                case 1 -> unready(address, node);
                default -> ready(address, node);
            };
        }
        return backends;
    }
}
