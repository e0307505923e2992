package dev.jukung.network;

import dev.jukung.network.EndpointChoice.Target;
import dev.jukung.network.ServicePlan.Front;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * UDP flows that the kernel's connection tracking would keep sending the wrong way, because a flow keeps the translation
 * of its first packet for as long as it is busy: to an endpoint that is gone, or to nowhere since before there was any
 * endpoint. TCP needs no such care: its connections end.
 *
 * @param address of the front; empty for a node port
 * @param endpoint flows to this endpoint; empty for all flows of the front
 */
record StaleFlow(IpFamily family, String address, int port, Optional<String> endpoint) {
    private static final String UDP = "udp";

    /** What is stale once {@code after} is in force. */
    static List<StaleFlow> between(ServicePlan before, ServicePlan after) {
        Map<String, Front> now = fronts(after);
        Map<String, Front> then = fronts(before);
        List<StaleFlow> stale = new ArrayList<>();
        then.forEach((id, front) -> {
            Set<Target> left = new HashSet<>(front.targets());
            Optional.ofNullable(now.get(id))
                    .ifPresent(front2 -> front2.targets().forEach(left::remove));
            left.stream()
                    .map(Target::address)
                    .distinct()
                    .sorted()
                    .forEach(gone -> stale.add(of(front, Optional.of(gone))));
        });
        now.forEach((id, front) -> {
            boolean served = !front.targets().isEmpty();
            boolean servedBefore =
                    then.containsKey(id) && !then.get(id).targets().isEmpty();
            if (served && !servedBefore) {
                stale.add(of(front, Optional.empty()));
            }
        });
        return List.copyOf(stale);
    }

    private static StaleFlow of(Front front, Optional<String> endpoint) {
        return new StaleFlow(front.family(), front.address(), front.port(), endpoint);
    }

    private static Map<String, Front> fronts(ServicePlan plan) {
        Map<String, Front> fronts = new HashMap<>();
        plan.fronts().stream()
                .filter(front -> front.protocol().equals(UDP))
                .forEach(front -> fronts.put(front.id(), front));
        return fronts;
    }

    /** As options of the {@code conntrack} program. */
    List<String> options() {
        List<String> options = new ArrayList<>(List.of("-D", "-p", UDP));
        options.addAll(List.of("-f", family == IpFamily.IPV4 ? "ipv4" : "ipv6"));
        if (!address.isEmpty()) {
            options.addAll(List.of("--orig-dst", address));
        }
        options.addAll(List.of("--orig-port-dst", String.valueOf(port)));
        endpoint.ifPresent(gone -> options.addAll(List.of("--dst-nat", gone)));
        return options;
    }
}
