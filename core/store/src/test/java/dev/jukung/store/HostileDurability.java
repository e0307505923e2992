package dev.jukung.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A durability that can be told to hang and to fail, and remembers its batches. Thread-safe. */
final class HostileDurability implements Durability {
    private final Semaphore arrivals = new Semaphore(0);
    private final Semaphore passes = new Semaphore(0);
    private final List<List<Commit>> batches = new ArrayList<>(); // guarded by this
    private volatile boolean hanging;
    private volatile @Nullable RuntimeException failure;
    private volatile boolean closed;

    /** From now on each append waits for {@link #pass}. */
    void hang() {
        hanging = true;
    }

    /** Waits until an append has begun. */
    void awaitAppend() throws InterruptedException {
        arrivals.acquire();
    }

    void pass() {
        passes.release();
    }

    /** The appends fail until {@link #heal}. */
    void failWith(RuntimeException newFailure) {
        failure = newFailure;
    }

    void heal() {
        failure = null;
    }

    synchronized List<Integer> batchSizes() {
        return batches.stream().map(List::size).toList();
    }

    synchronized List<Commit> commits() {
        return batches.stream().flatMap(List::stream).toList();
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public State load() {
        return State.EMPTY;
    }

    @Override
    public void append(List<Commit> commits) {
        if (hanging) {
            arrivals.release();
            passes.acquireUninterruptibly();
        }
        @Nullable RuntimeException toThrow = failure;
        if (toThrow != null) {
            throw toThrow;
        }
        synchronized (this) {
            batches.add(List.copyOf(commits));
        }
    }

    @Override
    public Optional<Explained> explain(Revision revision) {
        return Optional.empty();
    }

    @Override
    public List<Explained> explain(Key key, int limit) {
        return List.of();
    }

    @Override
    public void close() {
        closed = true;
    }
}
