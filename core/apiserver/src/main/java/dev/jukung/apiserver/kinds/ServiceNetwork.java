package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Claims;
import dev.jukung.apiserver.registry.Context;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.store.Entry;
import dev.jukung.store.Guard;
import dev.jukung.store.Key;
import dev.jukung.store.KeyRange;
import dev.jukung.store.Snapshot;
import dev.jukung.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The addresses and ports that Services are given. Each one in use is a key of its own, written in the same commit as the
 * Service and guarded by its absence: nothing is handed out twice, and nothing leaks when a write fails half way.
 *
 * @param range of ClusterIPs
 * @param firstNodePort of the ports published on nodes
 */
public record ServiceNetwork(Cidr range, int firstNodePort, int lastNodePort) {
    static final String ADDRESSES = "serviceaddresses";
    static final String NODE_PORTS = "servicenodeports";
    /** Dynamic addresses come from above this part of the range first, so that the rest is free for fixed ones. */
    private static final int MAX_STATIC = 256;

    /** The address of the Service {@code kubernetes}. */
    public String apiServerAddress() {
        return range.address(1);
    }

    boolean contains(String address) {
        return range.contains(address);
    }

    /** A free address, looked for from a random place of the dynamic band on. */
    Optional<String> freeAddress(Context context) {
        long size = range.usable();
        long reserved = Math.min(MAX_STATIC, Math.max(16, size / 16));
        long dynamic = Math.max(1, size - reserved);
        long start = reserved + context.random().below((int) Math.min(Integer.MAX_VALUE, dynamic));
        for (long i = 0; i < size; i++) {
            long offset = 1 + (start + i) % size;
            String address = range.address(offset);
            if (context.snapshot().get(addressKey(address)).isEmpty()) {
                return Optional.of(address);
            }
        }
        return Optional.empty();
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

    static Key addressKey(String address) {
        return new Key(ADDRESSES, address);
    }

    static Key portKey(long port) {
        return new Key(NODE_PORTS, Long.toString(port));
    }

    /** The Service that holds a key, as {@code namespace/name}. */
    static String holder(Snapshot snapshot, Key key) {
        return snapshot.get(key)
                .map(entry -> new String(entry.value(), java.nio.charset.StandardCharsets.UTF_8))
                .orElse("");
    }

    static Write claim(Key key, String service) {
        return new Write.Put(key, service.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** Whether any address or port is still held by a Service that is gone; used by the repair loop and by tests. */
    public static List<Key> leaked(Snapshot snapshot, Context context) {
        Kind services = context.kinds().get(Resources.SERVICES);
        List<Key> leaked = new ArrayList<>();
        for (String collection : List.of(ADDRESSES, NODE_PORTS)) {
            for (Entry entry : snapshot.list(KeyRange.all(collection))) {
                String[] holder = holder(snapshot, entry.key()).split("/");
                if (snapshot.get(services.key(ObjectKey.of(holder[0], holder[1])))
                        .isEmpty()) {
                    leaked.add(entry.key());
                }
            }
        }
        return leaked;
    }

    /** Collects what a write claims and gives back. */
    static final class Ledger {
        private final List<Guard> guards = new ArrayList<>();
        private final List<Write> writes = new ArrayList<>();
        private final String service;

        Ledger(String service) {
            this.service = service;
        }

        void take(Key key) {
            guards.add(new Guard.Absent(key));
            writes.add(claim(key, service));
        }

        void giveBack(Key key) {
            writes.add(new Write.Delete(key));
        }

        Claims with(dev.jukung.value.ObjectValue object) {
            return new Claims(object, guards, writes);
        }
    }
}
