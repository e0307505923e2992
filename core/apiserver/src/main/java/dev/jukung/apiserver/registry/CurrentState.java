package dev.jukung.apiserver.registry;

import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.store.Revision;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.Snapshot;
import dev.jukung.store.StoreUnavailableException;
import java.time.Duration;

/** Waits for a state that is new enough, where other servers write too; with a store of its own a server never waits. Stateless. */
final class CurrentState {
    /** As long as Kubernetes waits for a version that a client has from another server. */
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private CurrentState() {}

    /** With all that any server has answered before. */
    static Snapshot of(RevisionStore store) {
        try {
            return store.current();
        } catch (StoreUnavailableException e) {
            throw new ApiException(Reason.SERVICE_UNAVAILABLE, String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    static boolean reaches(RevisionStore store, Revision revision) {
        try {
            return store.await(revision, LIMIT);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static ApiException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ApiException(Reason.SERVICE_UNAVAILABLE, "the request ended while it waited for the store", e);
    }
}
