package dev.jukung.store;

import static dev.jukung.store.RevisionStoreContract.A;
import static dev.jukung.store.RevisionStoreContract.B;
import static dev.jukung.store.RevisionStoreContract.CAUSE;
import static dev.jukung.store.RevisionStoreContract.NODE;
import static dev.jukung.store.RevisionStoreContract.PODS;
import static dev.jukung.store.RevisionStoreContract.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.base.SystemClock;
import dev.jukung.store.CommitResult.Committed;
import dev.jukung.store.Write.Delete;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Durable: what a store leaves on the disk, and what it makes of what it finds there. */
@Timeout(60)
class RestartTest {
    private final Clock clock = new SystemClock();

    @TempDir
    private Path temporary;

    private RevisionStore open() {
        return open(temporary.resolve("data"));
    }

    private RevisionStore open(Path directory) {
        return RevisionStores.open(directory, clock, (where, bug) -> {
            throw new AssertionError(where, bug);
        });
    }

    private static Committed commit(RevisionStore store, Write... writes) throws InterruptedException {
        return (Committed) store.commit(List.of(), List.of(writes), CAUSE);
    }

    @Test
    void durable_valuesAndRevisionsAreThereAfterARestart() throws InterruptedException {
        List<Change> written;
        try (RevisionStore store = open()) {
            commit(store, put(A, "1"));
            commit(store, put(A, "2"), put(B, "ä\u0000"), put(NODE, ""));
            commit(store, new Delete(B));
            written = commit(store, put(NODE, "3")).changes();
        }

        try (RevisionStore store = open()) {
            Snapshot snapshot = store.latest();
            assertThat(snapshot.revision()).isEqualTo(new Revision(4));
            assertThat(snapshot.list(PODS)).hasSize(1);
            Entry pod = snapshot.get(A).orElseThrow();
            assertThat(pod.value()).isEqualTo("2".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertThat(pod.created()).isEqualTo(new Revision(1));
            assertThat(pod.modified()).isEqualTo(new Revision(2));
            assertThat(snapshot.get(NODE))
                    .map(Entry::modified)
                    .isEqualTo(written.getFirst().after().map(Entry::modified));
        }
    }

    @Test
    void ordered_revisionsGoOnWhereTheyWere() throws InterruptedException {
        try (RevisionStore store = open()) {
            commit(store, put(A, "1"));
            commit(store, new Delete(A)); // no current value has the last revision
        }

        try (RevisionStore store = open()) {
            assertThat(store.latest().revision()).isEqualTo(new Revision(2));
            assertThat(commit(store, put(A, "3")).revision()).isEqualTo(new Revision(3));
        }
    }

    @Test
    void reliable_historyBeginsAnewAndWatchesFromBeforeAreTold() throws InterruptedException {
        try (RevisionStore store = open()) {
            commit(store, put(A, "1"));
            commit(store, put(A, "2"));
        }

        try (RevisionStore store = open();
                Watch old = store.watch(PODS, new Revision(1));
                Watch current = store.watch(PODS, new Revision(2))) {
            assertThat(store.oldest()).isEqualTo(new Revision(2));
            assertThat(old.next()).isEqualTo(new WatchEvent.Compacted(new Revision(2)));
            Committed next = commit(store, put(A, "3"));
            assertThat(current.next()).isEqualTo(new WatchEvent.Commit(next.revision(), next.changes()));
        }
    }

    @Test
    void explained_causesOutliveTheHistory() throws InterruptedException {
        Cause cause = new Cause("system:serviceaccount:kube-system:ä", "", 41);
        try (RevisionStore store = open()) {
            commit(store, put(A, "1"));
            store.commit(List.of(), List.of(put(A, "2")), cause);
            store.compact(new Revision(2));
            assertThat(store.cause(new Revision(1))).contains(CAUSE);
        }

        try (RevisionStore store = open()) {
            assertThat(store.cause(new Revision(1))).contains(CAUSE);
            assertThat(store.cause(new Revision(2))).contains(cause);
            assertThat(store.cause(new Revision(3))).isEmpty();
        }
    }

    @Test
    void explained_causesAreKeptForALimitedNumberOfCommits() throws InterruptedException {
        Durability disk = RocksDbDurability.open(temporary.resolve("data"), 100);
        try (RevisionStore store = TimelineStore.durable(disk, BatchLimits.DEFAULT, clock, (_, _) -> {})) {
            for (int i = 0; i < 350; i++) {
                commit(store, put(A, "value " + i));
            }
            store.compact(store.latest().revision());

            assertThat(store.cause(new Revision(249))).isEmpty();
            assertThat(store.cause(new Revision(250))).contains(CAUSE);
        }
    }

    @Test
    void explained_theOriginOfWhatExistsIsKeptHoweverManyCommitsFollow() throws InterruptedException {
        Key busy = new Key("leases", "busy");
        Instant start = clock.now();
        Durability disk = RocksDbDurability.open(temporary.resolve("data"), 100);
        try (RevisionStore store = TimelineStore.durable(disk, BatchLimits.DEFAULT, clock, (_, _) -> {})) {
            commit(store, put(busy, "0"));
            Cause request = new Cause("anna", "kubectl/v1", "POST /deployments", 0);
            Revision asked = ((Committed) store.commit(List.of(), List.of(put(busy, "1")), request)).revision();
            Cause reaction = new Cause("controller", "", "create a pod", asked.value());
            Revision created = ((Committed) store.commit(List.of(), List.of(put(A, "1")), reaction)).revision();
            for (int i = 0; i < 450; i++) {
                commit(store, put(busy, "value " + i));
            }
            store.compact(store.latest().revision());

            Explained explained = store.explain(created).orElseThrow();
            assertThat(explained.cause()).isEqualTo(reaction);
            assertThat(explained.touched()).containsExactly(new Explained.Touched(A, Explained.Effect.CREATED));
            assertThat(explained.time()).isBetween(start, clock.now());
            assertThat(store.cause(asked)).contains(request);
            assertThat(store.cause(created.next())).isEmpty();
        }
    }

    @Test
    void explained_whatNobodyNeedsAnyMoreGoesInTheEnd() throws InterruptedException {
        Durability disk = RocksDbDurability.open(temporary.resolve("data"), 100);
        try (RevisionStore store = TimelineStore.durable(disk, BatchLimits.DEFAULT, clock, (_, _) -> {})) {
            commit(store, put(B, "0"));
            Revision created = commit(store, put(A, "1")).revision();
            for (int i = 0; i < 150; i++) {
                commit(store, put(B, "value " + i));
            }
            store.compact(store.latest().revision());
            assertThat(store.cause(created)).isPresent();

            commit(store, new Write.Delete(A));
            for (int i = 0; i < 100; i++) {
                commit(store, put(B, "value " + i));
            }

            store.compact(store.latest().revision());
            assertThat(store.cause(created)).isEmpty();
        }
    }

    @Test
    void explained_whatTouchedAKeyIsFoundAlsoWhenItIsGone() throws InterruptedException {
        try (RevisionStore store = open()) {
            commit(store, put(A, "1"), put(B, "1"));
            commit(store, put(B, "2"));
            commit(store, new Write.Delete(A));
        }

        try (RevisionStore store = open()) {
            assertThat(store.explain(A, 10))
                    .extracting(Explained::revision)
                    .containsExactly(new Revision(3), new Revision(1));
            assertThat(store.explain(A, 1).getFirst().touched())
                    .containsExactly(new Explained.Touched(A, Explained.Effect.DELETED));
        }
    }

    @Test
    void manyAndLargeValuesAreThereAfterARestart() throws InterruptedException {
        String large = "x".repeat(3 << 20);
        try (RevisionStore store = open()) {
            for (int i = 0; i < 20; i++) {
                commit(store, put(new Key("secrets", "large/" + i), large));
            }
            for (int i = 0; i < 2_000; i += 100) {
                Write[] writes = new Write[100];
                for (int j = 0; j < writes.length; j++) {
                    writes[j] = put(new Key("pods", "default/" + (i + j)), "pod " + (i + j));
                }
                commit(store, writes);
            }
        }

        try (RevisionStore store = open()) {
            assertThat(store.latest().count(PODS, "")).isEqualTo(2_000);
            assertThat(store.latest().list(KeyRange.all("secrets")))
                    .hasSize(20)
                    .allMatch(entry -> entry.value().length == large.length());
        }
    }

    @Test
    void theDirectoryIsForItsOwnerOnly() throws IOException {
        try (RevisionStore _ = open(temporary.resolve("a/b/data"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temporary.resolve("a/b/data"))))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void aDirectoryInUseByThisProcessIsRefused() throws InterruptedException {
        try (RevisionStore store = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(StoreLockedException.class)
                    .hasMessageContaining("in use by this process")
                    .hasMessageContaining("stop that first");
            commit(store, put(A, "the first store goes on"));
        }
        open().close();
    }

    @Test
    void aDirectoryInUseByAnotherProcessIsRefusedByItsNumber() throws Exception {
        Path directory = temporary.resolve("data");
        try (ChildStore child = ChildStore.start(directory)) {
            child.awaitAcknowledged(1);

            assertThatThrownBy(() -> open(directory))
                    .isInstanceOf(StoreLockedException.class)
                    .hasMessageContaining("in use by process " + child.pid());
        }
        open(directory).close();
    }

    @Test
    void theNativeLibraryIsUnpackedOnceBesideTheData() throws Exception {
        Path directory = temporary.resolve("data");
        try (ChildStore child = ChildStore.start(directory)) {
            child.awaitAcknowledged(1);

            assertThat(Files.readString(Path.of("/proc/" + child.pid() + "/maps")))
                    .contains(directory.resolve("native").toString());
        }
    }

    @Test
    void aPathThatIsAFileIsRefused() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));

