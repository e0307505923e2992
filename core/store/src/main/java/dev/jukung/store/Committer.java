package dev.jukung.store;

import java.util.List;
import java.util.Optional;

/**
 * Takes proposals one after another, decides each against the state that all before it have left, and
 * publishes what applies once it is durable. The only writer of its {@link Timeline}. Thread-safe.
 */
interface Committer extends AutoCloseable {
    /** As {@link RevisionStore#commit}. */
    CommitResult commit(Proposal proposal) throws InterruptedException;

    /** As {@link RevisionStore#explain(Revision)}, for a commit that memory has forgotten, where the committer knows better. */
    Optional<Explained> explain(Revision revision);

    /** As {@link RevisionStore#explain(Key, int)}, in memory and beyond it. */
    List<Explained> explain(Key key, int limit);

    /** As {@link RevisionStore#outdated}. */
    default boolean outdated(Key key) {
        return false;
    }

    /** Refuses what comes, or still waits, with {@link StoreUnavailableException}. Twice is fine. */
    @Override
    void close();
}
