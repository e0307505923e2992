package dev.jukung.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Commits on the caller's thread, for a store that lives as long as its process. Without threads, so that a fork costs nothing. */
final class MemoryCommitter implements Committer {
    private final Timeline timeline;
    private final Counters counters;
    private final ReentrantLock turn = new ReentrantLock();
    private boolean closed; // guarded by turn

    MemoryCommitter(Timeline timeline, Counters counters) {
        this.timeline = timeline;
        this.counters = counters;
    }

    @Override
    public CommitResult commit(Proposal proposal) throws InterruptedException {
        turn.lockInterruptibly();
        try {
            if (closed) {
                throw StoreUnavailableException.closed();
            }
            Proposal.Decision decision = proposal.decideOn(timeline.latest());
            switch (decision) {
                case Proposal.Decision.Apply(Commit commit, CommitResult _) -> {
                    timeline.publish(List.of(commit));
                    counters.committed(1);
                }
                case Proposal.Decision.Settle(CommitResult.Refused _) -> counters.refused();
                case Proposal.Decision.Settle(CommitResult.Committed _) -> {} // changed nothing
            }
            return decision.answer();
        } finally {
            turn.unlock();
        }
    }

    @Override
    public boolean await(Revision revision, Duration limit) {
        return revision.compareTo(timeline.latest().revision()) <= 0; // nobody else could bring it there
    }

    @Override
    public Optional<Explained> explain(Revision revision) {
        return Optional.empty();
    }

    @Override
    public List<Explained> explain(Key key, int limit) {
        return timeline.explain(key, limit);
    }

    @Override
    public void close() {
        turn.lock();
        try {
            closed = true;
        } finally {
            turn.unlock();
        }
    }
}
