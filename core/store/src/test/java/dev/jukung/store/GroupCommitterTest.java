package dev.jukung.store;

import static dev.jukung.store.RevisionStoreContract.A;
import static dev.jukung.store.RevisionStoreContract.B;
import static dev.jukung.store.RevisionStoreContract.CAUSE;
import static dev.jukung.store.RevisionStoreContract.PODS;
import static dev.jukung.store.RevisionStoreContract.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.base.SystemClock;
import dev.jukung.store.CommitResult.Committed;
import dev.jukung.store.CommitResult.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the group commit promises when the disk is slow, fails, or goes mad. */
@Timeout(30)
class GroupCommitterTest {
    private static final Guard A_IS_ABSENT = new Guard.Absent(A);

    private final HostileDurability disk = new HostileDurability();
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private RevisionStore store;

    @BeforeEach
    void openStore() {
        store = open(BatchLimits.DEFAULT);
    }

    private RevisionStore open(BatchLimits limits) {
        return TimelineStore.durable(disk, limits, new SystemClock(), (_, bug) -> faults.add(bug));
    }

    @AfterEach
    void closeStore() {
        disk.pass();
        store.close();
    }

    /** A commit on a thread of its own. */
    private final class Call {
        private final FutureTask<CommitResult> task;
        private final Thread thread;

        Call(List<Guard> guards, Write... writes) {
            task = new FutureTask<>(() -> store.commit(guards, List.of(writes), CAUSE));
            thread = Thread.ofVirtual().start(task);
        }

        /** Waits until it stands in the queue, or before it. */
        Call queued() {
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            return this;
        }

        CommitResult result() throws Exception {
            return task.get(10, TimeUnit.SECONDS);
        }
    }

    private Call call(Write... writes) {
        return new Call(List.of(), writes);
    }

    /** A commit whose sync hangs, so that all further ones gather behind it. */
    private Call hangingCall() throws InterruptedException {
        disk.hang();
        Call first = call(put(new Key("first", "first"), "1"));
        disk.awaitAppend();
        return first;
    }

    @Test
    void whatGathersDuringASyncSharesTheNextInTheOrderOfArrival() throws Exception {
        Call first = hangingCall();
        List<Call> gathered = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            gathered.add(call(put(A, "value " + i)).queued());
        }

        disk.pass();
        disk.pass();

