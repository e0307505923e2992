package dev.jukung.apiserver.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.apiserver.flowcontrol.TokenBucket;
import dev.jukung.base.VirtualClock;
import dev.jukung.value.ObjectValue;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where events go: batches, sizes, files. */
@Timeout(20)
class SinksTest {
    private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final AuditMetrics metrics = new AuditMetrics(new PrometheusRegistry());
    private final Collected collected = new Collected(new LinkedBlockingQueue<>());

    private record Collected(BlockingQueue<List<AuditEvent>> batches) implements AuditSink {
        @Override
        public boolean record(List<AuditEvent> events) {
            return batches.add(events);
        }

        @Override
        public void close() {}

        List<AuditEvent> next() throws InterruptedException {
            List<AuditEvent> batch = batches.poll(10, TimeUnit.SECONDS);
            return batch == null ? List.of() : batch;
        }
    }

    private static AuditEvent event(String id) {
        return new AuditEvent(ObjectValue.of("auditID", id));
    }

    private static List<AuditEvent> events(int count) {
        return IntStream.range(0, count).mapToObj(i -> event("" + i)).toList();
    }

    private static AuditConfig.Batch limits(int buffer, int size) {
        return new AuditConfig.Batch(buffer, size, Duration.ofSeconds(30), false, 1, 1);
    }

    @Test
    void aBatchGoesWhenItIsFullAndTheRestAfterAWhile() throws InterruptedException {
        try (BatchingSink sink = BatchingSink.start(collected, limits(100, 3), clock, metrics)) {
            sink.record(events(4));
            assertThat(collected.next()).isEqualTo(events(4).subList(0, 3));
            assertThat(collected.batches()).isEmpty();

            sink.record(List.of(event("later")));
            clock.advance(Duration.ofSeconds(30));
            assertThat(collected.next()).containsExactly(event("3"), event("later"));
        }
    }

    @Test
    void whatIsLeftIsSentBeforeTheEnd() throws InterruptedException {
        BatchingSink sink = BatchingSink.start(collected, limits(100, 50), clock, metrics);
        sink.record(events(2));

        sink.close();
        sink.record(List.of(event("too late")));

        assertThat(collected.next()).isEqualTo(events(2));
        assertThat(collected.batches()).isEmpty();
    }

    @Test
    void whatDoesNotFitIntoTheBufferIsLostAndNobodyWaits() {
        BatchingSink sink = BatchingSink.start(collected, limits(5, 50), clock, metrics);

        assertThat(sink.record(events(8))).isTrue();
        sink.close();

        assertThat(collected.batches()).containsExactly(events(8).subList(0, 5));
    }

    @Test
    void aBurstIsAllowedAfterARestAndThenTheRateHolds() {
        TokenBucket bucket = new TokenBucket(10, 2, 0);

        assertThat(bucket.take(0)).isZero();
        assertThat(bucket.take(0)).isZero();
        assertThat(bucket.take(0)).isEqualTo(100_000_000L);
        assertThat(bucket.take(0)).isEqualTo(200_000_000L);
        assertThat(bucket.take(1_000_000_000L)).isZero();
    }

    @Test
    void anEventThatIsTooLargeLosesItsObjectsAndABatchThatIsTooLargeIsSplit() {
        AuditEvent large = new AuditEvent(
                ObjectValue.of("auditID", "large", "requestObject", ObjectValue.of("a", "x".repeat(500))));
        AuditEvent hopeless = event("y".repeat(500));
        TruncatingSink sink = new TruncatingSink(collected, 200, 230, metrics);

        sink.record(List.of(event("1"), large, hopeless, event("z".repeat(150))));

        AuditEvent truncated = new AuditEvent(
                ObjectValue.of("auditID", "large", "annotations", ObjectValue.of("audit.k8s.io/truncated", "true")));
        assertThat(collected.batches())
                .containsExactly(List.of(event("1"), truncated), List.of(event("z".repeat(150))));
    }

    @Test
    void aFullFileIsPutAsideAndOldOnesGo(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("audit.log");
        RotatingFile.Limits limits = new RotatingFile.Limits(10, 2, Duration.ofDays(1), false);
        try (RotatingFile log = new RotatingFile(file, limits, clock)) {
            for (int i = 0; i < 5; i++) {
                log.write(("line " + i + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
                clock.advance(Duration.ofHours(1));
            }
        }

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(each -> each.getFileName().toString()).sorted())
                    .containsExactly(
                            "audit-2026-01-01T03-00-00.000.log", "audit-2026-01-01T04-00-00.000.log", "audit.log");
        }
        assertThat(file).hasContent("line 4\n");
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    }
}
