package dev.jukung.apiserver.kinds;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jukung.apiserver.registry.Claims;
import dev.jukung.apiserver.registry.Context;
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
 * @param range of ClusterIPs
 * @param firstNodePort of the ports published on nodes
 */
public record ServiceNetwork(Cidr range, int firstNodePort, int lastNodePort) {
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
            if (context.snapshot().get(ClusterAddress.key(address)).isEmpty()) {
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
