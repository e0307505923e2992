package dev.jukung.apiserver.kinds;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jukung.apiserver.registry.Claims;
import dev.jukung.apiserver.registry.Context;
import dev.jukung.model.Cidr;
import dev.jukung.model.ObjectKey;
import dev.jukung.store.Guard;
import dev.jukung.store.Key;
import dev.jukung.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The addresses and ports that Services are given. Each one in use is a key of its own, an address an IPAddress, written in the same commit as the
 * Service and guarded by its absence: nothing is handed out twice, and nothing leaks when a write fails half way.
 *
 * @param ranges of ClusterIPs in the first ServiceCIDR, one or one of each family
 * @param firstNodePort of the ports published on nodes
 */
public record ServiceNetwork(List<Cidr> ranges, int firstNodePort, int lastNodePort) {
    static final String NODE_PORTS = "servicenodeports";

    public ServiceNetwork {
        ranges = List.copyOf(ranges);
    }

    public ServiceNetwork(Cidr range, int firstNodePort, int lastNodePort) {
        this(List.of(range), firstNodePort, lastNodePort);
    }

    /** Of the family that Services have which ask for none. */
    public Cidr range() {
        return ranges.getFirst();
    }

    List<String> families() {
        return ranges.stream().map(Cidr::family).toList();
    }

    /** The address of the Service {@code kubernetes}. */
    public String apiServerAddress() {
        return range().address(1);
    }

    Optional<Integer> freeNodePort(Context context, List<Integer> alreadyChosen) {
        int size = lastNodePort - firstNodePort + 1;
        int start = context.random().below(size);
        for (int i = 0; i < size; i++) {
            int port = firstNodePort + (start + i) % size;
            if (!alreadyChosen.contains(port)
                    && context.snapshot().get(portKey(port)).isEmpty()) {
                return Optional.of(port);
            }
        }
        return Optional.empty();
    }

    boolean isNodePort(long port) {
        return port >= firstNodePort && port <= lastNodePort;
    }

    static Key portKey(long port) {
        return new Key(NODE_PORTS, Long.toString(port));
    }

    /** Collects what a write claims and gives back. */
    static final class Ledger {
        private final List<Guard> guards = new ArrayList<>();
        private final List<Write> writes = new ArrayList<>();
        private final ObjectKey service;
        private final Context context;

        Ledger(ObjectKey service, Context context) {
            this.service = service;
            this.context = context;
        }

        void take(Key key) {
            guards.add(new Guard.Absent(key));
            writes.add(
                    key.collection().equals(NODE_PORTS)
                            ? new Write.Put(key, (service.namespace() + "/" + service.name()).getBytes(UTF_8))
                            : ClusterAddress.claim(key.name(), service, context));
        }

        void giveBack(Key key) {
            writes.add(new Write.Delete(key));
        }

        Claims with(dev.jukung.value.ObjectValue object) {
            return new Claims(object, guards, writes);
        }
    }
}
