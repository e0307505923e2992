package dev.jukung.bench;

import dev.jukung.base.Cause;
import dev.jukung.base.SystemClock;
import dev.jukung.store.CommitResult;
import dev.jukung.store.Key;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.RevisionStores;
import dev.jukung.store.Write;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Commits of one Pod's bytes: in memory, and synced to disk with one writer or with many that share a sync. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"})
public class StoreBenchmark {
    private static final int KEYS = 10_000;
    private static final int WRITERS = 64;

    @Param({"memory", "disk"})
    public String kind = "memory";

    private final byte[] value =
            Objects.podText("default", "web", "default-scheduler", 1).getBytes(StandardCharsets.UTF_8);
    private final AtomicLong next = new AtomicLong();
    private final Path folder;
    private RevisionStore store = RevisionStores.inMemory(new SystemClock());

    public StoreBenchmark() {
        try {
            folder = Files.createTempDirectory("jukung-bench-store");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("a place for the store", e);
        }
    }

    @Setup
    public void open() {
        if (kind.equals("disk")) {
            store = RevisionStores.open(folder, new SystemClock(), (where, bug) -> {
                throw new IllegalStateException(where, bug);
            });
        }
    }

    @TearDown
    public void close() throws IOException {
        store.close();
        List<Path> all;
        try (Stream<Path> tree = Files.walk(folder)) {
            all = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }

    @Benchmark
    public CommitResult oneWriter() throws InterruptedException {
        return commit();
    }

    /** Each on a virtual thread, as requests are. */
    @Benchmark
    @OperationsPerInvocation(WRITERS)
    public List<CommitResult> manyWriters() throws InterruptedException, ExecutionException {
        List<CommitResult> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<CommitResult> commit :
                    threads.invokeAll(Collections.<Callable<CommitResult>>nCopies(WRITERS, this::commit))) {
                results.add(commit.get());
            }
        }
        return results;
    }

    private CommitResult commit() throws InterruptedException {
        Key key = new Key("pods", "default/web-" + next.getAndIncrement() % KEYS);
        return store.commit(List.of(), List.of(new Write.Put(key, value)), Cause.UNKNOWN);
    }
}
