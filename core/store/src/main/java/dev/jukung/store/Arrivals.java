package dev.jukung.store;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** How far a feed has come, and who waits for it to come further. Thread-safe. */
final class Arrivals {
    private record Waiter(long revision, CompletableFuture<Boolean> reached) {}

    private final Queue<Waiter> waiters =
            new PriorityQueue<>(Comparator.comparing(Waiter::revision)); // guarded by this, as all below
    private long reached;
    private boolean closed;

    Arrivals(long reached) {
        this.reached = reached;
    }

    synchronized long reached() {
        return reached;
    }

    synchronized void reach(long revision) {
        reached = revision;
        while (!waiters.isEmpty() && waiters.element().revision() <= reached) {
            waiters.remove().reached().complete(true);
        }
    }

    /** True when it has come to {@code revision}; false when it was closed before. */
    synchronized CompletableFuture<Boolean> reaching(long revision) {
        if (revision <= reached || closed) {
            return CompletableFuture.completedFuture(revision <= reached);
        }
        Waiter waiter = new Waiter(revision, new CompletableFuture<>());
        waiters.add(waiter);
        return waiter.reached();
    }

    /** Nobody waits for it any more. */
    synchronized void abandon(CompletableFuture<Boolean> reaching) {
        waiters.removeIf(waiter -> waiter.reached() == reaching);
    }

    synchronized void close() {
        closed = true;
        waiters.forEach(waiter -> waiter.reached().complete(false));
        waiters.clear();
    }
}