        assertThatThrownBy(() -> open(file))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining(file.toString());
        assertThatThrownBy(() -> open(file.resolve("below"))).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void aLostCurrentFileIsDamageAndNotANewStore() throws Exception {
        writeAndFlush();
        Files.delete(data().resolve("CURRENT"));

        expectDamage("CURRENT is missing");
        expectDamage("CURRENT is missing"); // trying has changed nothing
    }

    @Test
    void aLostTableIsDamage() throws Exception {
        writeAndFlush();
        Files.delete(only(".sst"));

        expectDamage("No such file");
    }

    @Test
    void aGarbledTableIsDamage() throws Exception {
        writeAndFlush();
        garble(only(".sst"), 0.3);

        expectDamage("");
    }

    @Test
    void aGarbledRecordInTheMiddleOfTheLogIsDamageAndNotTheEnd() throws Exception {
        writeWithoutFlush();
        garble(only(".log"), 0.5);

        expectDamage("");
    }

    @Test
    void anIncompleteRecordAtTheEndOfTheLogWasNeverAcknowledged() throws Exception {
        writeWithoutFlush();
        Path log = only(".log");
        byte[] content = Files.readAllBytes(log);
        Files.write(log, java.util.Arrays.copyOf(content, content.length - 10));

        try (RevisionStore store = open()) {
            assertThat(store.latest().revision()).isEqualTo(new Revision(99));
            assertThat(store.latest().count(PODS, "")).isEqualTo(99);
        }
    }

