package dev.jukung.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.base.Cause;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The real stores answer exactly as the model does, for random sequences of operations. A failure names its
 * seed and all steps that led to it.
 */
@Timeout(120)
class AgreementTest {
    private static final String[] COLLECTIONS = {"pods", "nodes", "apps/deployments"};
    private static final String[] PREFIXES = {"", "default/", "kube", "kube-system/", "x"};
    private static final int NAMES = 40;
    private static final int WATCHES_MAX = 12;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 40);
    }

    static LongStream fewSeeds() {
        return LongStream.rangeClosed(101, 106);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theMemoryStoreAgreesWithTheModel(long seed) throws InterruptedException {
        HoldCounter clock = new HoldCounter();
        try (RevisionStore real = RevisionStores.inMemory(clock)) {
            new Run(seed, real, clock).steps(2_000);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("fewSeeds")
    void theDurableStoreAgreesWithTheModelAndWithItselfAfterARestart(long seed, @TempDir Path directory)
            throws InterruptedException {
        Run run;
        HoldCounter clock = new HoldCounter();
        try (RevisionStore real = open(directory, clock)) {
            run = new Run(seed, real, clock);
            run.steps(600);
        }
        try (RevisionStore reopened = open(directory, clock)) {
            run.compareCurrentValues(reopened);
        }
    }

    private static RevisionStore open(Path directory, HoldCounter clock) {
        return RevisionStores.open(directory, clock, (where, bug) -> {
            throw new AssertionError(where, bug);
        });
    }

    /** One sequence of operations, done to both. */
    private static final class Run {
        private record Pair(Watch model, Watch real) {}

        private final long seed;
        private final Random random;
        private final List<String> log = new ArrayList<>();
        private final HoldCounter clockOfModel = new HoldCounter();
        private final HoldCounter clockOfReal;
        private final RevisionStore model = new ModelRevisionStore(clockOfModel);
        private final RevisionStore real;
        private final List<Pair> watches = new ArrayList<>();

        Run(long seed, RevisionStore real, HoldCounter clockOfReal) {
            this.clockOfReal = clockOfReal;
            this.seed = seed;
            this.random = new Random(seed);
            this.real = real;
        }

        void steps(int count) throws InterruptedException {
            for (int i = 0; i < count; i++) {
                step();
                assertThat(model.latest().revision()).isEqualTo(real.latest().revision());
                assertThat(model.oldest()).isEqualTo(real.oldest());
                same("holds: " + clockOfModel.open(), "holds: " + clockOfReal.open());
            }
            for (Pair pair : watches) {
                drain(pair);
            }
            compareCurrentValues(real);
        }

        private void step() throws InterruptedException {
            int dice = random.nextInt(100);
            if (dice < 50) {
                commit();
            } else if (dice < 65) {
                read();
            } else if (dice < 72) {
                openWatch();
            } else if (dice < 76) {
                closeWatch();
            } else if (dice < 90) {
                readWatch();
            } else if (dice < 95) {
                progress();
            } else if (dice < 98) {
                cause();
            } else {
                compact();
            }
        }

        private Key key() {
            String namespace = random.nextBoolean() ? "default/" : "kube-system/";
            return new Key(COLLECTIONS[random.nextInt(COLLECTIONS.length)], namespace + random.nextInt(NAMES));
        }

        private Revision revision() {
            long latest = model.latest().revision().value();
            return new Revision(Math.max(0, latest + 2 - random.nextInt(40)));
        }

        private void commit() throws InterruptedException {
            List<Guard> guards = new ArrayList<>();
            for (int i = random.nextInt(3) - 1; i > 0; i--) {
                Key key = key();
                Optional<Entry> now = model.latest().get(key);
                boolean holds = random.nextInt(4) > 0;
                guards.add(
                        now.isPresent() == holds
                                ? new Guard.Unchanged(
                                        key, now.map(Entry::modified).orElse(Revision.ZERO))
                                : new Guard.Absent(key));
            }
            Map<Key, Write> writes = new LinkedHashMap<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                Key key = key();
                byte[] value = ("value " + random.nextInt(1_000)).getBytes(UTF_8);
                writes.put(
                        key,
                        random.nextInt(3) == 0
                                ? new Write.Delete(key)
                                : new Write.Put(key, value, random.nextInt(value.length + 2) - 1));
            }
            Cause cause = new Cause("seed " + seed, "step " + log.size(), random.nextInt(100));
            log.add("commit " + guards + " " + writes.values());
            same(
                    model.commit(guards, List.copyOf(writes.values()), cause),
                    real.commit(guards, List.copyOf(writes.values()), cause));
        }

        private void read() {
            Revision revision = revision();
            Optional<Snapshot> inModel = model.at(revision);
            Optional<Snapshot> inReal = real.at(revision);
            KeyRange range = range();
            String after = random.nextBoolean() ? "" : key().name();
            int limit = random.nextInt(20);
            log.add("read " + revision + " " + range + " after " + after);
            same(inModel.isPresent(), inReal.isPresent());
            if (inModel.isPresent()) {
                Key key = key();
                same(inModel.get().revision(), inReal.get().revision());
                same(inModel.get().get(key), inReal.get().get(key));
                same(inModel.get().list(range), inReal.get().list(range));
                same(inModel.get().page(range, after, limit), inReal.get().page(range, after, limit));
                same(inModel.get().count(range, after), inReal.get().count(range, after));
            }
        }

        private KeyRange range() {
            return new KeyRange(
                    COLLECTIONS[random.nextInt(COLLECTIONS.length)], PREFIXES[random.nextInt(PREFIXES.length)]);
        }

        private void openWatch() {
            if (watches.size() < WATCHES_MAX) {
                KeyRange range = range();
                Revision start = revision();
                log.add("watch " + range + " from " + start);
                watches.add(new Pair(model.watch(range, start), real.watch(range, start)));
            }
        }

        private void closeWatch() {
            if (!watches.isEmpty()) {
                Pair pair = watches.remove(random.nextInt(watches.size()));
                log.add("close a watch");
                pair.model().close();
                pair.real().close();
            }
        }

        private void progress() {
            if (!watches.isEmpty()) {
                Pair pair = watches.get(random.nextInt(watches.size()));
                log.add("progress");
                pair.model().progress();
                pair.real().progress();
            }
        }

        /** Progress is asked for first, so that there is always something to tell. */
        private void readWatch() throws InterruptedException {
            if (!watches.isEmpty()) {
                Pair pair = watches.get(random.nextInt(watches.size()));
                pair.model().progress();
                pair.real().progress();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    WatchEvent told = pair.model().next();
                    log.add("next " + told);
                    same(told, pair.real().next());
                    if (told instanceof WatchEvent.Progress) {
                        return;
                    }
                }
            }
        }

        private void drain(Pair pair) throws InterruptedException {
            pair.model().progress();
            pair.real().progress();
            while (true) {
                WatchEvent told = pair.model().next();
                same(told, pair.real().next());
                if (!(told instanceof WatchEvent.Commit)) {
                    return;
                }
            }
        }

        private void cause() {
            Revision revision = revision();
            // The durable store may know it for longer.
            if (revision.compareTo(model.oldest()) >= 0) {
                log.add("cause " + revision);
                same(model.explain(revision), real.explain(revision));
            }
        }

        private void compact() {
            Revision revision = revision();
            if (revision.compareTo(model.latest().revision()) <= 0) {
                log.add("compact " + revision);
                model.compact(revision);
                real.compact(revision);
            }
        }

        void compareCurrentValues(RevisionStore store) {
            same(model.latest().revision(), store.latest().revision());
            for (String collection : COLLECTIONS) {
                same(
                        model.latest().list(KeyRange.all(collection)),
                        store.latest().list(KeyRange.all(collection)));
            }
        }

        private void same(Object expected, Object actual) {
            assertThat(describe(actual))
                    .as(() -> "seed " + seed + ", after\n" + String.join("\n", log))
                    .isEqualTo(describe(expected));
        }

        /** Entries are equal only to themselves; their descriptions are equal when all that is in them is. */
        private static String describe(Object value) {
            return switch (value) {
                case Entry entry ->
                    entry.key() + "=" + new String(entry.value(), UTF_8) + "@" + entry.created() + "/"
                            + entry.modified();
                case Optional<?> optional -> optional.map(Run::describe).orElse("absent");
                case List<?> list -> list.stream().map(Run::describe).toList().toString();
                case Change(Key key, Optional<Entry> before, Optional<Entry> after) ->
                    key + ": " + describe(before) + " -> " + describe(after);
                case CommitResult.Committed(Revision revision, List<Change> changes) ->
                    "committed " + revision + " " + describe(changes);
                case CommitResult.Refused(Guard broken, Optional<Entry> actual) ->
                    "refused " + broken + " " + describe(actual);
                case WatchEvent.Commit(Revision revision, List<Change> changes) ->
                    "event " + revision + " " + describe(changes);
                default -> value.toString();
            };
        }
    }
}
