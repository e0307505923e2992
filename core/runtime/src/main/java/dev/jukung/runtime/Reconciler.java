package dev.jukung.runtime;

import java.time.Duration;

/**
 * Brings the world one step towards what is wanted, for one key. It keeps nothing between calls; the key says where to
 * look, never what happened. A key is never reconciled twice at a time.
 */
@FunctionalInterface
public interface Reconciler<K> {
    /** @throws ApiException when the API refused; the loop tries again later */
    Outcome reconcile(K key) throws InterruptedException;

    /** What to do about the key next. */
    sealed interface Outcome {
        Outcome SETTLED = new Settled();

        /** Nothing until an event queues it again. */
        record Settled() implements Outcome {}

        /** Look again after a while even if nothing happens. */
        record CheckAgain(Duration after) implements Outcome {}

        /**
         * It did not work, for a reason that the reconciler expected and has told the user (an event, a condition): try
         * again with growing delays.
         */
        record TryAgain(String why) implements Outcome {}
    }
}
