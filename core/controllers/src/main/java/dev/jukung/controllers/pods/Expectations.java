package dev.jukung.controllers.pods;

import dev.jukung.base.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a controller has written and has not yet seen come back through its informer. While something is expected for a
 * key, the informer's view of it is known to be stale, and acting on it would create or delete twice.
 *
 * <p>An expectation that is never met (the event was lost with the watch) is given up after {@link #TIMEOUT}. There is at
 * most one per owner that exists: {@link #forget} follows its deletion. Thread-safe.
 */
public final class Expectations<K> {
    /** Kubernetes' {@code ExpectationsTimeout}. */
    public static final Duration TIMEOUT = Duration.ofMinutes(5);

    private static final class Expected {
        int creations;
        final Set<String> deletions = new HashSet<>();
        Instant since;

        Expected(Instant since) {
            this.since = since;
        }
    }

    private final Clock clock;
    private final Map<K, Expected> expected = new HashMap<>(); // guarded by this

    public Expectations(Clock clock) {
        this.clock = clock;
    }

    /** Nothing is expected for the key, or it has been for too long. */
    public synchronized boolean satisfied(K key) {
        Expected known = expected.get(key);
        return known == null
                || (known.creations <= 0 && known.deletions.isEmpty())
                || known.since.plus(TIMEOUT).isBefore(clock.now());
    }

    public synchronized void expectCreations(K key, int count) {
        expected.put(key, new Expected(clock.now()));
        expected.get(key).creations = count;
    }

    /** Adds to what is expected, for a controller that writes one after the other. */
    public synchronized void expectMoreCreations(K key, int count) {
        Expected known = expected.computeIfAbsent(key, _ -> new Expected(clock.now()));
        known.creations = Math.max(0, known.creations) + count;
        known.since = clock.now();
    }

    /** @param uids of the objects that are going to be deleted */
    public synchronized void expectDeletions(K key, Collection<String> uids) {
        Expected fresh = new Expected(clock.now());
        fresh.deletions.addAll(uids);
        expected.put(key, fresh);
    }

    /** The informer has told a creation, or it will never tell one because the creation failed. */
    public synchronized void creationObserved(K key) {
        Expected known = expected.get(key);
        if (known != null) {
            known.creations--;
        }
    }

    /** The informer has told that the object is going or gone, or the deletion failed. */
    public synchronized void deletionObserved(K key, String uid) {
        Expected known = expected.get(key);
        if (known != null) {
            known.deletions.remove(uid);
        }
    }

    public synchronized void forget(K key) {
        expected.remove(key);
    }
}
