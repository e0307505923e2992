package dev.jukung.controllers.endpoints;

import dev.jukung.model.core.v1.EndpointAddress;
import dev.jukung.model.core.v1.EndpointPort;
import dev.jukung.model.core.v1.EndpointSubset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The one form that subsets of Endpoints have which say the same: ports with the same addresses are in one subset, an address
 * is there once and is not ready where any subset says so, and everything is sorted. Kubernetes' {@code RepackSubsets}. Pure
 * functions.
 */
public final class CanonicalSubsets {
    private static final Comparator<EndpointPort> PORT_ORDER = Comparator.comparing(
                    (EndpointPort port) -> port.name().orElse(""))
            .thenComparing(port -> port.protocol().orElse(""))
            .thenComparing(EndpointPort::port);

    /** One address may be that of several pods. */
    private record Identity(String ip, String uid) implements Comparable<Identity> {
        static Identity of(EndpointAddress address) {
            return new Identity(
                    address.ip(),
                    address.targetRef().flatMap(target -> target.uid()).orElse(""));
        }

        @Override
        public int compareTo(Identity other) {
            return Comparator.comparing(Identity::ip)
                    .thenComparing(Identity::uid)
                    .compare(this, other);
        }
    }

    private final Map<Identity, EndpointAddress> addresses = new HashMap<>();
    /** Which addresses a port has, and whether they are ready; no port is one, too. */
    private final Map<Optional<EndpointPort>, SortedMap<Identity, Boolean>> readyByPort = new LinkedHashMap<>();

    private CanonicalSubsets() {}

    public static List<EndpointSubset> of(List<EndpointSubset> subsets) {
        CanonicalSubsets canonical = new CanonicalSubsets();
        subsets.forEach(canonical::add);
        return canonical.packed();
    }

    private void add(EndpointSubset subset) {
        List<Optional<EndpointPort>> ports = subset.ports().isEmpty()
                ? List.of(Optional.empty())
                : subset.ports().stream().map(Optional::of).toList();
        for (Optional<EndpointPort> port : ports) {
            SortedMap<Identity, Boolean> ready = readyByPort.computeIfAbsent(port, _ -> new TreeMap<>());
            subset.addresses().forEach(address -> add(address, true, ready));
            subset.notReadyAddresses().forEach(address -> add(address, false, ready));
        }
    }

    private void add(EndpointAddress address, boolean isReady, SortedMap<Identity, Boolean> ready) {
        addresses.putIfAbsent(Identity.of(address), address);
        ready.merge(Identity.of(address), isReady, Boolean::logicalAnd);
    }

    private List<EndpointSubset> packed() {
        Map<SortedMap<Identity, Boolean>, List<EndpointPort>> portsByAddresses = new LinkedHashMap<>();
        readyByPort.forEach((port, ready) -> {
            List<EndpointPort> ports = portsByAddresses.computeIfAbsent(ready, _ -> new ArrayList<>());
            port.ifPresent(ports::add);
        });
        return portsByAddresses.entrySet().stream()
                .map(entry -> subset(
                        entry.getValue().stream().sorted(PORT_ORDER).toList(),
                        chosen(entry.getKey(), true),
                        chosen(entry.getKey(), false)))
                .sorted(Comparator.comparing(subset -> subset.ports().toString()))
                .toList();
    }

    private List<EndpointAddress> chosen(SortedMap<Identity, Boolean> ready, boolean isReady) {
        List<EndpointAddress> chosen = new ArrayList<>();
        ready.forEach((identity, is) -> {
            EndpointAddress address = addresses.get(identity);
            if (address != null && is == isReady) {
                chosen.add(address);
            }
        });
        return chosen;
    }

    /** Lists that are empty are left out. */
    static EndpointSubset subset(
            List<EndpointPort> ports, List<EndpointAddress> ready, List<EndpointAddress> notReady) {
        EndpointSubset subset = EndpointSubset.EMPTY;
        subset = ready.isEmpty() ? subset : subset.withAddresses(ready);
        subset = notReady.isEmpty() ? subset : subset.withNotReadyAddresses(notReady);
        return ports.isEmpty() ? subset : subset.withPorts(ports);
    }
}
