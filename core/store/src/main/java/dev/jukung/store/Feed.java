package dev.jukung.store;

import dev.jukung.base.Clock;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The events of one collection and the watches that follow it. A watch is a place in these shared events, not
 * a queue of its own: one that nothing happens to costs nothing, one that is slow keeps nothing alive.
 * Thread-safe; {@link #lock} guards the feed and the fields of its watches.
 */
final class Feed {
    final ReentrantLock lock = new ReentrantLock();
    private final Ring<WatchEvent.Commit> events = new Ring<>(WatchEvent.Commit::revision);
    private final Set<FeedWatch> watches = new LinkedHashSet<>();
    private boolean closed;

    /** Everything up to and including its revision must have been published already. */
    void publish(WatchEvent.Commit event) {
        lock.lock();
        try {
            events.add(event);
            watches.forEach(watch -> watch.published(event));
        } finally {
            lock.unlock();
        }
    }

    /** @param oldest asked under the lock: a compaction first moves it and then drops, so none is missed */
    Watch open(KeyRange range, Revision start, Clock clock, Supplier<Revision> oldest, Supplier<Revision> published) {
        lock.lock();
        try {
            FeedWatch watch = new FeedWatch(this, range, start, clock, published);
            if (closed) {
                watch.end(new WatchEvent.Closed());
            } else if (start.compareTo(oldest.get()) < 0) {
                watch.end(new WatchEvent.Compacted(oldest.get()));
            } else {
                watches.add(watch);
                watch.catchUp(events);
            }
            return watch;
        } finally {
            lock.unlock();
        }
    }

    void dropThrough(Revision oldest) {
        lock.lock();
        try {
            watches.removeIf(watch -> watch.endIfMissing(events, oldest));
            while (events.size() > 0 && events.get(0).revision().compareTo(oldest) <= 0) {
                events.removeFirst();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends all watches, because what lies between their places and {@code oldest} is not known. */
    void restart(Revision oldest) {
        lock.lock();
        try {
            watches.forEach(watch -> watch.end(new WatchEvent.Compacted(oldest)));
            watches.clear();
            while (events.size() > 0) {
                events.removeFirst();
            }
        } finally {
            lock.unlock();
        }
    }

    int watches() {
        lock.lock();
        try {
            return watches.size();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            watches.forEach(watch -> watch.end(new WatchEvent.Closed()));
            watches.clear();
        } finally {
            lock.unlock();
        }
    }

    /** The caller holds the lock. */
    Ring<WatchEvent.Commit> events() {
        return events;
    }

    /** The caller holds the lock. */
    void forget(FeedWatch watch) {
        watches.remove(watch);
    }
}
