package dev.jukung.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.base.SystemClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reliable and ordered, with many threads at once. */
@Timeout(120)
class ConcurrencyTest {
    private static final int WRITERS = 16;
    private static final int WATCHERS = 16;
    private static final int COMMITS_PER_WRITER = 500;
    private static final long LAST = (long) WRITERS * COMMITS_PER_WRITER;

    @Test
    void reliable_everyWatcherOfTheMemoryStoreSeesEveryCommitOnceInOrder() throws Exception {
        try (RevisionStore store = RevisionStores.inMemory(new SystemClock())) {
            stress(store);
        }
    }

    @Test
    void reliable_everyWatcherOfTheDurableStoreSeesEveryCommitOnceInOrder(@TempDir Path directory) throws Exception {
        try (RevisionStore store = RevisionStores.open(directory, new SystemClock(), (where, bug) -> {
            throw new AssertionError(where, bug);
        })) {
            stress(store);
        }
    }

    @Test
    void atomic_incrementsUnderGuardsLoseNothing(@TempDir Path directory) throws Exception {
        try (RevisionStore store = RevisionStores.open(directory, new SystemClock(), (where, bug) -> {
                    throw new AssertionError(where, bug);
                });
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Key counter = new Key("counters", "shared");
            store.commit(List.of(), List.of(number(counter, 0)), RevisionStoreContract.CAUSE);
            List<Callable<Object>> tasks = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                tasks.add(() -> incrementBy100(store, counter));
            }

            for (Future<Object> each : threads.invokeAll(tasks)) {
                each.get();
            }

            assertThat(read(store.latest(), counter)).isEqualTo(100 * WRITERS);
            assertThat(store.latest().revision()).isEqualTo(new Revision(1 + 100 * WRITERS));
        }
    }

    private static Object incrementBy100(RevisionStore store, Key counter) throws InterruptedException {
        int done = 0;
        while (done < 100) {
            Snapshot now = store.latest();
            Guard guard =
                    new Guard.Unchanged(counter, now.get(counter).orElseThrow().modified());
            CommitResult result = store.commit(
                    List.of(guard), List.of(number(counter, read(now, counter) + 1)), RevisionStoreContract.CAUSE);
            done += result instanceof CommitResult.Committed ? 1 : 0;
        }
        return done;
    }

    private static void stress(RevisionStore store) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < WATCHERS; i++) {
                int watcher = i;
                all.add(threads.submit(() -> follow(store, watcher)));
            }
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                all.add(threads.submit(() -> write(store, writer)));
            }
            for (Future<?> each : all) {
                each.get(60, TimeUnit.SECONDS);
            }
        }
    }

    private static Object write(RevisionStore store, int writer) throws InterruptedException {
        Key own = new Key("pods", "writer-" + writer + "/own");
        for (int i = 1; i <= COMMITS_PER_WRITER; i++) {
            CommitResult result = store.commit(List.of(), List.of(number(own, i)), RevisionStoreContract.CAUSE);
            Revision revision = ((CommitResult.Committed) result).revision();
            assertThat(store.latest().revision()).as("visible").isGreaterThanOrEqualTo(revision);
            assertThat(read(store.latest(), own)).as("visible").isEqualTo(i);
        }
        return own;
    }

    /** Half of them begin late, from the beginning; a quarter follow one writer only. */
    private static Object follow(RevisionStore store, int watcher) throws InterruptedException {
        if (watcher % 2 == 0) {
            try (Watch trigger = store.watch(KeyRange.all("pods"), new Revision(LAST / 3))) {
                trigger.next();
            }
        }
        boolean one = watcher % 4 == 1;
        KeyRange range = new KeyRange("pods", one ? "writer-" + watcher + "/" : "");
        int expected = one ? COMMITS_PER_WRITER : (int) LAST;
        try (Watch watch = store.watch(range, Revision.ZERO)) {
            Revision last = Revision.ZERO;
            int[] counts = new int[WRITERS];
            for (int i = 0; i < expected; i++) {
                WatchEvent.Commit event = (WatchEvent.Commit) watch.next();
                assertThat(event.revision()).as("ordered").isGreaterThan(last);
                assertThat(one || event.revision().equals(last.next()))
                        .as("no gap after " + last + ": " + event.revision())
                        .isTrue();
                last = event.revision();
                assertThat(store.latest().revision()).as("visible").isGreaterThanOrEqualTo(last);
                Entry entry = event.changes().getFirst().after().orElseThrow();
                int writer = Integer.parseInt(entry.key().name().replaceAll("writer-(\\d+)/own", "$1"));
                counts[writer]++;
                assertThat(number(entry)).as("once, in order").isEqualTo(counts[writer]);
            }
            return counts;
        }
    }

    private static Write number(Key key, int number) {
        return RevisionStoreContract.put(key, Integer.toString(number));
    }

    private static int number(Entry entry) {
        return Integer.parseInt(new String(entry.value(), UTF_8));
    }

    private static int read(Snapshot snapshot, Key key) {
        return number(snapshot.get(key).orElseThrow());
    }
}
