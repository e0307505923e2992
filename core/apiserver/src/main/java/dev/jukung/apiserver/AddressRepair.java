package dev.jukung.apiserver;

import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.kinds.ClusterAddress;
import dev.jukung.apiserver.registry.Context;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.base.Randomness;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.store.Change;
import dev.jukung.store.Entry;
import dev.jukung.store.Guard;
import dev.jukung.store.Key;
import dev.jukung.store.KeyRange;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.Snapshot;
import dev.jukung.store.StoreUnavailableException;
import dev.jukung.store.Write;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;

/**
 * Every address of a Service has its IPAddress, and what was made for a Service that is gone goes: looked at when the server starts,
 * and when somebody deletes one whose Service is still there. Thread-safe.
 */
final class AddressRepair {
    private static final Cause CAUSE = new Cause(Bootstrap.SERVER.name(), "repair of Services' addresses", 0);
    private static final String HEADLESS = "None";

    private final RevisionStore store;
    private final Kinds kinds;
    private final Clock clock;
    private final Randomness random;
    private final Upkeep upkeep;

    AddressRepair(RevisionStore store, Kinds kinds, Clock clock, Randomness random) {
        this.store = store;
        this.kinds = kinds;
        this.clock = clock;
        this.random = random;
        upkeep = new Upkeep("service-ip-repair", clock, this::run);
    }

    void begin() throws InterruptedException {
        upkeep.begin();
    }

    /** As an observer of the store. */
    void changed(Change change) {
        if (change.after().isEmpty() && change.before().isPresent() && isAddress(change.key())) {
            ObjectValue address = StoredObject.of(change.before().get()).tree();
            if (ClusterAddress.isOurs(address)
                    && holds(
                            store.latest(),
                            ClusterAddress.service(address),
                            change.key().name())) {
                upkeep.changed();
            }
        }
    }

    private static boolean isAddress(Key key) {
        return key.equals(ClusterAddress.key(key.name()));
    }

    private boolean holds(Snapshot snapshot, ObjectKey service, String address) {
        return snapshot.get(services().key(service))
                .map(entry -> addresses(entry).contains(address))
                .orElse(false);
    }

    private Kind services() {
        return kinds.get(Resources.SERVICES);
    }

    private static List<String> addresses(Entry service) {
        return StoredObject.of(service).tree().object("spec").list("clusterIPs").texts();
    }

    private void run() throws InterruptedException {
        try {
            Snapshot snapshot = store.latest();
            Context context = new Context(snapshot, kinds, User.ANONYMOUS, clock, random);
            for (Entry service : snapshot.list(KeyRange.all(services().collection()))) {
                for (String address : addresses(service)) {
                    if (!address.equals(HEADLESS)
                            && snapshot.get(ClusterAddress.key(address)).isEmpty()) {
                        create(service, address, context);
                    }
                }
            }
            for (Entry entry : snapshot.list(KeyRange.all(ClusterAddress.key("").collection()))) {
                ObjectValue address = StoredObject.of(entry).tree();
                if (ClusterAddress.isOurs(address)
                        && !holds(
                                snapshot,
                                ClusterAddress.service(address),
                                entry.key().name())) {
                    commit(
                            new Guard.Unchanged(entry.key(), entry.modified()),
                            Optional.empty(),
                            new Write.Delete(entry.key()));
                }
            }
        } catch (StoreUnavailableException e) {
            throw new ApiException(Reason.SERVICE_UNAVAILABLE, String.valueOf(e.getMessage()), e);
        }
    }

    private void create(Entry service, String address, Context context) throws InterruptedException {
        ObjectValue metadata = StoredObject.of(service).tree().object("metadata");
        ObjectKey name = ObjectKey.of(metadata.text("namespace", ""), metadata.text("name", ""));
        commit(
                new Guard.Absent(ClusterAddress.key(address)),
                Optional.of(new Guard.Unchanged(service.key(), service.modified())),
                ClusterAddress.claim(address, name, context));
    }

    /** Where a guard does not hold somebody else is at it. */
    private void commit(Guard first, Optional<Guard> second, Write write) throws InterruptedException {
        List<Guard> guards = second.map(guard -> List.of(first, guard)).orElse(List.of(first));
        store.commit(guards, List.of(write), CAUSE);
    }
}
