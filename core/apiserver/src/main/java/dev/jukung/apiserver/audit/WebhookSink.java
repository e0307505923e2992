package dev.jukung.apiserver.audit;

import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.base.Randomness;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.http.HttpClient;
import dev.jukung.runtime.ClusterAccess;
import dev.jukung.runtime.Kubeconfig;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Posts events as an {@code EventList} to the server that a kubeconfig names ({@code --audit-webhook-config-file}). A
 * batch that is not taken is sent again a few times, whatever went wrong: hardly anything is a reason to lose it.
 * Thread-safe.
 */
final class WebhookSink implements AuditSink {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 5;
    private static final double GROWTH = 1.5;
    private static final double JITTER = 0.2;
    private static final int ANSWER_MAX = 64 * 1024;

    private final HttpClient http;
    private final URI server;
    private final Duration firstPause;
    private final Clock clock;
    private final Randomness random;
    private final AuditMetrics metrics;

    private WebhookSink(
            HttpClient http, URI server, Duration firstPause, Clock clock, Randomness random, AuditMetrics metrics) {
        this.http = http;
        this.server = server;
        this.firstPause = firstPause;
        this.clock = clock;
        this.random = random;
        this.metrics = metrics;
    }

    /** @throws IllegalArgumentException when the kubeconfig is missing or wrong */
    static WebhookSink open(
            AuditConfig.Webhook config, Clock clock, Randomness random, Faults faults, AuditMetrics metrics) {
        ClusterAccess access = access(config.kubeconfig());
        HttpClient http = new HttpClient(HttpClient.Options.of("audit-webhook", access.tls(), clock, faults)
                .withBearerToken(access.bearerToken()));
        return new WebhookSink(
                http, URI.create(access.server() + "?timeout=30s"), config.initialBackoff(), clock, random, metrics);
    }

    private static ClusterAccess access(Path kubeconfig) {
        try {
            if (!Files.exists(kubeconfig)) {
                throw new IllegalArgumentException("stat " + kubeconfig + ": no such file or directory");
            }
            return Kubeconfig.read(List.of(kubeconfig)).currentAccess();
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("initializing audit webhook: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean record(List<AuditEvent> events) {
        ObjectValue list = ObjectValue.of(
                "kind",
                "EventList",
                "apiVersion",
                "audit.k8s.io/v1",
                "metadata",
                ObjectValue.EMPTY,
                "items",
                ListValue.copyOf(events.stream().map(AuditEvent::item).toList()));
        byte[] body = Json.bytes(list);
        Duration pause = firstPause;
        String problem = "";
        try {
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                problem = post(body);
                if (problem.isEmpty()) {
                    return true;
                }
                if (attempt < ATTEMPTS) {
                    clock.sleep(scaled(pause, 1 + JITTER * random.fraction()));
                    pause = scaled(pause, GROWTH);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            problem = "interrupted; the last problem: " + problem;
        }
        metrics.lost("webhook", problem, events);
        return false;
    }

    private static Duration scaled(Duration duration, double factor) {
        return Duration.ofNanos((long) (duration.toNanos() * factor));
    }

    /** What went wrong; empty when the events were taken. */
    private String post(byte[] body) throws InterruptedException {
        ClientRequest request = ClientRequest.of("POST", server)
                .with("Accept", "application/json, */*")
                .with("User-Agent", "kube-apiserver")
                .withBody("application/json", body)
                .withTimeout(TIMEOUT);
        try (ClientResponse response = http.send(request)) {
            response.bytes(ANSWER_MAX);
            return response.status() >= 200 && response.status() < 300
                    ? ""
                    : "the server answered with status " + response.status();
        } catch (IOException e) {
            return String.valueOf(e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
