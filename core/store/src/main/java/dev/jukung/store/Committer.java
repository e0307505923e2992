package dev.jukung.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Takes proposals, decides each against the state that all before it have left, and sees to it that what applies is
 * durable and published before it is answered. Thread-safe.
 */
interface Committer extends AutoCloseable {
    /** As {@link RevisionStore#commit}. */
    CommitResult commit(Proposal proposal) throws InterruptedException;

    /** Waits until the timeline has every commit that was answered, by whichever server, before this call. */
    default void catchUp() throws InterruptedException {
        // The only writer publishes before it answers.
    }

    /** As {@link RevisionStore#await}. */
    boolean await(Revision revision, Duration limit) throws InterruptedException;

    /** As {@link RevisionStore#explain(Revision)}, for a commit that memory has forgotten, where the committer knows better. */
    Optional<Explained> explain(Revision revision);

    /** As {@link RevisionStore#explain(Key, int)}, in memory and beyond it. */
    List<Explained> explain(Key key, int limit);

    /** As {@link RevisionStore#outdated}. */
    default boolean outdated(Key key) {
        return false;
    }

    /** As {@link RevisionStore#shared}. */
    default boolean shared() {
        return false;
    }

    /** Refuses what comes, or still waits, with {@link StoreUnavailableException}. Twice is fine. */
    @Override
    void close();
}
