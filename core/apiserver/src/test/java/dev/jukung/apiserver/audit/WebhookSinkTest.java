package dev.jukung.apiserver.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.base.Randomness;
import dev.jukung.base.SystemClock;
import dev.jukung.http.HttpServer;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Events on their way to a server of somebody else, over HTTP. */
@Timeout(30)
class WebhookSinkTest {
    private final Clock clock = new SystemClock();
    private final Faults faults = (where, bug) -> {
        throw new AssertionError(where, bug);
    };
    private final AuditMetrics metrics = new AuditMetrics(new PrometheusRegistry());
    private final BlockingQueue<Request> received = new LinkedBlockingQueue<>();
    private final AtomicInteger refusals = new AtomicInteger();

    @TempDir
    Path folder;

    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.start(
                new InetSocketAddress("127.0.0.1", 0),
                request -> {
                    if (refusals.getAndDecrement() > 0) {
                        return Response.text(503, "later");
                    }
                    received.add(request);
                    return Response.text(200, "");
                },
                HttpServer.Options.of("backend", clock, faults));
    }

    @AfterEach
    void stop() {
        server.close(Duration.ZERO);
    }

    private AuditConfig.Webhook config(AuditConfig.Batch batch) throws Exception {
        Path kubeconfig = Files.writeString(
                folder.resolve("webhook.yaml"),
                """
                apiVersion: v1
                kind: Config
                clusters: [{name: backend, cluster: {server: "http://127.0.0.1:%d/audit"}}]
                users: [{name: jukung, user: {token: abc}}]
                contexts: [{name: it, context: {cluster: backend, user: jukung}}]
                current-context: it
                """
                        .formatted(server.address().getPort()));
        return new AuditConfig.Webhook(
                kubeconfig, AuditConfig.Mode.BATCH, batch, Duration.ofMillis(1), AuditConfig.Truncation.OFF);
    }

    private WebhookSink sink(AuditConfig.Webhook config) {
        return WebhookSink.open(config, clock, new Randomness(new Random(1)), faults, metrics);
    }

    private static AuditEvent event(int number) {
        return new AuditEvent(ObjectValue.of(
                "kind", "Event", "apiVersion", "audit.k8s.io/v1", "level", "Metadata", "auditID", "id-" + number));
    }

    private ObjectValue next() throws InterruptedException {
        Request request = received.poll(20, TimeUnit.SECONDS);
        return request == null ? ObjectValue.EMPTY : Json.parseObject(request.body());
    }

    @Test
    void aBurstArrivesWholeInListsThatAreNoLongerThanAllowed() throws Exception {
        AuditConfig.Batch limits = new AuditConfig.Batch(500, 4, Duration.ofMillis(50), true, 300, 400);
        List<String> ids = new ArrayList<>();
        try (BatchingSink batches = BatchingSink.start(sink(config(limits)), limits, clock, metrics)) {
            for (int i = 0; i < 10; i++) {
                batches.record(List.of(event(i)));
            }
            while (ids.size() < 10) {
                ObjectValue list = next();
                assertThat(list.text("kind", "")).isEqualTo("EventList");
                assertThat(list.text("apiVersion", "")).isEqualTo("audit.k8s.io/v1");
                assertThat(list.list("items").size()).isBetween(1, 4);
                list.list("items").objects().forEach(item -> ids.add(item.text("auditID", "")));
            }
        }
        assertThat(ids).doesNotHaveDuplicates().contains("id-0", "id-9");
    }

    @Test
    void aListThatIsNotTakenIsSentAgainWithTheCredentialsOfTheFile() throws Exception {
        refusals.set(3);
        try (WebhookSink sink = sink(config(AuditConfig.Batch.WEBHOOK))) {
            assertThat(sink.record(List.of(event(7)))).isTrue();
        }

        Request request = received.take();
        assertThat(request.target()).isEqualTo("/audit?timeout=30s");
        assertThat(request.header("Authorization")).contains("Bearer abc");
        assertThat(Json.parseObject(request.body()).list("items").objects())
                .containsExactly(ObjectValue.of("level", "Metadata", "auditID", "id-7"));
    }

    @Test
    void whatIsNeverTakenIsLostAfterSomeAttempts() throws Exception {
        refusals.set(100);
        try (WebhookSink sink = sink(config(AuditConfig.Batch.WEBHOOK))) {
            assertThat(sink.record(List.of(event(7)))).isFalse();
        }

        assertThat(refusals).hasValue(95);
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> sink(AuditConfig.Webhook.to(Path.of("/no/such/file"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("initializing audit webhook: stat /no/such/file: no such file or directory");
    }
}