        assertThat(((Committed) first.result()).revision()).isEqualTo(new Revision(1));
        for (int i = 0; i < 10; i++) {
            assertThat(((Committed) gathered.get(i).result()).revision()).isEqualTo(new Revision(2 + i));
        }
        assertThat(disk.batchSizes()).containsExactly(1, 10);
        StoreStatistics statistics = store.statistics();
        assertThat(statistics.batches()).isEqualTo(2);
        assertThat(statistics.largestBatch()).isEqualTo(10);
        assertThat(statistics.commits()).isEqualTo(11);
    }

    @Test
    void atomic_ofTwoRivalsInOneBatchTheFirstWins() throws Exception {
        hangingCall();
        Call winner = new Call(List.of(A_IS_ABSENT), put(A, "winner")).queued();
        Call loser = new Call(List.of(A_IS_ABSENT), put(A, "loser")).queued();

        disk.pass();
        disk.pass();

        Committed won = (Committed) winner.result();
        assertThat(loser.result())
                .isEqualTo(new Refused(A_IS_ABSENT, won.changes().getFirst().after()));
        assertThat(store.statistics().refused()).isEqualTo(1);
    }

    @Test
    void durable_nothingIsVisibleOrToldBeforeItIsSynced() throws Exception {
        try (Watch watch = store.watch(KeyRange.all("first"), Revision.ZERO)) {
            FutureTask<WatchEvent> told = new FutureTask<>(watch::next);
            Thread.ofVirtual().start(told);
            Call first = hangingCall();

            assertThat(store.latest().revision()).isEqualTo(Revision.ZERO);
            assertThat(told.isDone()).isFalse();
            assertThat(first.task.isDone()).isFalse();

            disk.pass();
            Committed result = (Committed) first.result();
            assertThat(told.get(10, TimeUnit.SECONDS))
                    .isEqualTo(new WatchEvent.Commit(result.revision(), result.changes()));
        }
    }

    @Test
    void atomic_aFailedWriteAppliesNothingAndTheNextOneTakesItsRevision() throws Exception {
        disk.failWith(new StoreUnavailableException("no space"));
        assertThatThrownBy(() -> store.commit(List.of(), List.of(put(A, "1")), CAUSE))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage("no space");

        disk.heal();
        CommitResult next = store.commit(List.of(A_IS_ABSENT), List.of(put(A, "2")), CAUSE);

        assertThat(((Committed) next).revision()).isEqualTo(new Revision(1));
        assertThat(store.statistics().failed()).isEqualTo(1);
        assertThat(faults).isEmpty();
    }

    @Test
    void atomic_aFailedBatchFailsAllThatWasDecidedInIt() throws Exception {
        hangingCall();
        Call winner = new Call(List.of(A_IS_ABSENT), put(A, "winner")).queued();
        Call loser = new Call(List.of(A_IS_ABSENT), put(A, "loser")).queued();
        disk.pass();
        disk.awaitAppend();
        disk.failWith(new StoreUnavailableException("no space"));
        disk.pass();

        assertThatThrownBy(winner::result).hasCauseInstanceOf(StoreUnavailableException.class);
        // It would have been refused because of a commit that does not exist.
        assertThatThrownBy(loser::result).hasCauseInstanceOf(StoreUnavailableException.class);
        assertThat(store.latest().get(A)).isEmpty();
    }

    @Test
    void aBugInTheDiskStopsTheStoreAndIsReportedOnce() {
        disk.failWith(new IllegalStateException("mad"));
        assertThatThrownBy(() -> store.commit(List.of(), List.of(put(A, "1")), CAUSE))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("stopped after an internal error")
                .hasMessageContaining("mad");

        disk.heal();

        assertThatThrownBy(() -> store.commit(List.of(), List.of(put(A, "1")), CAUSE))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("stopped after an internal error");
        assertThat(faults).hasSize(1);
        assertThat(store.latest().list(PODS)).isEmpty();
    }

    @Test
    void anInterruptWhileWaitingForItsTurnTakesTheCommitBack() throws Exception {
        Call first = hangingCall();
        Call second = call(put(A, "1")).queued();

        second.thread.interrupt();

        assertThatThrownBy(second::result)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        disk.pass();
        first.result();
        assertThat(store.latest().get(A)).isEmpty();
        assertThat(disk.commits()).hasSize(1);
    }

    @Test
    void anInterruptDuringItsSyncIsKeptUntilTheAnswerIsThere() throws Exception {
        disk.hang();
        List<Boolean> stillInterrupted = new CopyOnWriteArrayList<>();
        FutureTask<CommitResult> task = new FutureTask<>(() -> {
            CommitResult result = store.commit(List.of(), List.of(put(A, "1")), CAUSE);
            stillInterrupted.add(Thread.currentThread().isInterrupted());
            return result;
        });
        Thread thread = Thread.ofVirtual().start(task);
        disk.awaitAppend();

        thread.interrupt();
        disk.pass();

        assertThat(task.get(10, TimeUnit.SECONDS)).isInstanceOf(Committed.class);
        assertThat(stillInterrupted).containsExactly(true);
    }

    @Test
    void closingWaitsForTheSyncAndRefusesWhatStillWaits() throws Exception {
        Call first = hangingCall();
        Call second = call(put(A, "1")).queued();
        Thread closer = Thread.ofVirtual().start(store::close);

        assertThatThrownBy(second::result)
                .hasCauseInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("closed");
        assertThat(disk.isClosed()).isFalse();
        disk.pass();

        assertThat(first.result()).isInstanceOf(Committed.class);
        closer.join();
        assertThat(disk.isClosed()).isTrue();
    }

    @Test
    void aBatchTakesNoMoreCommitsThanItsLimit() throws Exception {
        store = open(new BatchLimits(4, Long.MAX_VALUE, 100));
        Call first = hangingCall();
        List<Call> gathered = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            gathered.add(call(put(A, "value " + i)).queued());
        }

        for (int i = 0; i < 4; i++) {
            disk.pass();
        }

        first.result();
        for (Call each : gathered) {
            each.result();
        }
        assertThat(disk.batchSizes()).containsExactly(1, 4, 4, 2);
    }

    @Test
    void aBatchEndsWithTheCommitThatReachesTheLimitOfBytes() throws Exception {
        store = open(new BatchLimits(100, 1_000, 100));
        Call first = hangingCall();
        List<Call> gathered = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            gathered.add(call(put(A, "x".repeat(600))).queued());
        }
        gathered.add(call(put(B, "x".repeat(5_000))).queued());

        for (int i = 0; i < 4; i++) {
            disk.pass();
        }

        first.result();
        for (Call each : gathered) {
            each.result();
        }
        assertThat(disk.batchSizes()).containsExactly(1, 2, 2, 1);
    }

    @Test
    void beyondTheLimitOfTheQueueCallersWaitAndAreServedLater() throws Exception {
        store = open(new BatchLimits(100, Long.MAX_VALUE, 2));
        hangingCall();
        List<Call> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(call(put(A, "value " + i)).queued());
        }

        for (int i = 0; i < 6; i++) {
            disk.pass();
        }

        for (Call each : all) {
            assertThat(each.result()).isInstanceOf(Committed.class);
        }
        assertThat(store.latest().revision()).isEqualTo(new Revision(6));
        assertThat(disk.batchSizes()).allMatch(size -> size <= 2);
    }
}
