package dev.jukung.store;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A {@link Timeline} in this process to read from, and a {@link Committer} that adds to it.
 * Reads of what is in this process take no lock and never wait for writes. Thread-safe.
 */
final class TimelineStore implements RevisionStore {
    private final Timeline timeline;
    private final Committer committer;
    private final Counters counters;

    TimelineStore(Timeline timeline, Committer committer, Counters counters) {
        this.timeline = timeline;
        this.committer = committer;
        this.counters = counters;
    }

    static TimelineStore inMemory(State start, Clock clock, HistoryLimits limits) {
        Timeline timeline = new Timeline(start, clock, limits);
        Counters counters = new Counters();
        return new TimelineStore(timeline, new MemoryCommitter(timeline, counters), counters);
    }

    /** Takes {@code durability}, and closes it in the end, also when this fails. */
    static TimelineStore durable(Durability durability, BatchLimits batches, Clock clock, Faults faults) {
        boolean opened = false;
        try {
            Timeline timeline = new Timeline(durability.load(), clock, HistoryLimits.ofThisProcess());
            Counters counters = new Counters();
            Committer committer = GroupCommitter.start(timeline, durability, batches, clock, faults, counters);
            opened = true;
            return new TimelineStore(timeline, committer, counters);
        } finally {
            if (!opened) {
                durability.close();
            }
        }
    }

    @Override
    public Snapshot latest() {
        return timeline.latest();
    }

    @Override
    public Snapshot current() throws InterruptedException {
        committer.catchUp();
        return timeline.latest();
    }

    @Override
    public boolean await(Revision revision, Duration limit) throws InterruptedException {
        return committer.await(revision, limit);
    }

    @Override
    public Optional<Snapshot> at(Revision revision) {
        return timeline.at(revision).map(Snapshot.class::cast);
    }

    @Override
    public Revision oldest() {
        return timeline.oldest();
    }

    @Override
    public CommitResult commit(List<Guard> guards, List<Write> writes, Cause cause) throws InterruptedException {
        return committer.commit(
                new Proposal(guards, writes, cause, timeline.clock().now()));
    }

    @Override
    public void observe(Consumer<Change> observer) {
        timeline.observe(observer);
    }

    @Override
    public Optional<Explained> explain(Revision revision) {
        return revision.compareTo(timeline.latest().revision()) > 0
                ? Optional.empty()
                : timeline.explain(revision).or(() -> committer.explain(revision));
    }

    @Override
    public List<Explained> explain(Key key, int limit) {
        return committer.explain(key, limit);
    }

    @Override
    public boolean shared() {
        return committer.shared();
    }

    @Override
    public boolean outdated(Key key) {
        return committer.outdated(key);
    }

    @Override
    public Watch watch(KeyRange range, Revision start) {
        return timeline.watch(range, start);
    }

    @Override
    public void compact(Revision revision) {
        timeline.compact(revision);
    }

    @Override
    public RevisionStore fork(Clock clock) {
        return inMemory(timeline.latest(), clock, HistoryLimits.ofThisProcess());
    }

    @Override
    public StoreStatistics statistics() {
        return counters.with(timeline);
    }

    @Override
    public void close() {
        committer.close();
        timeline.close();
    }
}
