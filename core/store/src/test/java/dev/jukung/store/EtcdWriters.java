package dev.jukung.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jukung.base.Cause;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Threads that count up, each its own key, and one key together, on several servers in turn. What they were answered is kept. */
final class EtcdWriters implements AutoCloseable {
    static final Key SHARED = new Key("counts", "shared");
    private static final Cause CAUSE = new Cause("test", "count", 0);

    private final List<RevisionStore> stores;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final Map<Revision, HistoryRecorder.Told> acknowledged = new ConcurrentHashMap<>();
    private final AtomicLong refusals = new AtomicLong();
    private final AtomicLong unavailable = new AtomicLong();
    private final AtomicLong newest = new AtomicLong();
    private final List<Throwable> wrong = new CopyOnWriteArrayList<>();
    private volatile boolean stopped;

    EtcdWriters(List<RevisionStore> stores, int count) {
        this.stores = stores;
        for (int i = 0; i < count; i++) {
            int number = i;
            threads.add(Thread.ofVirtual().start(() -> write(number)));
        }
    }

    private void write(int number) {
        Key own = new Key("counts", "thread-" + number);
        try {
            for (int round = 0; !stopped; round++) {
                RevisionStore store = stores.get((number + round) % stores.size());
                try {
                    readYourWrites(store);
                    step(store, round % 3 == 0 ? SHARED : own, round % 10 == 9);
                } catch (StoreUnavailableException e) {
                    unavailable.incrementAndGet();
                }
            }
        } catch (InterruptedException | AssertionError e) {
            wrong.add(e);
        }
    }

    /** Every read sees what was answered before it began, by whichever server. */
    private void readYourWrites(RevisionStore store) throws InterruptedException {
        long floor = newest.get();
        Revision seen = store.current().revision();
        if (seen.value() < floor) {
            throw new AssertionError("read at " + seen + " what was answered at " + floor);
        }
    }

    private void step(RevisionStore store, Key key, boolean delete) throws InterruptedException {
        Optional<Entry> now = store.latest().get(key);
        Guard guard = now.isPresent() ? new Guard.Unchanged(key, now.get().modified()) : new Guard.Absent(key);
        long next = now.map(entry -> Long.parseLong(new String(entry.value(), UTF_8)) + 1)
                .orElse(0L);
        boolean deletes = delete && now.isPresent();
        String text = Long.toString(next);
        Write write = deletes ? new Write.Delete(key) : new Write.Put(key, text.getBytes(UTF_8));
        switch (store.commit(List.of(guard), List.of(write), CAUSE)) {
            case CommitResult.Committed(Revision revision, List<Change> _) -> {
                newest.accumulateAndGet(revision.value(), Math::max);
                HistoryRecorder.Told told =
                        new HistoryRecorder.Told(revision, key, deletes ? Optional.empty() : Optional.of(text));
                if (acknowledged.put(revision, told) != null) {
                    throw new AssertionError("two commits at revision " + revision);
                }
            }
            case CommitResult.Refused _ -> refusals.incrementAndGet();
        }
    }

    void awaitAcknowledged(int more) throws InterruptedException {
        int goal = acknowledged.size() + more;
        for (int i = 0; acknowledged.size() < goal; i++) {
            if (i == 60_000 / 20 || !wrong.isEmpty()) {
                throw new AssertionError(
                        acknowledged.size() + " of " + goal + " writes, " + unavailable + " unavailable: " + wrong);
            }
            threads.getFirst().join(java.time.Duration.ofMillis(20));
        }
    }

    /** Ends them; returns what was answered, by revision. */
    Map<Revision, HistoryRecorder.Told> stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
        if (!wrong.isEmpty()) {
            throw new AssertionError("a promise was broken", wrong.getFirst());
        }
        return acknowledged;
    }

    long refusals() {
        return refusals.get();
    }

    @Override
    public void close() {
        stopped = true; // after a failure nobody waits for the threads
    }
}
