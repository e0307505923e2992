package dev.jukung.store;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jukung.base.SystemClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A full disk refuses writes and loses nothing. On a file system of its own, which takes root to mount. */
@Timeout(120)
class DiskFullTest {
    private static final String SIZE = "96m";

    @TempDir
    private Path mountPoint;

    @TempDir
    private Path elsewhere;

    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        RocksDbLibrary.load(elsewhere); // from the mounted directory it would keep that busy
        mounted = run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", mountPoint.toString()) == 0;
        assumeTrue(mounted, "mounting a small tmpfs needs root (CAP_SYS_ADMIN)");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(run("umount", mountPoint.toString())).isZero();
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private RevisionStore open() {
        return RevisionStores.open(mountPoint.resolve("data"), new SystemClock(), (where, bug) -> {
            throw new AssertionError(where, bug);
        });
    }

    private static Put put(int number, String value) {
        return new Put(number, value);
    }

    private record Put(int number, String value) {
        Key key() {
            return new Key("secrets", "default/" + number);
        }

        void into(RevisionStore store) throws InterruptedException {
            store.commit(List.of(), List.of(RevisionStoreContract.put(key(), value)), RevisionStoreContract.CAUSE);
        }
    }

    @Test
    void aFullDiskRefusesWritesAndLosesNothingAndWritesGoOnWhenThereIsSpace() throws Exception {
        Path ballast = mountPoint.resolve("ballast");
        String value = incompressible(200_000);
        int written = 0;
        try (RevisionStore store = open()) {
            put(written++, value).into(store);
            fill(ballast);
            written = writeUntilRefused(store, written, value);

            fill(ballast); // the failed write has left some room again
            int refused = written;
            assertThatThrownBy(() -> put(refused, value).into(store))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("no space left on the disk");
            assertThat(store.latest().get(put(refused, value).key())).isEmpty();
            assertThat(store.latest().revision()).isEqualTo(new Revision(written));
            assertThat(store.latest().count(KeyRange.all("secrets"), "")).isEqualTo(written);
            assertThat(store.statistics().failed()).isEqualTo(2);

            Files.delete(ballast);
            put(written++, "after").into(store);
            put(written++, value).into(store);
        }

        try (RevisionStore store = open()) {
            assertThat(store.latest().revision()).isEqualTo(new Revision(written));
            assertThat(store.latest().count(KeyRange.all("secrets"), "")).isEqualTo(written);
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

    private static int writeUntilRefused(RevisionStore store, int from, String value) throws InterruptedException {
        int next = from;
        while (true) {
            try {
                put(next, value).into(store);
                next++;
            } catch (StoreUnavailableException e) {
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
