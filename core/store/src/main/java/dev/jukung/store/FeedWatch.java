package dev.jukung.store;

import dev.jukung.base.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.function.Supplier;

/** A place in the events of a {@link Feed}. All fields that change are guarded by the feed's lock. */
final class FeedWatch implements Watch {
    private final Feed feed;
    private final KeyRange range;
    private final Clock clock;
    private final Supplier<Revision> published;
    private final Condition arrived;

    private Revision read; // nothing up to here is left to tell
    private boolean behind; // there may be something in the feed after it
    private Optional<Revision> progress = Optional.empty(); // asked for, not told yet
    private Optional<WatchEvent> end = Optional.empty();
    private boolean endTold;
    private Clock.Hold hold = Clock.Hold.NONE; // open while something is untold or being handled
    private boolean held;

    FeedWatch(Feed feed, KeyRange range, Revision start, Clock clock, Supplier<Revision> published) {
        this.feed = feed;
        this.range = range;
        this.read = start;
        this.clock = clock;
        this.published = published;
        this.arrived = feed.lock.newCondition();
    }

    @Override
    public WatchEvent next() throws InterruptedException {
        feed.lock.lockInterruptibly();
        try {
            Optional<WatchEvent> event = poll();
            while (event.isEmpty()) {
                release(); // what was told before has been handled, and nothing is waiting
                arrived.await();
                event = poll();
            }
            return event.get();
        } finally {
            feed.lock.unlock();
        }
    }

    private Optional<WatchEvent> poll() {
        if (end.isPresent()) {
            if (endTold) {
                release();
            }
            endTold = true;
            return end;
        }
        Optional<WatchEvent> commit = behind ? nextCommit() : Optional.empty();
        if (commit.isEmpty() && progress.isPresent()) {
            WatchEvent told = new WatchEvent.Progress(progress.get());
            progress = Optional.empty();
            return Optional.of(told);
        }
        return commit;
    }

    /** The next commit in the range, but none after the place that progress was asked for. */
    private Optional<WatchEvent> nextCommit() {
        Ring<WatchEvent.Commit> events = feed.events();
        for (int i = events.indexAfter(read); i < events.size(); i++) {
            WatchEvent.Commit event = events.get(i);
            if (progress.isPresent() && event.revision().compareTo(progress.get()) > 0) {
                return Optional.empty(); // and stays behind
            }
            read = event.revision();
            if (concerns(event)) {
                return Optional.of(narrowed(event));
            }
        }
        behind = false;
        return Optional.empty();
    }

    private boolean concerns(WatchEvent.Commit event) {
        if (range.prefix().isEmpty()) {
            return true; // the feed has this collection only
        }
        for (Change change : event.changes()) {
            if (range.contains(change.key())) {
                return true;
            }
        }
        return false;
    }

    private WatchEvent narrowed(WatchEvent.Commit event) {
        if (range.prefix().isEmpty() || event.changes().size() == 1) {
            return event; // shared by all watches
        }
        List<Change> changes = event.changes().stream()
                .filter(change -> range.contains(change.key()))
                .toList();
        return changes.size() == event.changes().size() ? event : new WatchEvent.Commit(event.revision(), changes);
    }

    @Override
    public void progress() {
        Revision now = published.get();
        feed.lock.lock();
        try {
            if (end.isEmpty()) {
                progress = Optional.of(now);
                wake();
            }
        } finally {
            feed.lock.unlock();
        }
    }

    @Override
    public void close() {
        feed.lock.lock();
        try {
            end(new WatchEvent.Closed());
            feed.forget(this);
        } finally {
            feed.lock.unlock();
        }
    }

    // From here on: called by the feed, which holds the lock.

    void published(WatchEvent.Commit event) {
        if (behind || event.revision().compareTo(read) <= 0) {
            return;
        }
        if (concerns(event)) {
            behind = true;
            wake();
        } else {
            read = event.revision();
        }
    }

    /** Finds out whether the events so far hold something to tell. */
    void catchUp(Ring<WatchEvent.Commit> events) {
        for (int i = events.indexAfter(read); i < events.size(); i++) {
            if (concerns(events.get(i))) {
                behind = true;
                wake();
                return;
            }
            read = events.get(i).revision();
        }
    }

    /** Ends the watch, and returns true, if it has not told an event up to {@code oldest}, which are about to go. */
    boolean endIfMissing(Ring<WatchEvent.Commit> events, Revision oldest) {
        if (!behind) {
            return false;
        }
        int last = events.indexAfter(oldest);
        for (int i = events.indexAfter(read); i < last; i++) {
            if (concerns(events.get(i))) {
                end(new WatchEvent.Compacted(oldest));
                return true;
            }
            read = events.get(i).revision();
        }
        return false;
    }

    void end(WatchEvent last) {
        boolean closed = last instanceof WatchEvent.Closed;
        end = Optional.of(last);
        progress = Optional.empty();
        endTold = closed;
        if (closed) {
            release(); // nobody has to handle it before time may pass
        }
        wake();
    }

    private void wake() {
        if (!held && !endTold) {
            hold = clock.hold();
            held = true;
        }
        arrived.signal();
    }

    private void release() {
        hold.close();
        held = false;
    }
}
