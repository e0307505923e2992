package dev.jukung.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.base.Cause;
import dev.jukung.base.SystemClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A state goes into a file and comes out as a store of either kind. */
@Timeout(120)
class StoreArchiveTest {
    private static final Cause CAUSE = new Cause("test", "write", 0);
    private static final SystemClock CLOCK = new SystemClock();

    @TempDir
    private Path folder;

    /** As the API server writes: an object with its own revision in it. */
    private static Write.Put object(String collection, String name) {
        String start = "{\"metadata\":{\"name\":\"" + name + "\",\"resourceVersion\":\"";
        return new Write.Put(new Key(collection, "default/" + name), (start + "\"}}").getBytes(UTF_8), start.length());
    }

    private static RevisionStore filled(int objects) throws InterruptedException {
        RevisionStore store = RevisionStores.inMemory(CLOCK);
        for (int i = 0; i < objects; i++) {
            store.commit(List.of(), List.of(object("pods", "p" + i), object("example.com/widgets", "w" + i)), CAUSE);
        }
        store.commit(List.of(), List.of(new Write.Delete(new Key("pods", "default/p0"))), CAUSE);
        return store;
    }

    private static byte[] archived(RevisionStore store) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StoreArchive.write(store.latest(), bytes);
        return bytes.toByteArray();
    }

    private RevisionStore open(Path data) {
        return RevisionStores.open(data, CLOCK, (where, bug) -> {
            throw new AssertionError(where, bug);
        });
    }

    private static Map<String, String> contents(RevisionStore store) {
        return store.latest().all().stream()
                .collect(Collectors.toMap(
                        entry -> entry.key() + " " + entry.created() + " " + entry.modified(),
                        entry -> new String(entry.value(), UTF_8)));
    }

    @Test
    void aFolderGetsTheSameObjectsAtTheSameRevisionsAndGoesOnFromThere() throws Exception {
        Path data = folder.resolve("store");
        try (RevisionStore source = filled(50)) {
            Revision restored = StoreArchive.restore(new ByteArrayInputStream(archived(source)), data, CLOCK);

            assertThat(restored).isEqualTo(source.latest().revision());
            try (RevisionStore copy = open(data)) {
                assertThat(contents(copy)).isEqualTo(contents(source));
                assertThat(copy.latest().revision()).isEqualTo(restored);
                CommitResult next = copy.commit(List.of(), List.of(object("pods", "new")), CAUSE);
                assertThat(next).isInstanceOfSatisfying(CommitResult.Committed.class, committed -> assertThat(
                                committed.revision())
                        .isEqualTo(restored.next()));
                assertThat(source.latest().get(new Key("pods", "default/new")))
                        .as("independent")
                        .isEmpty();
            }
        }
    }

    @Test
    void aClusterMovesToEtcdAndBack() throws Exception {
        Path back = folder.resolve("back");
        try (EtcdProcess etcd = EtcdProcess.start(folder);
                RevisionStore source = filled(150)) {
            EtcdOptions options = EtcdOptions.of(etcd.addresses());
            int written = StoreArchive.restore(new ByteArrayInputStream(archived(source)), options);
            assertThat(written).isEqualTo(299);

            try (EtcdServer server = new EtcdServer(options, CLOCK, 1)) {
                for (Entry entry : source.latest().all()) {
                    Entry copy = server.store.latest().get(entry.key()).orElseThrow();
                    assertThat(new String(copy.value(), UTF_8))
                            .isEqualTo(new String(RevisionField.set(entry.value(), copy.modified()), UTF_8));
                }
                assertThat(server.store.latest().all()).hasSize(written);
                StoreArchive.restore(new ByteArrayInputStream(archived(server.store)), back, CLOCK);
                try (RevisionStore embedded = open(back)) {
                    assertThat(contents(embedded)).isEqualTo(contents(server.store));
                }
            }
            assertThatThrownBy(() -> StoreArchive.restore(new ByteArrayInputStream(archived(source)), options))
                    .isInstanceOf(StoreNotEmptyException.class);
        }
    }

    @Test
    void whatIsNotAWholeSnapshotChangesNothing() throws Exception {
        byte[] whole = archived(filled(20));
        Path data = folder.resolve("store");
        for (int length = 0; length < whole.length; length += 7) {
            byte[] torn = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> StoreArchive.restore(new ByteArrayInputStream(torn), data, CLOCK))
                    .as("%d of %d bytes", length, whole.length)
                    .isInstanceOf(StoreCorruptedException.class);
        }
        byte[] damaged = whole.clone();
        damaged[whole.length - 6] ^= 1; // in the checksum
        assertThatThrownBy(() -> StoreArchive.restore(new ByteArrayInputStream(damaged), data, CLOCK))
                .isInstanceOf(StoreCorruptedException.class);
        assertThat(Files.exists(data)).isFalse();
    }

    @Test
    void aFolderThatHasAStoreIsLeftAlone() throws Exception {
        Path data = folder.resolve("store");
        byte[] archive = archived(filled(5));
        StoreArchive.restore(new ByteArrayInputStream(archive), data, CLOCK);

        assertThatThrownBy(() -> StoreArchive.restore(new ByteArrayInputStream(archive), data, CLOCK))
                .isInstanceOf(StoreNotEmptyException.class)
                .hasMessageContaining(data.toString());
    }
}
