package dev.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.base.SystemClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** ETCD-14: what etcd itself keeps on its disk. */
@Timeout(180)
class EtcdSnapshotTest {
    /** With 10,000 of them a log of 64 MB is full. */
    private static final byte[] VALUE = new byte[8_000];

    private static final int AT_ONCE = 50;
    private static final int KEYS = 100;

    @TempDir
    private Path folder;

    @Test
    void aSnapshotIsWrittenAfterSoManyTransactionsAndTheOldLogIsDropped() throws Exception {
        try (EtcdProcess etcd = EtcdProcess.start(folder, "--snapshot-count=10000", "--max-wals=1");
                EtcdClient client = new EtcdClient(EtcdOptions.of(etcd.addresses()))) {
            write(client, 9_500);
            assertThat(files("snap", ".snap")).isEmpty();
            write(client, 1_000);
            await(() -> !files("snap", ".snap").isEmpty());
            List<Path> logs = files("wal", ".wal");
            assertThat(logs).hasSizeGreaterThan(1);

            etcd.kill(0);
            etcd.restart(0);

            await(() -> !Files.exists(logs.getFirst()));
            try (EtcdClient again = new EtcdClient(EtcdOptions.of(etcd.addresses()))) {
                assertThat(again.page("/snapshots/", "/snapshots0", 0, KEYS).items())
                        .hasSize(KEYS)
                        .allSatisfy(
                                item -> assertThat(item.value().orElseThrow()).isEqualTo(VALUE));
            }
        }
    }

    private static void write(EtcdClient client, int transactions) {
        try (ExecutorService threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < transactions; i++) {
                EtcdClient.Change change = new EtcdClient.Change("/snapshots/" + i % KEYS, Optional.of(VALUE));
                all.add(CompletableFuture.runAsync(
                        () -> client.commit(List.of(), List.of(change), List.of()), threads));
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        }
    }

    private List<Path> files(String kind, String suffix) {
        try (Stream<Path> files = Files.list(folder.resolve("m0/member").resolve(kind))) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        SystemClock clock = new SystemClock();
        for (int attempt = 0; attempt < 600 && !condition.getAsBoolean(); attempt++) {
            clock.sleep(Duration.ofMillis(100));
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
