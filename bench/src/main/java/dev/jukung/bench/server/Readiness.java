package dev.jukung.bench.server;

import dev.jukung.base.Clock;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.runtime.HttpApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Waits for a process that starts, and says what it said when it does not come up. For one thread. */
final class Readiness {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(2);

    /** What is waited for. */
    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private final Process process;
    private final Path log;
    private final Clock clock;
    private final long started;

    /** @param log what the process writes */
    Readiness(Process process, Path log, long started, Clock clock) {
        this.process = process;
        this.log = log;
        this.started = started;
        this.clock = clock;
    }

    Duration sinceStart() {
        return Duration.ofNanos(clock.nanos() - started);
    }

    void await(Condition condition) throws IOException, InterruptedException {
        while (!condition.holds()) {
            if (!process.isAlive() || sinceStart().compareTo(PATIENCE) > 0) {
                throw new IOException("the server did not become ready: "
                        + (process.isAlive() ? "it still tries" : "it ended with " + process.exitValue()) + "\n"
                        + Files.readString(log));
            }
            clock.sleep(LOOK_AGAIN);
        }
    }

    /** Waits until {@code /readyz} says ok. */
    Duration await(HttpApiClient client) throws IOException, InterruptedException {
        await(() -> answers(client));
        return sinceStart();
    }

    private static boolean answers(HttpApiClient client) throws InterruptedException {
        try (ClientResponse response = client.http().send(ClientRequest.get(client.uri("/readyz")))) {
            return response.status() == 200;
        } catch (IOException _) {
            return false; // nobody listens yet
        }
    }
}
