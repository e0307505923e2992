package dev.jukung.bench.faults;

import dev.jukung.base.Clock;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.http.HttpClient;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Asks programs how they are. Thread-safe. */
final class Health {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final int ANSWER_MAX = 8 << 20;

    private final HttpClient http;
    private final Clock clock;

    Health(HttpClient http, Clock clock) {
        this.http = http;
        this.clock = clock;
    }

    /** @throws IOException with the end of its log when that takes too long */
    void awaitServer(Component server) throws IOException, InterruptedException {
        await(server, FaultCluster.serverUrl(server) + "/readyz", "ok");
    }

    void awaitMember(Component member) throws IOException, InterruptedException {
        await(member, FaultCluster.metricsUrl(member) + "/health", "\"health\":\"true\"");
    }

    Optional<Component> leader(FaultCluster cluster) throws InterruptedException {
        for (Component member : cluster.members()) {
            if (says(FaultCluster.metricsUrl(member) + "/metrics", "\netcd_server_is_leader 1\n")) {
                return Optional.of(member);
            }
        }
        return Optional.empty();
    }

    private void await(Component component, String url, String good) throws IOException, InterruptedException {
        Instant until = clock.now().plus(PATIENCE);
        while (!says(url, good)) {
            if (!component.isAlive() || clock.now().isAfter(until)) {
                throw new IOException(component.name() + (component.isAlive() ? " does not recover" : " has ended")
                        + ", see " + component.log());
            }
            clock.sleep(LOOK_AGAIN);
        }
    }

    private boolean says(String url, String text) throws InterruptedException {
        try (ClientResponse response =
                http.send(ClientRequest.get(URI.create(url)).withTimeout(ANSWER))) {
            return response.status() == 200
                    && new String(response.bytes(ANSWER_MAX), StandardCharsets.UTF_8).contains(text);
        } catch (IOException _) {
            return false; // not yet
        }
    }
}
