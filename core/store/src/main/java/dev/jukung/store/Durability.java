package dev.jukung.store;

import java.util.List;
import java.util.Optional;

/**
 * Where commits outlive the process. It keeps the current values and the place in the order of commits, not
 * the history. {@link #load} comes first; {@link #append} is called by one thread at a time.
 */
interface Durability extends AutoCloseable {
    /** The state that all appended commits have led to. */
    State load();

    /**
     * Makes commits, which follow on each other and on the last successful append, durable: when it returns they
     * survive the loss of power.
     *
     * @throws StoreUnavailableException when it could not; then none of them counts, and the next append follows on
     *     the last successful one. It may be tried again at any time
     */
    void append(List<Commit> commits);

    /** What is remembered of an appended commit, as long as it is kept. Any thread. */
    Optional<Explained> explain(Revision revision);

    /** The newest appended commits that touched {@code key}, as {@link RevisionStore#explain(Key, int)}. Any thread. */
    List<Explained> explain(Key key, int limit);

    /** Whether what is kept under {@code key} is not as it would be written now. Any thread. */
    default boolean outdated(Key key) {
        return false;
    }

    /** Twice is fine. */
    @Override
    void close();
}
