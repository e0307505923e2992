package dev.jukung.store;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The model: a whole map per revision and a queue per watch, so plain that it is obviously right. Unit tests
 * of what stands on a store run on it, and the real store must answer exactly as it does. Slow, in memory and
 * without limits, and that is the point. Thread-safe, guarded by itself.
 */
public final class ModelRevisionStore implements RevisionStore {
    private final Clock clock;
    private final NavigableMap<Revision, NavigableMap<Key, Entry>> history = new TreeMap<>();
    private final List<WatchEvent.Commit> commits = new ArrayList<>();
    private final NavigableMap<Revision, Explained> explained = new TreeMap<>();
    private final Set<ModelWatch> watches = new LinkedHashSet<>();
    private final Observers observers = new Observers();
    private long committed;
    private long refused;
    private boolean closed;

    public ModelRevisionStore(Clock clock) {
        this(clock, Revision.ZERO, new TreeMap<>());
    }

    private ModelRevisionStore(Clock clock, Revision start, NavigableMap<Key, Entry> entries) {
        this.clock = clock;
        history.put(start, entries);
    }

    @Override
    public void observe(Consumer<Change> observer) {
        observers.add(observer);
    }

    @Override
    public Snapshot current() {
        return latest();
    }

    @Override
    public boolean await(Revision revision, Duration limit) {
        return revision.compareTo(latest().revision()) <= 0;
    }

    @Override
    public synchronized Snapshot latest() {
        return new ModelSnapshot(history.lastKey(), history.lastEntry().getValue());
    }

    @Override
    public synchronized Optional<Snapshot> at(Revision revision) {
        return Optional.ofNullable(history.get(revision)).map(entries -> new ModelSnapshot(revision, entries));
    }

    @Override
    public synchronized Revision oldest() {
        return history.firstKey();
    }

    @Override
    public synchronized CommitResult commit(List<Guard> guards, List<Write> writes, Cause cause) {
        if (writes.stream().map(Write::key).distinct().count() < writes.size()) {
            throw new IllegalArgumentException("one commit writes a key twice: " + writes);
        }
        if (closed) {
            throw StoreUnavailableException.closed();
        }
        NavigableMap<Key, Entry> before = history.lastEntry().getValue();
        for (Guard guard : guards) {
            Optional<Entry> actual = Optional.ofNullable(before.get(guard.key()));
            boolean holds =
                    switch (guard) {
                        case Guard.Absent _ -> actual.isEmpty();
                        case Guard.Unchanged(Key _, Revision seen) ->
                            actual.map(Entry::modified).equals(Optional.of(seen));
                    };
            if (!holds) {
                refused++;
                return new CommitResult.Refused(guard, actual);
            }
        }
        Revision revision = history.lastKey().next();
        NavigableMap<Key, Entry> after = new TreeMap<>(before);
        List<Change> changes = new ArrayList<>();
        for (Write write : writes) {
            Optional<Entry> old = Optional.ofNullable(before.get(write.key()));
            switch (write) {
                case Write.Put put ->
                    after.put(put.key(), put.entry(old.map(Entry::created).orElse(revision), revision));
                case Write.Delete(Key key) -> after.remove(key);
            }
            changes.add(new Change(write.key(), old, Optional.ofNullable(after.get(write.key()))));
        }
        List<Change> effective = changes.stream()
                .filter(change -> change.before().isPresent() || change.after().isPresent())
                .toList();
        if (effective.isEmpty()) {
            return new CommitResult.Committed(history.lastKey(), changes);
        }
        committed++;
        history.put(revision, after);
        explained.put(revision, new Explained(revision, clock.now(), cause, touched(effective)));
        commits.add(new WatchEvent.Commit(revision, effective));
        observers.tell(effective);
        watches.forEach(watch -> watch.tell(commits.getLast()));
        return new CommitResult.Committed(revision, List.copyOf(changes));
    }

    @Override
    public synchronized Optional<Explained> explain(Revision revision) {
        return Optional.ofNullable(explained.get(revision));
    }

    @Override
    public synchronized List<Explained> explain(Key key, int limit) {
        return explained.descendingMap().values().stream()
                .filter(commit -> commit.touches(key))
                .limit(limit)
                .toList();
    }

    private static List<Explained.Touched> touched(List<Change> changes) {
        return changes.stream()
                .map(change -> new Explained.Touched(
                        change.key(),
                        change.after().isEmpty()
                                ? Explained.Effect.DELETED
                                : change.before().isEmpty() ? Explained.Effect.CREATED : Explained.Effect.CHANGED))
                .toList();
    }

