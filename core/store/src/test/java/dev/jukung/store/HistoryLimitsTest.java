package dev.jukung.store;

import static dev.jukung.store.RevisionStoreContract.A;
import static dev.jukung.store.RevisionStoreContract.CAUSE;
import static dev.jukung.store.RevisionStoreContract.NODE;
import static dev.jukung.store.RevisionStoreContract.PODS;
import static dev.jukung.store.RevisionStoreContract.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.base.Clock;
import dev.jukung.base.SystemClock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happens at the limits of history: the oldest goes, and who still needed it is told. */
class HistoryLimitsTest {
    private final Clock clock = new SystemClock();

    private RevisionStore open(int revisions, long bytes) {
        return TimelineStore.inMemory(State.EMPTY, clock, new HistoryLimits(revisions, bytes));
    }

    private static void commit(RevisionStore store, Key key, String value) throws InterruptedException {
        store.commit(List.of(), List.of(put(key, value)), CAUSE);
    }

    @Test
    void theOldestRevisionsAreForgottenBeyondTheCount() throws InterruptedException {
        try (RevisionStore store = open(10, Long.MAX_VALUE)) {
            for (int i = 0; i < 25; i++) {
                commit(store, A, "value " + i);
            }

            assertThat(store.statistics().revisionsKept()).isEqualTo(10);
            assertThat(store.oldest()).isEqualTo(new Revision(15));
            assertThat(store.at(new Revision(14))).isEmpty();
            assertThat(store.at(new Revision(15))).isPresent();
        }
    }

    @Test
    void largeReplacedValuesShortenHistory() throws InterruptedException {
        long limit = 1_000_000;
        try (RevisionStore store = open(100_000, limit)) {
            for (int i = 0; i < 100; i++) {
                commit(store, A, "x".repeat(20_000));
            }

            assertThat(store.statistics().historyBytes()).isBetween(limit / 2, limit);
            assertThat(store.statistics().revisionsKept()).isBetween(5, 20);
        }
    }

    @Test
    void aSlowWatchIsToldThatItLostItsPlace() throws InterruptedException {
        try (RevisionStore store = open(10, Long.MAX_VALUE);
                Watch slow = store.watch(PODS, Revision.ZERO)) {
            for (int i = 0; i < 11; i++) {
                commit(store, A, "value " + i);
            }

            assertThat(slow.next()).isEqualTo(new WatchEvent.Compacted(new Revision(1)));
            assertThat(store.statistics().watches()).isZero();
        }
    }

    @Test
    void aWatchOfAQuietCollectionOutlivesTheHistoryOfABusyOne() throws InterruptedException {
        try (RevisionStore store = open(10, Long.MAX_VALUE);
                Watch idle = store.watch(KeyRange.all("nodes"), Revision.ZERO)) {
            for (int i = 0; i < 100; i++) {
                commit(store, A, "value " + i);
            }
            commit(store, NODE, "1");

            assertThat(idle.next())
                    .isInstanceOfSatisfying(WatchEvent.Commit.class, event -> assertThat(event.revision())
                            .isEqualTo(new Revision(101)));
        }
    }
}
