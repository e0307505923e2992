package dev.jukung.store;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An ordered key space in which every change has a revision: what Kubernetes asks of etcd. The promises:
 *
 * <ul>
 *   <li><b>Atomic</b>: the writes of one commit appear together, at one revision, or not at all.
 *   <li><b>Ordered</b>: each commit takes a later revision (the embedded store: the next one); a refused or empty commit takes
 *       none.
 *   <li><b>Durable</b>: what {@link #commit} has returned survives a crash.
 *   <li><b>Visible</b>: after {@link #commit} has returned, {@link #latest} includes it, for every thread.
 *   <li><b>Reliable</b>: a watch gives every commit after its start once, in order, or says
 *       {@link WatchEvent.Compacted} and ends. It never skips in silence.
 *   <li><b>Explained</b>: the cause given with a commit can be asked for as long as its revision is kept; a durable
 *       store tells it much longer, and the embedded one, for the creation and the last change of what exists, as long as
 *       that exists.
 * </ul>
 *
 * <p>{@code RevisionStoreContract} checks each promise under that name, for every implementation.
 * Thread-safe. Methods block: callers run on virtual threads.
 */
public interface RevisionStore extends AutoCloseable {
    /** What this process knows: all that it has committed and told, perhaps not yet what another server has just committed. */
    Snapshot latest();

    /**
     * The state with every commit that was answered, by whichever server, before this call. Where this process is the
     * only writer that is {@link #latest}.
     *
     * @throws StoreUnavailableException when that cannot be found out now
     */
    Snapshot current() throws InterruptedException;

    /** Waits until {@link #latest} has reached {@code revision}; false when it has not within {@code limit}, or never will. */
    boolean await(Revision revision, Duration limit) throws InterruptedException;

    /** The keys as of {@code revision}, or empty once it has been compacted away (or does not exist yet). */
    Optional<Snapshot> at(Revision revision);

    /** The oldest revision that {@link #at} and {@link #watch} still know. */
    Revision oldest();

    /**
     * Applies all writes if all guards hold. Returns only when they are durable. Writes that change nothing
     * (a delete of an absent key) are answered, but not told to watches; a commit of nothing else takes no revision.
     *
     * @throws StoreUnavailableException when the write could not be made durable (disk full, store closed);
     *     nothing was applied. Where the store is another program and it cannot be told whether the write has arrived
     *     there, the message says so
     * @throws InterruptedException when interrupted while waiting for its turn; nothing was applied. Once its
     *     turn has come, a commit ends as if there had been no interrupt, and the thread stays interrupted
     * @throws IllegalArgumentException when two writes name the same key
     */
    CommitResult commit(List<Guard> guards, List<Write> writes, Cause cause) throws InterruptedException;

    /** Why a commit was made, when, and what it touched; empty when that is not (or no longer) known. */
    Optional<Explained> explain(Revision revision);

    /**
     * The newest commits that touched {@code key}, the newest first, as far as they are still known: for people who ask,
     * not for programs, because everything that is remembered is searched. Also answers for a key that is gone.
     */
    List<Explained> explain(Key key, int limit);

    /** The cause of a commit, or empty when it is not (or no longer) known. */
    default Optional<Cause> cause(Revision revision) {
        return explain(revision).map(Explained::cause);
    }

    /**
     * Whether the value of {@code key} is not kept as it would be written now, so that writing it again, unchanged, would make
     * a difference: encrypted with another key than the first one.
     */
    default boolean outdated(Key key) {
        return false;
    }

    /** Whether other processes write to it, too. */
    default boolean shared() {
        return false;
    }

    /**
     * Follows the commits after {@code start}; a start that was compacted away gives {@link WatchEvent.Compacted}
     * at once. A start that the store has not reached yet is waited for.
     */
    Watch watch(KeyRange range, Revision start);

    /**
     * Tells {@code observer} every change, by whichever server, when it can be read, before any watch is told and before who made
     * it gets an answer. For what must never be older than what a client has seen, as long as the store lives; what may lag behind
     * watches. An observer is quick, since nothing else is committed or told meanwhile: it may ask {@link #latest}, but neither
     * commit nor wait ({@link #current}, {@link #await}), and it does not throw.
     */
    void observe(Consumer<Change> observer);

    /**
     * Forgets the history before {@code revision}, unless it is already forgotten. Current values stay.
     *
     * @throws IllegalArgumentException when the store has not reached that revision
     */
    void compact(Revision revision);

    /**
     * An independent store that starts from the current state and revision, with no history: in memory, sharing
     * structure, in constant time. It lives on when this store is closed.
     *
     * @param clock of the fork: virtual time passes in each fork by itself
     */
    RevisionStore fork(Clock clock);

    StoreStatistics statistics();

    /** Ends all watches and refuses further commits. What has been read, and {@link #latest}, stay readable. Twice is fine. */
    @Override
    void close();
}
