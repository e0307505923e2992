package dev.jukung.store;

import static dev.jukung.store.RevisionStoreContract.A;
import static dev.jukung.store.RevisionStoreContract.CAUSE;
import static dev.jukung.store.RevisionStoreContract.NODE;
import static dev.jukung.store.RevisionStoreContract.PODS;
import static dev.jukung.store.RevisionStoreContract.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.base.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a store tells the clock: a cluster has not settled while a watch has something that nobody has handled. */
@Timeout(30)
abstract class SettlingContract {
    final HoldCounter clock = new HoldCounter();
    RevisionStore store;
    Revision start;

    /** A new and empty store. */
    abstract RevisionStore open(Clock clockOfStore) throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open(clock);
        start = store.latest().revision();
    }

    @AfterEach
    void closeStore() {
        store.close();
        assertThat(clock.open()).as("a closed store holds nothing").isZero();
    }

    @Test
    void anIdleWatchHoldsNothing() throws InterruptedException {
        try (Watch _ = store.watch(PODS, start)) {
            commit(NODE, "elsewhere");

            assertThat(clock.open()).isZero();
        }
    }

    @Test
    void anEventHoldsTheClockUntilTheNextOneIsAskedFor() throws Exception {
        try (Watch watch = store.watch(PODS, start)) {
            commit(A, "1");
            assertThat(clock.open()).as("queued").isEqualTo(1);
            watch.next();
            assertThat(clock.open()).as("being handled").isEqualTo(1);

            Thread reader = Thread.ofVirtual().start(() -> nextUntilInterrupted(watch));
            clock.awaitNone();

            commit(A, "2");
            clock.awaitNone();
            reader.interrupt();
            reader.join();
        }
    }

    @Test
    void eventsOfThePastHoldTheClockFromTheOpening() throws InterruptedException {
        commit(A, "1");

        try (Watch _ = store.watch(PODS, start)) {
            assertThat(clock.open()).isEqualTo(1);
        }
        assertThat(clock.open()).isZero();
    }

    @Test
    void progressHoldsTheClockLikeAnEvent() throws InterruptedException {
        try (Watch watch = store.watch(PODS, start)) {
            watch.progress();
            watch.progress();
            assertThat(clock.open()).isEqualTo(1);
            watch.next();
            assertThat(clock.open()).isEqualTo(1);
        }
        assertThat(clock.open()).isZero();
    }

    @Test
    void aWatchThatFellBehindHoldsTheClockUntilItsEndIsHandled() throws InterruptedException {
        try (Watch watch = store.watch(PODS, start)) {
            commit(A, "1");
            store.compact(store.latest().revision());
            assertThat(watch.next()).isInstanceOf(WatchEvent.Compacted.class);
            assertThat(clock.open()).isEqualTo(1);

            watch.next();

            assertThat(clock.open()).isZero();
        }
    }

    @Test
    void closingTheStoreLetsTheClockGo() throws InterruptedException {
        Watch watch = store.watch(PODS, start);
        commit(A, "1");

        store.close();

        assertThat(clock.open()).isZero();
        assertThat(watch.next()).isEqualTo(new WatchEvent.Closed());
        assertThat(clock.open()).isZero();
    }

    private void commit(Key key, String value) throws InterruptedException {
        store.commit(List.of(), List.of(put(key, value)), CAUSE);
    }

    private static void nextUntilInterrupted(Watch watch) {
        try {
            while (true) {
                watch.next();
            }
        } catch (InterruptedException e) {
            // the test is over
        }
    }
}
