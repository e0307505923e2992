package dev.jukung.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.base.Cause;
import dev.jukung.base.VirtualClock;
import dev.jukung.store.CommitResult.Committed;
import dev.jukung.store.CommitResult.Refused;
import dev.jukung.store.Guard.Absent;
import dev.jukung.store.Guard.Unchanged;
import dev.jukung.store.Write.Delete;
import dev.jukung.store.Write.Put;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One promise of {@link RevisionStore} per test. Each implementation extends this class; watches have {@link WatchContract}. */
@Timeout(30)
abstract class RevisionStoreContract {
    static final KeyRange PODS = KeyRange.all("pods");
    static final Key A = new Key("pods", "default/a");
    static final Key B = new Key("pods", "default/b");
    static final Key NODE = new Key("nodes", "node-1");
    static final Cause CAUSE = new Cause("kubernetes-admin", "POST /api/v1/namespaces/default/pods", 0);

    final VirtualClock clock = new VirtualClock(Instant.EPOCH);
    RevisionStore store;

    /** Of the empty store: etcd does not begin at zero. */
    Revision start;

    /** A new and empty store. */
    abstract RevisionStore open(VirtualClock clockOfStore) throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open(clock);
        start = store.latest().revision();
    }

    /** The revision of the n-th commit. */
    Revision commitNumber(long n) {
        return new Revision(start.value() + n);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void aNewStoreIsEmptyAndHasNoHistory() {
        assertThat(store.oldest()).isEqualTo(start);
        assertThat(store.latest().list(PODS)).isEmpty();
        assertThat(store.latest().get(A)).isEmpty();
    }

    @Test
    void atomic_allWritesOfACommitAppearAtOneRevision() throws InterruptedException {
        Revision revision = commit(put(A, "1"), put(NODE, "2"));

        assertThat(text(A)).contains("1");
        assertThat(text(NODE)).contains("2");
        assertThat(store.latest().get(A)).map(Entry::modified).contains(revision);
        assertThat(store.latest().get(NODE)).map(Entry::modified).contains(revision);
        assertThat(store.at(new Revision(revision.value() - 1)).orElseThrow().get(A))
                .isEmpty();
    }

    @Test
    void atomic_aBrokenGuardKeepsAllWritesOut() throws InterruptedException {
        commit(put(A, "1"));
        Entry before = store.latest().get(A).orElseThrow();

        CommitResult result =
                store.commit(List.of(new Absent(B), new Absent(A)), List.of(put(A, "2"), put(B, "2")), CAUSE);

        assertThat(result).isEqualTo(new Refused(new Absent(A), Optional.of(before)));
        assertThat(text(A)).contains("1");
        assertThat(store.latest().get(B)).isEmpty();
    }

    @Test
    void atomic_anUnchangedGuardHoldsOnlyForTheRevisionItNames() throws InterruptedException {
        Revision first = commit(put(A, "1"));
        Revision second = commit(put(A, "2"));
        Unchanged stale = new Unchanged(A, first);
        Unchanged fresh = new Unchanged(A, second);

        assertThat(store.commit(List.of(stale), List.of(put(A, "3")), CAUSE))
                .isEqualTo(new Refused(stale, store.latest().get(A)));
        assertThat(store.commit(List.of(fresh), List.of(put(A, "3")), CAUSE)).isInstanceOf(Committed.class);
        assertThat(text(A)).contains("3");
    }

    @Test
    void atomic_anUnchangedGuardRefusesAKeyThatIsGone() throws InterruptedException {
        Revision first = commit(put(A, "1"));
        commit(new Delete(A));
        Unchanged guard = new Unchanged(A, first);

        assertThat(store.commit(List.of(guard), List.of(put(A, "2")), CAUSE))
                .isEqualTo(new Refused(guard, Optional.empty()));
    }

    @Test
    void atomic_guardsAloneAreCheckedAndTakeNoRevision() throws InterruptedException {
        Revision first = commit(put(A, "1"));

        assertThat(store.commit(List.of(new Unchanged(A, first)), List.of(), CAUSE))
                .isEqualTo(new Committed(first, List.of()));
        assertThat(store.commit(List.of(new Absent(A)), List.of(), CAUSE)).isInstanceOf(Refused.class);
        assertThat(store.latest().revision()).isEqualTo(first);
    }

    @Test
    void atomic_twoWritesOfOneKeyAreTheCallersMistake() {
        assertThatThrownBy(() -> commit(put(A, "1"), new Delete(A)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pods/default/a");
        assertThat(store.latest().revision()).isEqualTo(start);
    }

    @Test
    void ordered_eachCommitTakesTheNextRevision() throws InterruptedException {
        assertThat(commit(put(A, "1"))).isEqualTo(commitNumber(1));
        assertThat(commit(put(NODE, "1"))).isEqualTo(commitNumber(2));
        assertThat(commit(new Delete(A))).isEqualTo(commitNumber(3));
    }

    @Test
    void ordered_aRefusedCommitTakesNoRevision() throws InterruptedException {
        Revision first = commit(put(A, "1"));

        store.commit(List.of(new Absent(A)), List.of(put(B, "2")), CAUSE);

        assertThat(commit(put(B, "3"))).isEqualTo(first.next());
    }

    @Test
    void ordered_aCommitThatChangesNothingTakesNoRevision() throws InterruptedException {
        Revision first = commit(put(A, "1"));

        CommitResult result = store.commit(List.of(), List.of(new Delete(B)), CAUSE);

        Change nothing = new Change(B, Optional.empty(), Optional.empty());
        assertThat(result).isEqualTo(new Committed(first, List.of(nothing)));
        assertThat(store.latest().revision()).isEqualTo(first);
    }

    @Test
    void ordered_anEntryRemembersTheCommitsThatCreatedAndModifiedIt() throws InterruptedException {
        Revision created = commit(put(A, "1"));
        Revision modified = commit(put(A, "2"));
        assertThat(store.latest().get(A)).map(Entry::created).contains(created);
        assertThat(store.latest().get(A)).map(Entry::modified).contains(modified);

        commit(new Delete(A));
        Revision again = commit(put(A, "3"));
        assertThat(store.latest().get(A)).map(Entry::created).contains(again);
    }

    @Test
    void theAnswerHasTheWritesAsStoredInTheOrderTheyWereGiven() throws InterruptedException {
        commit(put(B, "old"));
        Entry old = store.latest().get(B).orElseThrow();

        Committed result =
                (Committed) store.commit(List.of(), List.of(put(NODE, "n"), new Delete(B), put(A, "a")), CAUSE);

        assertThat(result.changes())
                .containsExactly(
                        new Change(NODE, Optional.empty(), store.latest().get(NODE)),
                        new Change(B, Optional.of(old), Optional.empty()),
                        new Change(A, Optional.empty(), store.latest().get(A)));
    }

    @Test
    void aValueCanContainItsOwnRevision() throws InterruptedException {
        commit(put(B, "filler"));

        String metadata = "{\"metadata\":{\"name\":\"a\",\"resourceVersion\":\"";
        commit(new Put(A, (metadata + "\"}}").getBytes(UTF_8), metadata.length()));
        assertThat(text(A)).contains(metadata + commitNumber(2) + "\"}}");

        String other = "{\"data\":{\"resourceVersion\":\"\"},\"metadata\":{\"resourceVersion\":\"";
        commit(
                new Put(A, (metadata + "\"}}").getBytes(UTF_8), metadata.length()),
                new Put(B, (other + "\"}}").getBytes(UTF_8), other.length()));
        assertThat(text(A)).contains(metadata + commitNumber(3) + "\"}}");
        assertThat(text(B)).contains(other + commitNumber(3) + "\"}}");
    }

    @Test
    void aPlaceForTheRevisionOutsideTheValueIsTheCallersMistake() {
        assertThatThrownBy(() -> commit(new Put(A, new byte[2], 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pods/default/a");
        assertThat(store.latest().get(A)).isEmpty();
    }

    @Test
    void visible_afterACommitEveryThreadReadsIt() throws InterruptedException {
        Revision revision = commit(put(A, "1"));
        List<Snapshot> seen = new ArrayList<>();

        Thread other = Thread.ofVirtual().start(() -> seen.add(store.latest()));
        other.join();

        assertThat(seen.getFirst().revision()).isEqualTo(revision);
        assertThat(seen.getFirst().get(A)).isPresent();
    }

    @Test
    void visible_whatIsCurrentHasEveryCommitThatWasAnswered() throws InterruptedException {
        Revision revision = commit(put(A, "1"));

        assertThat(store.current().revision()).isEqualTo(revision);
        assertThat(store.await(revision, Duration.ZERO)).isTrue();
        assertThat(store.await(revision.next(), Duration.ofMillis(1))).isFalse();
    }

    @Test
    void visible_anObserverIsToldEachChangeWhenItCanBeReadAndBeforeItIsAnswered() throws InterruptedException {
        List<Change> told = new CopyOnWriteArrayList<>();
        List<Optional<Entry>> read = new CopyOnWriteArrayList<>();
        store.observe(change -> {
            told.add(change);
            read.add(store.latest().get(change.key()));
        });

        Committed first = (Committed) store.commit(List.of(), List.of(put(A, "1"), put(NODE, "1")), CAUSE);
        store.commit(List.of(new Absent(A)), List.of(put(B, "refused")), CAUSE);

        assertThat(told).isEqualTo(first.changes());
        assertThat(read).isEqualTo(first.changes().stream().map(Change::after).toList());
    }

    @Test
    void visible_anObserverIsToldBeforeAWatch() throws InterruptedException {
        try (Watch watch = store.watch(PODS, start)) {
            store.observe(_ -> watch.progress()); // it takes its place behind what the watch was told before

            Revision revision = commit(put(A, "1"));

            assertThat(watch.next()).isInstanceOf(WatchEvent.Progress.class);
            assertThat(watch.next())
                    .isInstanceOfSatisfying(WatchEvent.Commit.class, commit -> assertThat(commit.revision())
                            .isEqualTo(revision));
        }
    }

    @Test
    void visible_aSnapshotNeverChanges() throws InterruptedException {
        commit(put(A, "1"));
        Snapshot snapshot = store.latest();

        commit(put(A, "2"), put(B, "2"));

        assertThat(snapshot.get(A)).map(this::text).contains("1");
        assertThat(names(snapshot.list(PODS))).containsExactly("default/a");
    }

    @Test
    void visible_thePastCanBeRead() throws InterruptedException {
        Revision first = commit(put(A, "1"));
        Revision second = commit(put(A, "2"));
        Revision third = commit(new Delete(A));

        assertThat(store.at(start).orElseThrow().list(PODS)).isEmpty();
        assertThat(store.at(first).orElseThrow().get(A)).map(this::text).contains("1");
        assertThat(store.at(second).orElseThrow().get(A)).map(this::text).contains("2");
        assertThat(store.at(third).orElseThrow().get(A)).isEmpty();
        assertThat(store.at(third).orElseThrow().revision()).isEqualTo(third);
        assertThat(store.at(third.next())).isEmpty();
    }

    @Test
    void aListHasTheKeysOfTheRangeInTheOrderOfTheirNames() throws InterruptedException {
        commit(pod("default/b"), pod("kube-system/a"), pod("default/a"), pod("default-2/a"), put(NODE, "n"));

        assertThat(names(store.latest().list(PODS)))
                .containsExactly("default-2/a", "default/a", "default/b", "kube-system/a");
        assertThat(names(store.latest().list(new KeyRange("pods", "default/"))))
                .containsExactly("default/a", "default/b");
        assertThat(names(store.latest().list(new KeyRange("pods", "missing/")))).isEmpty();
        assertThat(names(store.latest().list(KeyRange.all("missing")))).isEmpty();
    }

    @Test
    void aRangeWhosePrefixEndsWithTheGreatestCharacterHasAnEnd() throws InterruptedException {
        commit(pod("a\uffff"), pod("a\uffffb"), pod("b"));

        assertThat(names(store.latest().list(new KeyRange("pods", "a\uffff")))).containsExactly("a\uffff", "a\uffffb");
        assertThat(names(store.latest().list(new KeyRange("pods", "\uffff")))).isEmpty();
    }

    @Test
    void allIsEveryKeyCollectionByCollection() throws InterruptedException {
        commit(pod("b"), pod("a"), put(NODE, "n"));

        assertThat(store.latest().all())
                .extracting(entry -> entry.key().toString())
                .containsExactly("nodes/node-1", "pods/a", "pods/b");
    }

    @Test
    void pagesTogetherAreTheList() throws InterruptedException {
        for (int i = 100; i < 300; i++) {
            commit(pod("default/" + i), pod("other/" + i));
        }
        KeyRange range = new KeyRange("pods", "default/");
        Snapshot snapshot = store.latest();
        List<Entry> paged = new ArrayList<>();
        String after = "";

        for (List<Entry> page = snapshot.page(range, after, 7);
                !page.isEmpty();
                page = snapshot.page(range, after, 7)) {
            paged.addAll(page);
            after = page.getLast().key().name();
            assertThat(snapshot.count(range, after)).isEqualTo(200 - paged.size());
        }

        assertThat(paged).isEqualTo(snapshot.list(range)).hasSize(200);
    }

    @Test
    void aPageMayBeginAfterANameThatIsNotThere() throws InterruptedException {
        commit(pod("default/a"), pod("default/c"));
        KeyRange range = new KeyRange("pods", "default/");

        assertThat(names(store.latest().page(range, "default/b", 5))).containsExactly("default/c");
        assertThat(names(store.latest().page(range, "a", 5))).containsExactly("default/a", "default/c");
        assertThat(store.latest().page(range, "z", 5)).isEmpty();
        assertThat(store.latest().page(range, "", 0)).isEmpty();
        assertThat(store.latest().count(range, "default/b")).isEqualTo(1);
        assertThat(store.latest().count(range, "z")).isZero();
        assertThat(store.latest().count(range, "")).isEqualTo(2);
    }

    @Test
    void explained_theCauseOfEachCommitIsKept() throws InterruptedException {
        Cause second = new Cause("deployment-controller", "scale up", 1);
        commit(put(A, "1"));
        Committed result = (Committed) store.commit(List.of(), List.of(put(B, "1")), second);

        assertThat(store.cause(commitNumber(1))).contains(CAUSE);
        assertThat(store.cause(result.revision())).contains(second);
        assertThat(store.cause(start)).isEmpty();
        assertThat(store.cause(commitNumber(3))).isEmpty();
    }

    @Test
    void explained_theCauseOfTheOldestRevisionOutlivesCompaction() throws InterruptedException {
        commit(put(A, "1"));
        Revision oldest = commit(put(A, "2"));
        commit(put(A, "3"));

        store.compact(oldest);

        assertThat(store.cause(oldest)).contains(CAUSE);
    }

    @Test
    void compactionForgetsWhatIsBeforeAndKeepsTheRest() throws InterruptedException {
        commit(put(A, "1"), put(B, "1"));
        Revision oldest = commit(put(A, "2"));
        Revision last = commit(put(A, "3"));

        store.compact(oldest);

        assertThat(store.oldest()).isEqualTo(oldest);
        assertThat(store.at(commitNumber(1))).isEmpty();
        assertThat(store.at(oldest).orElseThrow().get(A)).map(this::text).contains("2");
        assertThat(store.at(last).orElseThrow().get(A)).map(this::text).contains("3");
        assertThat(text(B)).contains("1");
    }

    @Test
    void compactionGoesForwardOnlyAndNotIntoTheFuture() throws InterruptedException {
        commit(put(A, "1"));
        Revision last = commit(put(A, "2"));
        store.compact(last);

        store.compact(commitNumber(1));

        assertThat(store.oldest()).isEqualTo(last);
        assertThatThrownBy(() -> store.compact(last.next())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aForkStartsFromTheSameStateAndIsIndependent() throws Exception {
        Revision common = commit(put(A, "1"));
        try (RevisionStore fork = store.fork(clock)) {
            commit(put(A, "parent"));
            fork.commit(List.of(), List.of(put(B, "fork")), CAUSE);

            assertThat(fork.at(common).orElseThrow().list(PODS)).hasSize(1);
            assertThat(fork.latest().revision()).isEqualTo(common.next());
            assertThat(fork.latest().get(A)).map(this::text).contains("1");
            assertThat(fork.latest().get(B)).map(this::text).contains("fork");
            assertThat(store.latest().get(B)).isEmpty();
            assertThat(fork.oldest()).isEqualTo(common);
        }
        commit(put(A, "the parent lives on"));
    }

    @Test
    void aForkOutlivesItsParent() throws InterruptedException {
        commit(put(A, "1"));
        try (RevisionStore fork = store.fork(clock)) {
            store.close();

            assertThat(fork.commit(List.of(), List.of(put(A, "2")), CAUSE)).isInstanceOf(Committed.class);
            assertThat(fork.latest().get(A)).map(this::text).contains("2");
        }
    }

    @Test
    void aClosedStoreRefusesCommitsAndCanStillBeRead() throws InterruptedException {
        commit(put(A, "1"));

        store.close();
        store.close();

        assertThatThrownBy(() -> commit(put(A, "2")))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("closed");
        assertThat(text(A)).contains("1");
    }

    @Test
    void anInterruptedCommitHasEitherNotHappenedOrIsAnswered() throws Exception {
        boolean thrown = false;
        Thread.currentThread().interrupt();
        try {
            commit(put(A, "1"));
        } catch (InterruptedException e) {
            thrown = true;
        }
        boolean stillInterrupted = Thread.interrupted();

        assertThat(store.latest().get(A).isPresent()).isNotEqualTo(thrown);
        assertThat(stillInterrupted).isNotEqualTo(thrown);
    }

    @Test
    void statisticsCountCommitsAndRefusals() throws InterruptedException {
        commit(put(A, "1"));
        commit(put(A, "2"));
        store.commit(List.of(new Absent(A)), List.of(put(B, "2")), CAUSE);

        StoreStatistics statistics = store.statistics();

        assertThat(statistics.commits()).isEqualTo(2);
        assertThat(statistics.refused()).isEqualTo(1);
        assertThat(statistics.revisionsKept()).isEqualTo(2);
    }

    // What the tests are written in.

    Revision commit(Write... writes) throws InterruptedException {
        CommitResult result = store.commit(List.of(), List.of(writes), CAUSE);
        return ((Committed) result).revision();
    }

    static Put put(Key key, String value) {
        return new Put(key, value.getBytes(UTF_8));
    }

    static Put pod(String name) {
        return put(new Key("pods", name), name);
    }

    Optional<String> text(Key key) {
        return store.latest().get(key).map(this::text);
    }

    String text(Entry entry) {
        return new String(entry.value(), UTF_8);
    }

    static List<String> names(List<Entry> entries) {
        return entries.stream().map(entry -> entry.key().name()).toList();
    }
}
