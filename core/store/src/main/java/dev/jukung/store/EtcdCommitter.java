package dev.jukung.store;

import dev.jukung.base.Clock;
import dev.jukung.base.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Commits as transactions of etcd, many at a time: etcd orders them, and the {@link EtcdFeed} brings them back. A commit is
 * answered when it has come back, so whoever gets the answer can read what was written. Thread-safe.
 */
final class EtcdCommitter implements Committer {
    /** The API server lets in fewer requests. */
    private static final int IN_FLIGHT_MAX = 1_024;

    /** A condition that etcd refuses, and this state does not, is so often looked at again. */
    private static final int ATTEMPTS_MAX = 20;

    /** What etcd has committed comes in milliseconds. After that the watch is opened anew; after the other, given up. */
    private static final Duration STALL = Duration.ofSeconds(3);

    private static final Duration ARRIVAL_LIMIT = Duration.ofSeconds(30);
    private static final int READS_MAX = 3;
    private static final Duration READ_PAUSE = Duration.ofMillis(200);

    /**
     * Records of commits are kept in so many places, which are used in turn. Each server draws a lane of its own, so that two
     * do not write the same record at once.
     */
    static final int LANES = 8;

    static final int LANE = 16_384;
    private static final int ID = 12;

    private final EtcdClient client;
    private final EtcdKeys keys;
    private final EtcdValues values;
    private final EtcdFeed feed;
    private final Clock clock;
    private final Counters counters;
    private final EtcdCompactor compactor;
    private final ReadIndex newest;
    private final EtcdCauses causes;
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);
    private final String server;
    private final int lane;
    private final AtomicInteger sequence;
    private volatile boolean closed;

    EtcdCommitter(
            EtcdClient client,
            EtcdKeys keys,
            EtcdValues values,
            EtcdFeed feed,
            EtcdCompactor compactor,
            Clock clock,
            Randomness random,
            Counters counters) {
        this.client = client;
        this.keys = keys;
        this.values = values;
        this.feed = feed;
        this.compactor = compactor;
        this.clock = clock;
        this.counters = counters;
        newest = new ReadIndex(() -> client.modified(keys.head()));
        causes = new EtcdCauses(client, keys, feed.timeline());
        server = random.suffix(ID);
        lane = random.below(LANES);
        sequence = new AtomicInteger(random.below(LANE)); // not where another process began, too
    }

    @Override
    public CommitResult commit(Proposal proposal) throws InterruptedException {
        inFlight.acquire();
        try {
            for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
                Optional<CommitResult> result = attempt(proposal);
                if (result.isPresent()) {
                    return result.get();
                }
            }
            throw new StoreUnavailableException("etcd refuses what nothing that is known speaks against, try again");
        } catch (EtcdFailure e) {
            counters.failed(1);
            throw closed ? StoreUnavailableException.closed() : e.unavailable();
        } finally {
            inFlight.release();
        }
    }

    /** Empty where the state was too old to decide. From here on interrupts wait. */
    private Optional<CommitResult> attempt(Proposal proposal) {
        requireOpen();
        EtcdPlan plan = EtcdPlan.of(proposal, feed.timeline().latest(), keys, values);
        if (plan.changesNothing()) {
            EtcdClient.Outcome outcome = client.commit(plan.conditions(), List.of(), plan.asked());
            arrive(outcome.seen());
            return outcome.applied()
                    ? Optional.of(new CommitResult.Committed(
                            feed.timeline().latest().revision(), changes(proposal, List.of())))
                    : refusal(proposal);
        }
        int number = sequence.getAndIncrement();
        EtcdRecords.Record record =
                new EtcdRecords.Record(server + "-" + number, proposal.time(), proposal.cause(), plan.touched());
        CompletableFuture<Commit> mine = feed.expect(record.id());
        try {
            long start = clock.nanos();
            EtcdClient.Outcome outcome = client.commit(
                    plan.conditions(),
                    plan.recorded(keys, lane * LANE + Math.floorMod(number, LANE), record),
                    plan.asked());
            if (!outcome.applied()) {
                arrive(outcome.seen());
                return refusal(proposal);
            }
            counters.synced(1, clock.nanos() - start);
            arrive(outcome.revision());
            return Optional.of(committed(proposal, new Revision(outcome.revision()), mine));
        } catch (EtcdFailure e) {
            if (!e.isDoubtful() || closed) {
                throw e;
            }
            return Optional.of(resolved(proposal, mine, e));
        } finally {
            feed.forget(record.id());
        }
    }

    private void requireOpen() {
        if (closed) {
            throw StoreUnavailableException.closed();
        }
    }

    private Optional<CommitResult> refusal(Proposal proposal) {
        Optional<CommitResult.Refused> refused =
                proposal.refusal(feed.timeline().latest());
        refused.ifPresent(_ -> counters.refused());
        return refused.map(CommitResult.class::cast);
    }

    /** It was sent, and no answer came. When all that etcd has is here, it has come back or it was not there yet. */
    private CommitResult resolved(Proposal proposal, CompletableFuture<Commit> mine, EtcdFailure failure) {
        try {
            arrive(EtcdClient.join(newest.ask()));
        } catch (EtcdFailure _) {
            // Then it is not known, which is what the first failure says.
        }
        @Nullable Commit commit = mine.getNow(null);
        if (commit != null) {
            return committed(proposal, commit.revision(), mine);
        }
        counters.failed(1);
        throw new StoreUnavailableException(
                "etcd: " + failure.getMessage() + "; it is not known whether the write has arrived", failure);
    }

    private CommitResult committed(Proposal proposal, Revision revision, CompletableFuture<Commit> mine) {
        counters.committed(1);
        @Nullable Commit commit = mine.getNow(null);
        List<Change> changes = commit != null ? commit.changes() : rebuilt(proposal, revision);
        return new CommitResult.Committed(revision, changes(proposal, changes));
    }

    /** Everything was read anew just then, so the commit itself has not come by. */
    private List<Change> rebuilt(Proposal proposal, Revision revision) {
        List<Change> changes = new ArrayList<>();
        for (Write write : proposal.writes()) {
            if (write instanceof Write.Put put) {
                Revision created = feed.timeline()
                        .latest()
                        .get(put.key())
                        .map(Entry::created)
                        .orElse(revision);
                changes.add(new Change(put.key(), Optional.empty(), Optional.of(put.entry(created, revision))));
            }
        }
        return changes;
    }

    private static List<Change> changes(Proposal proposal, List<Change> made) {
        return proposal.writes().stream()
                .map(write -> made.stream()
                        .filter(change -> change.key().equals(write.key()))
                        .findFirst()
                        .orElseGet(() -> new Change(write.key(), Optional.empty(), Optional.empty())))
                .toList();
    }

    /** Waits, whatever interrupts, until the state has what etcd had at {@code revision}. */
    private void arrive(long revision) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (!arrived(revision, ARRIVAL_LIMIT)) {
                        throw late(revision);
                    }
                    return;
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private StoreUnavailableException late(long revision) {
        return closed
                ? StoreUnavailableException.closed()
                : new StoreUnavailableException("etcd is at revision " + revision + ", but does not tell what it has: "
                        + "what was written is there, and cannot be read yet");
    }

    private boolean arrived(long revision, Duration limit) throws InterruptedException {
        CompletableFuture<Boolean> reaching = feed.arrivals().reaching(revision);
        try {
            for (Duration left = limit; left.isPositive(); left = left.minus(STALL)) {
                try {
                    Duration step = left.compareTo(STALL) < 0 ? left : STALL;
                    return reaching.get(step.toNanos(), TimeUnit.NANOSECONDS);
                } catch (TimeoutException _) {
                    if (limit.compareTo(STALL) > 0) {
                        feed.stalled();
                    }
                }
            }
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody completes it so", e);
        } finally {
            feed.arrivals().abandon(reaching);
        }
    }

    @Override
    public void catchUp() throws InterruptedException {
        requireOpen();
        for (int attempt = 1; ; attempt++) {
            try {
                long revision = newest.ask().get();
                if (!arrived(revision, ARRIVAL_LIMIT)) {
                    throw late(revision);
                }
                return;
            } catch (ExecutionException e) {
                EtcdFailure failure = EtcdFailure.of(e.getCause() == null ? e : e.getCause());
                if (attempt == READS_MAX || closed) {
                    throw closed ? StoreUnavailableException.closed() : failure.unavailable();
                }
                clock.sleep(READ_PAUSE); // a member that was asked may be gone, or the leader
            }
        }
    }

    @Override
    public boolean await(Revision revision, Duration limit) throws InterruptedException {
        return revision.compareTo(feed.timeline().latest().revision()) <= 0 || arrived(revision.value(), limit);
    }

    @Override
    public Optional<Explained> explain(Revision revision) {
        return causes.explain(revision);
    }

    @Override
    public List<Explained> explain(Key key, int limit) {
        return causes.explain(key, limit);
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public boolean outdated(Key key) {
        if (!values.mayBeOutdated()) {
            return false;
        }
        try {
            String place = keys.of(key);
            return client.page(place, place + '\0', 0, 1).items().stream()
                    .anyMatch(item -> values.outdated(key, item.value().orElseThrow()));
        } catch (EtcdFailure e) {
            throw e.unavailable();
        }
    }

    @Override
    public void close() {
        closed = true;
        compactor.close();
        feed.close();
        client.close();
    }
}
