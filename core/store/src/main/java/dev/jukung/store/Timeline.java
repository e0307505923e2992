package dev.jukung.store;

import dev.jukung.base.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The commits that have happened: the newest state, the history, and the feeds of the watches. It does not
 * decide anything; whoever decides (one committer at a time) publishes here. Thread-safe.
 *
 * <p>The order of publishing gives the promises: first history, then the newest state, then the observers, then the watches,
 * then the answer to the committer. So whoever is told of a revision, by a watch or by an answer, can read it, and what
 * observers keep in step with the state is never older than what a watch has told.
 */
final class Timeline {
    private final Clock clock;
    private final History history;
    private final Map<String, Feed> feeds = new ConcurrentHashMap<>();
    private final Observers observers = new Observers();
    private volatile State latest;
    private volatile Revision published; // all watches have been told up to here
    private volatile boolean closed;

    Timeline(State start, Clock clock, HistoryLimits limits) {
        this.clock = clock;
        history = new History(start, limits);
        latest = start;
        published = start.revision();
    }

    State latest() {
        return latest;
    }

    Revision oldest() {
        return history.oldest();
    }

    Optional<State> at(Revision revision) {
        State newest = latest;
        int order = revision.compareTo(newest.revision());
        if (order > 0) {
            return Optional.empty();
        }
        return order == 0 ? Optional.of(newest) : history.at(revision);
    }

    Optional<Explained> explain(Revision revision) {
        return history.explain(revision);
    }

    List<Explained> explain(Key key, int limit) {
        return history.explain(key, limit);
    }

    Clock clock() {
        return clock;
    }

    /** Adds commits, which follow on each other and on the newest state. */
    synchronized void publish(List<Commit> commits) {
        for (Commit commit : commits) {
            history.add(commit);
            latest = commit.after();
            observers.tell(commit.changes());
            commit.events().forEach((collection, event) -> feed(collection).publish(event));
            published = commit.revision();
        }
        List<Commit> excess = history.dropExcess();
        if (!excess.isEmpty()) {
            dropFromFeeds(excess, excess.getLast().revision());
        }
    }

    /** Begins anew with a state of which it is not known how it came about: all watches end as after a compaction. */
    synchronized void restart(State state) {
        List<Change> changes = state.changesSince(latest);
        history.restart(state);
        latest = state;
        observers.tell(changes);
        published = state.revision();
        feeds.values().forEach(feed -> feed.restart(state.revision()));
    }

    synchronized void compact(Revision revision) {
        if (revision.compareTo(latest.revision()) > 0) {
            throw new IllegalArgumentException(
                    "cannot compact to revision " + revision + ": the store is at " + latest.revision());
        }
        dropFromFeeds(history.dropThrough(revision), revision);
    }

    private void dropFromFeeds(Collection<Commit> dropped, Revision oldest) {
        Set<String> collections = new HashSet<>();
        dropped.forEach(commit ->
                commit.changes().forEach(change -> collections.add(change.key().collection())));
        collections.forEach(collection -> feed(collection).dropThrough(oldest));
    }

    /** As {@link RevisionStore#observe}. */
    void observe(Consumer<Change> observer) {
        observers.add(observer);
    }

    Watch watch(KeyRange range, Revision start) {
        Feed feed = feed(range.collection());
        Watch watch = feed.open(range, start, clock, this::oldest, () -> published);
        if (closed) {
            feed.close(); // close() may have passed before the feed was there
        }
        return watch;
    }

    private Feed feed(String collection) {
        return feeds.computeIfAbsent(collection, _ -> new Feed());
    }

    int watches() {
        return feeds.values().stream().mapToInt(Feed::watches).sum();
    }

    int revisionsKept() {
        return history.size();
    }

    long historyBytes() {
        return history.bytes();
    }

    void close() {
        closed = true;
        feeds.values().forEach(Feed::close);
    }
}
