package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.audit.AuditTrail;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.apiserver.registry.Writer;
import dev.jukung.base.Clock;
import dev.jukung.model.ObjectKey;
import dev.jukung.store.Key;
import dev.jukung.store.Snapshot;
import dev.jukung.store.Watch;
import dev.jukung.store.WatchEvent;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A namespace that is just being made gets its ServiceAccount {@code default} a moment later: who needs it before that waits for it, up
 * to as long as Kubernetes tries again. A component of this process does not wait: it tries again by itself, and where time stands
 * still until all work is done, the account would be waited for in vain. Thread-safe.
 */
record DefaultAccount(Supplier<Writer> writer, Clock clock) {
    static final String NAME = "default";
    /** Nine pauses of 100 to 200 ms. */
    private static final Duration LONGEST = Duration.ofMillis(1350);

    /** The account as soon as it is there; empty when it does not come. */
    Optional<ObjectValue> await(Kind accounts, ObjectKey account) throws InterruptedException {
        Key key = accounts.key(account);
        Snapshot now = writer.get().snapshot();
        Optional<ObjectValue> present =
                now.get(key).map(entry -> StoredObject.of(entry).tree());
        boolean inProcess = !AuditTrail.ID.isBound();
        if (present.isPresent() || inProcess) {
            return present;
        }
        try (Watch watch = writer.get().watch(accounts.range(account.namespace()), now.revision())) {
            Clock.Timer timer = clock.after(LONGEST, watch::close);
            try {
                while (true) {
                    switch (watch.next()) {
                        case WatchEvent.Commit commit -> {
                            Optional<ObjectValue> made = commit.changes().stream()
                                    .filter(change -> change.key().equals(key))
                                    .flatMap(change -> change.after().stream())
                                    .map(entry -> StoredObject.of(entry).tree())
                                    .findFirst();
                            if (made.isPresent()) {
                                return made;
                            }
                        }
                        case WatchEvent.Progress _ -> {}
                        case WatchEvent.Compacted _, WatchEvent.Closed _ -> {
                            return Optional.empty();
                        }
                    }
                }
            } finally {
                timer.cancel();
            }
        }
    }
}