    @Override
    public synchronized Watch watch(KeyRange range, Revision start) {
        ModelWatch watch = new ModelWatch(range, start);
        watches.add(watch);
        if (closed) {
            watch.end(new WatchEvent.Closed());
        } else if (start.compareTo(oldest()) < 0) {
            watch.end(new WatchEvent.Compacted(oldest()));
        } else {
            commits.forEach(watch::tell);
        }
        return watch;
    }

    @Override
    public synchronized void compact(Revision revision) {
        if (revision.compareTo(history.lastKey()) > 0) {
            throw new IllegalArgumentException("cannot compact to a revision in the future: " + revision);
        }
        history.headMap(revision, false).clear();
        commits.removeIf(commit -> commit.revision().compareTo(revision) <= 0);
        explained.keySet().removeIf(known -> known.compareTo(revision) < 0);
        for (ModelWatch watch : watches) {
            if (watch.hasUntold(revision)) {
                watch.end(new WatchEvent.Compacted(revision));
            }
        }
    }

    @Override
    public synchronized RevisionStore fork(Clock clockOfFork) {
        return new ModelRevisionStore(
                clockOfFork, history.lastKey(), history.lastEntry().getValue());
    }

    @Override
    public synchronized StoreStatistics statistics() {
        int open = (int) watches.stream().filter(watch -> !watch.ended).count();
        return new StoreStatistics(committed, refused, 0, 0, 0, 0, open, commits.size(), 0);
    }

    @Override
    public synchronized void close() {
        closed = true;
        watches.forEach(watch -> watch.end(new WatchEvent.Closed()));
    }

    private record ModelSnapshot(Revision revision, NavigableMap<Key, Entry> entries) implements Snapshot {
        @Override
        public Optional<Entry> get(Key key) {
            return Optional.ofNullable(entries.get(key));
        }

        @Override
        public List<Entry> list(KeyRange range) {
            return in(range, "").toList();
        }

        @Override
        public List<Entry> all() {
            return List.copyOf(entries.values());
        }

        @Override
        public List<Entry> page(KeyRange range, String after, int limit) {
            return in(range, after).limit(limit).toList();
        }

        @Override
        public int count(KeyRange range, String after) {
            return (int) in(range, after).count();
        }

        private Stream<Entry> in(KeyRange range, String after) {
            return entries.values().stream()
                    .filter(entry -> range.contains(entry.key()))
                    .filter(entry -> after.isEmpty() || entry.key().name().compareTo(after) > 0);
        }
    }

    /** Guarded by the store. */
    private final class ModelWatch implements Watch {
        private final KeyRange range;
        private final Revision start;
        private final Deque<WatchEvent> untold = new ArrayDeque<>();
        private Clock.Hold hold = Clock.Hold.NONE; // open while something is untold or being handled
        private boolean held;
        private boolean ended;
        private boolean endTold;

        ModelWatch(KeyRange range, Revision start) {
            this.range = range;
            this.start = start;
        }

        @Override
        public WatchEvent next() throws InterruptedException {
            synchronized (ModelRevisionStore.this) {
                while (untold.isEmpty()) {
                    release();
                    ModelRevisionStore.this.wait();
                }
                if (!ended) {
                    return untold.remove();
                }
                if (endTold) {
                    release();
                }
                endTold = true;
                return untold.element(); // the last event, for ever
            }
        }

        @Override
        public void progress() {
            synchronized (ModelRevisionStore.this) {
                if (!ended) {
                    untold.removeIf(WatchEvent.Progress.class::isInstance);
                    add(new WatchEvent.Progress(history.lastKey()));
                }
            }
        }

        @Override
        public void close() {
            synchronized (ModelRevisionStore.this) {
                end(new WatchEvent.Closed());
                watches.remove(this);
            }
        }

        private void tell(WatchEvent.Commit commit) {
            List<Change> changes = commit.changes().stream()
                    .filter(change -> range.contains(change.key()))
                    .toList();
            if (!ended && !changes.isEmpty() && commit.revision().compareTo(start) > 0) {
                add(new WatchEvent.Commit(commit.revision(), changes));
            }
        }

        private boolean hasUntold(Revision oldest) {
            return untold.stream()
                    .anyMatch(event -> event instanceof WatchEvent.Commit(Revision revision, List<Change> _)
                            && revision.compareTo(oldest) <= 0);
        }

        private void end(WatchEvent last) {
            ended = true;
            untold.clear();
            add(last);
            if (last instanceof WatchEvent.Closed) {
                release(); // nobody has to handle it before time may pass
            }
        }

        private void add(WatchEvent event) {
            untold.add(event);
            if (!held) {
                hold = clock.hold();
                held = true;
            }
            ModelRevisionStore.this.notifyAll();
        }

        private void release() {
            hold.close();
            held = false;
        }
    }
}
