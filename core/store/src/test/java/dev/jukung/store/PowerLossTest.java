package dev.jukung.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.base.SystemClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Durable: what was acknowledged survives the loss of power. {@code kill -9} cannot show that, since the kernel
 * still has what was written and not synced. So the store writes to a disk that is a file, and a copy of that file
 * is what the disk would hold if the power went now.
 */
@Timeout(120)
class PowerLossTest {
    private static final int LOSSES = 4;
    private static final int COMMITS = 50;
    private static final Key KEY = new Key("pods", "default/a");

    @TempDir
    private Path temporary;

    @Test
    void durable_everyAcknowledgedWriteSurvivesTheLossOfPower() throws Exception {
        Path image = temporary.resolve("disk");
        RocksDbLibrary.load(temporary.resolve("native")); // from the mounted disk it would keep that busy
        try (MountedDisk disk =
                        MountedDisk.newExt4(image, 64 << 20, Files.createDirectory(temporary.resolve("mount")));
                RevisionStore store = open(disk)) {
            for (int loss = 1; loss <= LOSSES; loss++) {
                for (int i = 1; i <= COMMITS; i++) {
                    store.commit(
                            List.of(),
                            List.of(RevisionStoreContract.put(KEY, loss + " " + i)),
                            RevisionStoreContract.CAUSE);
                }
                Path copy = Files.copy(image, temporary.resolve("after-loss-" + loss));
                verify(copy, loss);
            }
        }
    }

    private void verify(Path image, int loss) throws Exception {
        try (MountedDisk disk = MountedDisk.ext4(image, temporary.resolve("mount-" + loss));
                RevisionStore store = open(disk)) {
            assertThat(store.latest().revision()).isEqualTo(new Revision((long) loss * COMMITS));
            assertThat(store.latest().get(KEY))
                    .map(entry -> new String(entry.value(), UTF_8))
                    .contains(loss + " " + COMMITS);
        }
    }

    private static RevisionStore open(MountedDisk disk) {
        return RevisionStores.open(disk.path().resolve("data"), new SystemClock(), (where, bug) -> {
            throw new AssertionError(where, bug);
        });
    }
}
