package dev.jukung.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.store.Change;
import dev.jukung.store.Entry;
import dev.jukung.store.Guard;
import dev.jukung.store.Key;
import dev.jukung.store.KeyRange;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.Write;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which servers of the cluster live: each writes its address again and again where kube-apiserver does
 * ({@code /registry/masterleases/<address>}), and is gone when nobody has seen that for some time. etcd's own leases are not used
 * for that: what they delete no server has committed, so a read that has to be current could miss it. Thread-safe.
 */
final class ServerAddresses {
    static final Duration LIFE = Duration.ofSeconds(15);
    private static final String COLLECTION = "masterleases";
    private static final Cause CAUSE = new Cause(Bootstrap.SERVER.name(), "the addresses of API servers", 0);

    private final RevisionStore store;
    private final Clock clock;
    private final Map<String, Instant> seen = new ConcurrentHashMap<>();

    ServerAddresses(RevisionStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** As an observer of the store. */
    void changed(Change change) {
        if (change.key().collection().equals(COLLECTION)) {
            if (change.after().isPresent()) {
                seen.put(change.key().name(), clock.now());
            } else {
                seen.remove(change.key().name());
            }
        }
    }

    /** Says that the server with that address lives. */
    void renew(String address) throws InterruptedException {
        Key key = new Key(COLLECTION, address);
        store.commit(List.of(), List.of(new Write.Put(key, value(address, generation(key) + 1))), CAUSE);
    }

    void remove(String address) throws InterruptedException {
        store.commit(List.of(), List.of(new Write.Delete(new Key(COLLECTION, address))), CAUSE);
    }

    /** The addresses of those that live, in order. What is left of others is removed. */
    List<String> living() throws InterruptedException {
        Instant now = clock.now();
        for (Entry entry : store.latest().list(KeyRange.all(COLLECTION))) {
            String address = entry.key().name();
            Instant last = seen.computeIfAbsent(address, _ -> now); // written before this server began
            if (last.plus(LIFE).isBefore(now)) {
                store.commit(
                        List.of(new Guard.Unchanged(entry.key(), entry.modified())),
                        List.of(new Write.Delete(entry.key())),
                        CAUSE);
            }
        }
        return store.latest().list(KeyRange.all(COLLECTION)).stream()
                .map(entry -> entry.key().name())
                .toList();
    }

    private long generation(Key key) {
        Optional<Entry> entry = store.latest().get(key);
        return entry.map(now -> Json.parseObject(now.value()).object("metadata").integer("generation", 0))
                .orElse(0L);
    }

    /** As kube-apiserver has it; it counts, because etcd is not written where nothing changes. */
    private static byte[] value(String address, long generation) {
        ObjectValue subset = ObjectValue.of("addresses", ListValue.of(ObjectValue.of("ip", address)));
        return Json.write(ObjectValue.of(
                        "kind",
                        "Endpoints",
                        "apiVersion",
                        "v1",
                        "metadata",
                        ObjectValue.of("generation", generation),
                        "subsets",
                        ListValue.of(subset)))
                .getBytes(UTF_8);
    }
}
