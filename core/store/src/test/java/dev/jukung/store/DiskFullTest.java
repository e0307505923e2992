package dev.jukung.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.base.SystemClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;

/** A full disk refuses writes and loses nothing. On a file system of its own, which takes root to mount. */
@Timeout(120)
class DiskFullTest {
    @TempDir
    private Path mountPoint;

    @TempDir
    private Path elsewhere;

    private @Nullable MountedDisk disk;

    @BeforeEach
    void mount() throws Exception {
        RocksDbLibrary.load(elsewhere); // from the mounted directory it would keep that busy
        disk = MountedDisk.tmpfs(mountPoint, "96m");
    }

    @AfterEach
    void unmount() throws IOException {
        if (disk != null) {
            disk.close();
        }
    }

    private RevisionStore open() {
        return RevisionStores.open(mountPoint.resolve("data"), new SystemClock(), (where, bug) -> {
            throw new AssertionError(where, bug);
        });
    }

    private static Key key(int number) {
        return new Key("secrets", "default/" + number);
    }

    private static void put(RevisionStore store, int number, String value) throws InterruptedException {
        store.commit(List.of(), List.of(RevisionStoreContract.put(key(number), value)), RevisionStoreContract.CAUSE);
    }

    private static Optional<String> read(RevisionStore store, int number) {
        return store.latest().get(key(number)).map(entry -> new String(entry.value(), UTF_8));
    }

    @Test
    void aFullDiskRefusesWritesAndLosesNothingAndWritesGoOnWhenThereIsSpace() throws Exception {
        Path ballast = mountPoint.resolve("ballast");
        String value = incompressible(200_000);
        int count;
        try (RevisionStore store = open()) {
            put(store, 0, "before");
            fill(ballast);
            count = writeUntilRefused(store, value);
            fill(ballast); // the failed write has left some room again

            assertThatThrownBy(() -> put(store, 0, value))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("no space left on the disk");
            assertThat(read(store, 0)).contains("before");
            assertThat(read(store, count)).isEmpty();
            assertThat(store.latest().revision()).isEqualTo(new Revision(count));
            assertThat(store.statistics().failed()).isEqualTo(2);

            Files.delete(ballast);
            put(store, 1, "after");
            assertThat(store.latest().revision()).isEqualTo(new Revision(count + 1));
        }

        try (RevisionStore store = open()) {
            assertThat(store.latest().revision()).isEqualTo(new Revision(count + 1));
            assertThat(store.latest().count(KeyRange.all("secrets"), "")).isEqualTo(Math.max(2, count));
            assertThat(read(store, 0)).contains("before");
            assertThat(read(store, 1)).contains("after");
            for (int i = 2; i < count; i++) {
                assertThat(read(store, i)).contains(value);
            }
        }
    }

    @Test
    void aFailedWriteThatReachedTheDiskAllTheSameIsTakenBackWithTheNext() throws Exception {
        Path ballast = mountPoint.resolve("ballast");
        String value = incompressible(200_000);
        int failed;
        try (RevisionStore store = open()) {
            fill(ballast);
            failed = writeUntilRefused(store, value);
            Files.delete(ballast);
            Path data = mountPoint.resolve("data/rocksdb");
            try (RocksDB behindItsBack = RocksDB.open(data.toString())) {
                Revision revision = new Revision(failed);
                behindItsBack.put(
                        RocksDbRecords.key(key(failed)),
                        RocksDbRecords.value(new Entry(key(failed), new byte[0], revision, revision), new byte[0]));
                behindItsBack.put(RocksDbRecords.REVISION_KEY, RocksDbRecords.number((long) failed));
            }

            put(store, failed + 1, "next");
            assertThat(store.latest().revision()).isEqualTo(new Revision(failed));
        }

        try (RevisionStore store = open()) {
            assertThat(store.latest().revision()).isEqualTo(new Revision(failed));
            assertThat(read(store, failed)).isEmpty();
            assertThat(read(store, failed + 1)).contains("next");
        }
    }

    @Test
    void aDiskThatIsFullAtTheStartIsAClearError() throws Exception {
        open().close();
        fill(mountPoint.resolve("ballast"));

        assertThatThrownBy(this::open)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("no space left on");
        Files.delete(mountPoint.resolve("ballast"));
        open().close();
    }

    /** The number of the first one that did not fit. */
    private static int writeUntilRefused(RevisionStore store, String value) throws InterruptedException {
        for (int next = 1; ; next++) {
            try {
                put(store, next, value);
            } catch (StoreUnavailableException e) {
                assertThat(e).hasMessageContaining("no space left on the disk");
                return next;
            }
        }
    }

    private static String incompressible(int length) {
        Random random = new Random(1);
        return random.ints(length, ' ', '~')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static void fill(Path ballast) throws IOException {
        byte[] block = new byte[64 << 10];
        try (var out = Files.newOutputStream(ballast, CREATE, APPEND)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }
}
