package dev.jukung.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.base.Cause;
import dev.jukung.base.SystemClock;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Durable: {@code kill -9} under load loses no acknowledged write. */
@Timeout(120)
class CrashTest {
    private static final int ROUNDS = 5;
    private static final int WRITES_PER_ROUND = 2_000;

    @TempDir
    private Path directory;

    @Test
    void durable_everyAcknowledgedWriteIsThereAfterEachOfSeveralKills() throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            Map<String, Long> acknowledged;
            try (ChildStore child = ChildStore.start(directory)) {
                child.awaitAcknowledged(WRITES_PER_ROUND);
                acknowledged = child.kill();
            }

            try (RevisionStore store = RevisionStores.open(directory, new SystemClock(), (where, bug) -> {
                throw new AssertionError(where, bug);
            })) {
                assertThat(acknowledged)
                        .as("threads that wrote in round " + round)
                        .hasSize(ChildStore.THREADS);
                acknowledged.forEach((thread, last) -> verify(store, thread, last));
            }
        }
    }

    private static void verify(RevisionStore store, String thread, long lastAcknowledged) {
        Entry left = store.latest().get(new Key("left", thread)).orElseThrow();
        Entry right = store.latest().get(new Key("right", thread)).orElseThrow();
        long stored = Long.parseLong(new String(left.value(), UTF_8));
        // One more may have become durable without its answer getting out.
        assertThat(stored).as("thread " + thread).isBetween(lastAcknowledged, lastAcknowledged + 1);
        assertThat(right.value()).as("atomic").isEqualTo(left.value());
        assertThat(right.modified()).as("atomic").isEqualTo(left.modified());
        assertThat(store.cause(left.modified())).contains(new Cause("child", "write " + stored, 0));
    }
}
