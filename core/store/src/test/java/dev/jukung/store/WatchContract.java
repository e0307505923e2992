package dev.jukung.store;

import static dev.jukung.store.RevisionStoreContract.A;
import static dev.jukung.store.RevisionStoreContract.B;
import static dev.jukung.store.RevisionStoreContract.CAUSE;
import static dev.jukung.store.RevisionStoreContract.NODE;
import static dev.jukung.store.RevisionStoreContract.PODS;
import static dev.jukung.store.RevisionStoreContract.pod;
import static dev.jukung.store.RevisionStoreContract.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.base.VirtualClock;
import dev.jukung.store.CommitResult.Committed;
import dev.jukung.store.Write.Delete;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The promises of {@link Watch}, one per test, for every implementation. */
@Timeout(30)
abstract class WatchContract {
    private static final WatchEvent CLOSED = new WatchEvent.Closed();

    final VirtualClock clock = new VirtualClock(Instant.EPOCH);
    RevisionStore store;
    Revision start;

    /** A new and empty store. */
    abstract RevisionStore open(VirtualClock clockOfStore) throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open(clock);
        start = store.latest().revision();
    }

    private Revision commitNumber(long n) {
        return new Revision(start.value() + n);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void reliable_aWatchGivesEveryCommitOfItsRangeInOrder() throws InterruptedException {
        try (Watch watch = store.watch(PODS, start)) {
            Committed first = commit(put(A, "1"));
            Committed second = commit(put(A, "2"));
            commit(put(NODE, "elsewhere"));
            Committed third = commit(new Delete(A));

            assertThat(watch.next()).isEqualTo(event(first));
            assertThat(watch.next()).isEqualTo(event(second));
            assertThat(watch.next()).isEqualTo(event(third));
        }
    }

    @Test
    void reliable_aWatchResumesFromAnOldRevision() throws InterruptedException {
        Committed first = commit(put(A, "1"));
        Committed second = commit(put(B, "1"));
        Committed third = commit(put(A, "2"));

        try (Watch watch = store.watch(PODS, first.revision())) {
            assertThat(watch.next()).isEqualTo(event(second));
            assertThat(watch.next()).isEqualTo(event(third));
        }
    }

    @Test
    void reliable_aWatchFromTheLatestRevisionGivesOnlyWhatComes() throws InterruptedException {
        commit(put(A, "1"));
        try (Watch watch = store.watch(PODS, store.latest().revision())) {
            Committed next = commit(put(A, "2"));

            assertThat(watch.next()).isEqualTo(event(next));
        }
    }

    @Test
    void reliable_aWatchFromAFutureRevisionSkipsWhatIsNotAfterIt() throws InterruptedException {
        try (Watch watch = store.watch(PODS, commitNumber(2))) {
            commit(put(A, "1"));
            commit(put(A, "2"));
            Committed third = commit(put(A, "3"));

            assertThat(watch.next()).isEqualTo(event(third));
        }
    }

    @Test
    void reliable_aWatchOfAPrefixGivesOnlyThatPartOfACommit() throws InterruptedException {
        try (Watch watch = store.watch(new KeyRange("pods", "default/"), start)) {
            commit(pod("other/x"));
            Committed both = commit(pod("other/y"), pod("default/a"));
            commit(pod("default-2/z"));
            Committed second = commit(pod("default/b"));

            assertThat(watch.next())
                    .isEqualTo(new WatchEvent.Commit(
                            both.revision(), both.changes().subList(1, 2)));
            assertThat(watch.next()).isEqualTo(event(second));
        }
    }

    @Test
    void reliable_aCommitAcrossCollectionsIsToldToEachOfThem() throws InterruptedException {
        try (Watch pods = store.watch(PODS, start);
                Watch nodes = store.watch(KeyRange.all("nodes"), start)) {
            Committed both = commit(put(A, "1"), put(NODE, "1"), put(B, "1"));

            assertThat(pods.next())
                    .isEqualTo(new WatchEvent.Commit(
                            both.revision(),
                            List.of(both.changes().get(0), both.changes().get(2))));
            assertThat(nodes.next())
                    .isEqualTo(new WatchEvent.Commit(
                            both.revision(), both.changes().subList(1, 2)));
        }
    }

    @Test
    void reliable_aWriteThatChangesNothingIsNotTold() throws InterruptedException {
        try (Watch watch = store.watch(PODS, start)) {
            commit(new Delete(B));
            Committed real = commit(put(A, "1"), new Delete(B));

            assertThat(watch.next())
                    .isEqualTo(new WatchEvent.Commit(
                            real.revision(), real.changes().subList(0, 1)));
        }
    }

    @Test
    void reliable_aChangeHasTheValueBeforeAndAfter() throws InterruptedException {
        commit(put(A, "1"));
        Optional<Entry> old = store.latest().get(A);
        try (Watch watch = store.watch(PODS, store.latest().revision())) {
            commit(put(A, "2"));

            WatchEvent.Commit told = (WatchEvent.Commit) watch.next();
            assertThat(told.changes())
                    .containsExactly(new Change(A, old, store.latest().get(A)));
        }
    }

    @Test
    void visible_whatAWatchTellsCanBeRead() throws Exception {
        try (Watch watch = store.watch(PODS, start)) {
            CompletableFuture<Optional<Entry>> seen = onAThread(() -> {
                watch.next();
                return store.latest().get(A);
            });

            commit(put(A, "1"));

            assertThat(seen.get(10, TimeUnit.SECONDS)).isPresent();
        }
    }

    @Test
    void reliable_aWatchThatFellBehindCompactionSaysSoInsteadOfSkipping() throws InterruptedException {
        try (Watch behind = store.watch(PODS, start)) {
            commit(put(A, "1"));
            Committed second = commit(put(A, "2"));

            store.compact(second.revision());

            assertThat(behind.next()).isEqualTo(new WatchEvent.Compacted(second.revision()));
            assertThat(behind.next()).isEqualTo(new WatchEvent.Compacted(second.revision()));
        }
    }

    @Test
    void reliable_aWatchThatHasReadItsEventsDoesNotMindCompaction() throws InterruptedException {
        try (Watch watch = store.watch(new KeyRange("pods", "default/"), start);
                Watch idle = store.watch(KeyRange.all("nodes"), start)) {
            commit(pod("default/a"));
            watch.next();
            commit(pod("other/a"));
            Committed last = commit(pod("other/b"));

            store.compact(last.revision());
            Committed next = commit(pod("default/b"), put(NODE, "1"));

            assertThat(watch.next())
                    .isEqualTo(new WatchEvent.Commit(
                            next.revision(), next.changes().subList(0, 1)));
            assertThat(idle.next())
                    .isEqualTo(new WatchEvent.Commit(
                            next.revision(), next.changes().subList(1, 2)));
        }
    }

    @Test
    void reliable_aStartThatWasCompactedAwaySaysSoAtOnce() throws InterruptedException {
        commit(put(A, "1"));
        Committed second = commit(put(A, "2"));
        store.compact(second.revision());

        try (Watch tooOld = store.watch(PODS, commitNumber(1));
                Watch justRight = store.watch(PODS, second.revision())) {
            assertThat(tooOld.next()).isEqualTo(new WatchEvent.Compacted(second.revision()));
            Committed third = commit(put(A, "3"));
            assertThat(justRight.next()).isEqualTo(event(third));
        }
    }

    @Test
    void progressIsToldAtThePlaceWhereItWasAskedFor() throws InterruptedException {
        try (Watch watch = store.watch(PODS, start)) {
            Committed first = commit(put(A, "1"));
            Committed elsewhere = commit(put(NODE, "1"));
            watch.progress();
            Committed later = commit(put(A, "2"));

            assertThat(watch.next()).isEqualTo(event(first));
            assertThat(watch.next()).isEqualTo(new WatchEvent.Progress(elsewhere.revision()));
            assertThat(watch.next()).isEqualTo(event(later));
        }
    }

    @Test
    void progressWakesAnIdleWatch() throws Exception {
        commit(put(NODE, "1"));
        try (Watch watch = store.watch(PODS, store.latest().revision())) {
            CompletableFuture<WatchEvent> told = onAThread(watch::next);

            watch.progress();

            assertThat(told.get(10, TimeUnit.SECONDS))
                    .isEqualTo(new WatchEvent.Progress(store.latest().revision()));
        }
    }

    @Test
    void progressAskedForTwiceIsToldOnceAtTheLaterPlace() throws InterruptedException {
        try (Watch watch = store.watch(PODS, start)) {
            watch.progress();
            Committed first = commit(put(A, "1"));
            watch.progress();
            Committed second = commit(put(A, "2"));

            assertThat(watch.next()).isEqualTo(event(first));
            assertThat(watch.next()).isEqualTo(new WatchEvent.Progress(first.revision()));
            assertThat(watch.next()).isEqualTo(event(second));
        }
    }

    @Test
    void closingAWatchEndsItForTheThreadThatWaits() throws Exception {
        Watch watch = store.watch(PODS, start);
        CompletableFuture<WatchEvent> told = onAThread(watch::next);

        watch.close();
        watch.close();

        assertThat(told.get(10, TimeUnit.SECONDS)).isEqualTo(CLOSED);
        assertThat(watch.next()).isEqualTo(CLOSED);
        assertThat(store.statistics().watches()).isZero();
    }

    @Test
    void aClosedWatchTellsNothingThatWasLeft() throws InterruptedException {
        Watch watch = store.watch(PODS, start);
        commit(put(A, "1"));
        watch.progress();

        watch.close();

        assertThat(watch.next()).isEqualTo(CLOSED);
        commit(put(A, "2"));
        watch.progress();
        assertThat(watch.next()).isEqualTo(CLOSED);
    }

    @Test
    void closingTheStoreEndsItsWatches() throws Exception {
        Watch watch = store.watch(PODS, start);
        CompletableFuture<WatchEvent> told = onAThread(watch::next);

        store.close();

        assertThat(told.get(10, TimeUnit.SECONDS)).isEqualTo(CLOSED);
        assertThat(store.watch(PODS, start).next()).isEqualTo(CLOSED);
    }

    @Test
    void aWaitingThreadCanBeInterruptedAndTheWatchGoesOn() throws Exception {
        try (Watch watch = store.watch(PODS, start)) {
            CountDownLatch interrupted = new CountDownLatch(1);
            Thread reader = Thread.ofVirtual().start(() -> {
                try {
                    watch.next();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
            });

            reader.interrupt();

            assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
            Committed first = commit(put(A, "1"));
            assertThat(watch.next()).isEqualTo(event(first));
        }
    }

    @Test
    void aWatchOfAForkFollowsTheForkOnly() throws Exception {
        commit(put(A, "1"));
        try (RevisionStore fork = store.fork(clock);
                Watch watch = fork.watch(PODS, fork.latest().revision());
                Watch past = fork.watch(PODS, start)) {
            commit(put(A, "parent"));
            Committed inFork = (Committed) fork.commit(List.of(), List.of(put(B, "fork")), CAUSE);

            assertThat(watch.next()).isEqualTo(event(inFork));
            assertThat(past.next()).isEqualTo(new WatchEvent.Compacted(fork.oldest()));
        }
    }

    @Test
    void statisticsCountOpenWatches() {
        Watch first = store.watch(PODS, start);
        try (Watch _ = store.watch(KeyRange.all("nodes"), start)) {
            assertThat(store.statistics().watches()).isEqualTo(2);
            first.close();
            assertThat(store.statistics().watches()).isEqualTo(1);
        }
    }

    private Committed commit(Write... writes) throws InterruptedException {
        return (Committed) store.commit(List.of(), List.of(writes), CAUSE);
    }

    private static WatchEvent event(Committed result) {
        return new WatchEvent.Commit(result.revision(), result.changes());
    }

    private interface Task<T> {
        T run() throws Exception;
    }

    private static <T> CompletableFuture<T> onAThread(Task<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(task.run());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }
}
