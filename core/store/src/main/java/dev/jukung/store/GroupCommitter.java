package dev.jukung.store;

import static java.util.Objects.requireNonNull;

import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Commits that survive a crash. A sync costs the same for one commit and for hundreds, so one thread takes
 * all that wait, decides them one after another, makes them durable together, publishes and answers. While it
 * syncs, the next batch gathers: the slower the disk and the greater the load, the larger the batches.
 *
 * <p>The decisions of a batch rest on commits that are not durable yet; that is sound because the batch
 * is durable as a whole or not at all, and nobody is told anything before.
 */
final class GroupCommitter implements Committer {
    private static final class Waiting {
        final Proposal proposal;
        final CompletableFuture<CommitResult> answer = new CompletableFuture<>();

        Waiting(Proposal proposal) {
            this.proposal = proposal;
        }
    }

    private record Decided(Waiting waiting, CommitResult answer) {}

    private final Timeline timeline;
    private final Durability durability;
    private final BatchLimits limits;
    private final Clock clock;
    private final Faults faults;
    private final Counters counters;
    private final Thread writer;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final Queue<Waiting> queue = new ArrayDeque<>(); // guarded by lock
    private Optional<String> ended = Optional.empty(); // why no commit is taken any more; guarded by lock

    private GroupCommitter(
            Timeline timeline,
            Durability durability,
            BatchLimits limits,
            Clock clock,
            Faults faults,
            Counters counters) {
        this.timeline = timeline;
        this.durability = durability;
        this.limits = limits;
        this.clock = clock;
        this.faults = faults;
        this.counters = counters;
        // Not a virtual thread: it spends its time in native calls, which would block a carrier thread.
        writer = Thread.ofPlatform().name("store-writer").daemon().unstarted(this::run);
    }

    /** Owns {@code durability} from now on. */
    static GroupCommitter start(
            Timeline timeline,
            Durability durability,
            BatchLimits limits,
            Clock clock,
            Faults faults,
            Counters counters) {
        GroupCommitter committer = new GroupCommitter(timeline, durability, limits, clock, faults, counters);
        committer.writer.start();
        return committer;
    }

    @Override
    public CommitResult commit(Proposal proposal) throws InterruptedException {
        Waiting mine = enqueue(proposal);
        try {
            return answerOf(mine);
        } catch (InterruptedException e) {
            if (withdraw(mine)) {
                throw e;
            }
            return answerOfUninterrupted(mine);
        }
    }

    private Waiting enqueue(Proposal proposal) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (queue.size() >= limits.waiting() && ended.isEmpty()) {
                room.await();
            }
            if (ended.isPresent()) {
                throw new StoreUnavailableException(ended.get());
            }
            Waiting waiting = new Waiting(proposal);
            queue.add(waiting);
            arrived.signal();
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    private static CommitResult answerOf(Waiting waiting) throws InterruptedException {
        try {
            return waiting.answer.get();
        } catch (ExecutionException e) {
            throw anew(e);
        }
    }

    /** Its turn has come: the outcome is moments away, and to leave without knowing it would help nobody. */
    private static CommitResult answerOfUninterrupted(Waiting waiting) {
        try {
            return waiting.answer.join();
        } catch (CompletionException e) {
            throw anew(e);
        } finally {
            Thread.currentThread().interrupt();
        }
    }

    /** With the stack trace of the caller who gets it; the failure of a batch has many. */
    private static StoreUnavailableException anew(Exception wrapper) {
        Throwable failure = requireNonNull(wrapper.getCause(), "a future that failed says why");
        return new StoreUnavailableException(String.valueOf(failure.getMessage()), failure);
    }

    private boolean withdraw(Waiting waiting) {
        lock.lock();
        try {
            return queue.remove(waiting);
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            for (List<Waiting> batch = take(); !batch.isEmpty(); batch = take()) {
                process(batch);
            }
        } catch (InterruptedException e) {
            end("the thread that writes was interrupted"); // nobody should
        }
    }

    /** Waits for the next batch; empty when there will be none. */
    private List<Waiting> take() throws InterruptedException {
        lock.lock();
        try {
            while (queue.isEmpty() && ended.isEmpty()) {
                arrived.await();
            }
            List<Waiting> batch = new ArrayList<>();
            long bytes = 0;
            while (!queue.isEmpty() && batch.size() < limits.commits() && bytes < limits.bytes()) {
                Waiting next = queue.remove();
                batch.add(next);
                bytes += next.proposal.bytes();
            }
            room.signalAll();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void process(List<Waiting> batch) {
        try {
            write(batch);
        } catch (StoreUnavailableException e) {
            counters.failed(batch.size());
            batch.forEach(waiting -> waiting.answer.completeExceptionally(e));
        } catch (RuntimeException | Error bug) {
            // What is durable and what is published may differ now. To go on could lose commits; to stop cannot.
            faults.report("committing", bug);
            StoreUnavailableException stopped =
                    new StoreUnavailableException("the store stopped after an internal error, restart it: " + bug, bug);
            end(String.valueOf(stopped.getMessage()));
            batch.forEach(waiting -> waiting.answer.completeExceptionally(stopped));
        }
    }

    private void write(List<Waiting> batch) {
        State state = timeline.latest();
        List<Decided> decided = new ArrayList<>(batch.size());
        List<Commit> commits = new ArrayList<>(batch.size());
        for (Waiting waiting : batch) {
            Proposal.Decision decision = waiting.proposal.decideOn(state);
            if (decision instanceof Proposal.Decision.Apply(Commit commit, CommitResult _)) {
                commits.add(commit);
                state = commit.after();
            }
            decided.add(new Decided(waiting, decision.answer()));
        }
        if (!commits.isEmpty()) {
            long start = clock.nanos();
            durability.append(commits);
            counters.synced(commits.size(), clock.nanos() - start);
            timeline.publish(commits);
        }
        counters.committed(commits.size());
        for (Decided each : decided) {
            if (each.answer() instanceof CommitResult.Refused) {
                counters.refused();
            }
            each.waiting().answer.complete(each.answer());
        }
    }

    /** Takes no more commits, for a reason that each caller is told, and refuses those that wait. */
    private void end(String reason) {
        List<Waiting> refused;
        lock.lock();
        try {
            ended = Optional.of(ended.orElse(reason));
            refused = List.copyOf(queue);
            queue.clear();
            arrived.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
        refused.forEach(waiting -> waiting.answer.completeExceptionally(new StoreUnavailableException(reason)));
    }

    @Override
    public boolean await(Revision revision, Duration limit) {
        return revision.compareTo(timeline.latest().revision()) <= 0; // nobody else could bring it there
    }

    @Override
    public Optional<Explained> explain(Revision revision) {
        return durability.explain(revision);
    }

    @Override
    public boolean outdated(Key key) {
        return durability.outdated(key);
    }

    @Override
    public List<Explained> explain(Key key, int limit) {
        return durability.explain(key, limit);
    }

    @Override
    public void close() {
        end("the store is closed");
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                interrupted = true; // files must not be closed while they are written to
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        durability.close();
    }
}