    @Test
    void aRocksDbOfSomethingElseIsRefused() throws Exception {
        open().close();
        try (org.rocksdb.RocksDB other = org.rocksdb.RocksDB.open(data().toString())) {
            other.delete(RocksDbRecords.FORMAT_KEY);
            other.put("something".getBytes(java.nio.charset.StandardCharsets.UTF_8), new byte[1]);
        }

        expectDamage("not of a store");
    }

    @Test
    void aFormatOfTheFutureIsRefused() throws Exception {
        open().close();
        try (org.rocksdb.RocksDB newer = org.rocksdb.RocksDB.open(data().toString())) {
            newer.put(RocksDbRecords.FORMAT_KEY, RocksDbRecords.number(RocksDbRecords.FORMAT + 1));
        }

        expectDamage("it has format 2, and this version reads format 1");
    }

    @Test
    void anEntryFromAfterTheLastRevisionIsDamage() throws Exception {
        writeAndFlush();
        try (org.rocksdb.RocksDB db = org.rocksdb.RocksDB.open(data().toString())) {
            db.put(RocksDbRecords.REVISION_KEY, RocksDbRecords.number(50L));
        }

        expectDamage("after the last one, 50");
    }

    private Path data() {
        return temporary.resolve("data/rocksdb");
    }

    private void writeWithoutFlush() throws InterruptedException {
        try (RevisionStore store = open()) {
            for (int i = 0; i < 100; i++) {
                commit(store, put(new Key("pods", "default/" + i), "some value of pod " + i));
            }
        }
    }

    private void writeAndFlush() throws InterruptedException {
        writeWithoutFlush();
        open().close(); // opening writes the log's content into a table
    }

    private void expectDamage(String problem) {
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreCorruptedException.class)
                .hasMessageStartingWith("the data in " + data() + " is damaged: ")
                .hasMessageContaining(problem)
                .hasMessageContaining("restore it from a copy, or move it away");
    }

    private Path only(String extension) throws IOException {
        try (Stream<Path> files = Files.list(data())) {
            return files.filter(file -> file.toString().endsWith(extension))
                    .filter(file -> file.toFile().length() > 0)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void garble(Path file, double place) throws IOException {
        byte[] content = Files.readAllBytes(file);
        int from = (int) (content.length * place);
        for (int i = from; i < from + 8; i++) {
            content[i] ^= 0x55;
        }
        Path copy = file.resolveSibling("garbled");
        Files.write(copy, content);
        Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
