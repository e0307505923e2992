package dev.jukung.bench.load;

import dev.jukung.base.Clock;
import dev.jukung.runtime.ClusterAccess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Clients in a closed loop: each sends its next request when the answer to the last one is read. An answer with another
 * status than the expected one ends the load as a failure: numbers of refused requests mean nothing.
 */
public final class LoadGenerator {
    /** Reads what the server process has used so far. */
    @FunctionalInterface
    public interface CpuMeter {
        Duration used() throws IOException;
    }

    private final ClusterAccess access;
    private final CpuMeter server;
    private final Clock clock;

    public LoadGenerator(ClusterAccess access, CpuMeter server, Clock clock) {
        this.access = access;
        this.server = server;
        this.clock = clock;
    }

    /** What one client did. */
    private record Share(Latencies latencies, long bytes) {}

    /** Keeps so many clients busy for so long. */
    public Load run(Protocol protocol, int clients, Duration length, Requests requests)
            throws IOException, InterruptedException {
        try (Connections connections = Connections.open(access, protocol, clients, clock);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Duration cpu = server.used();
            long start = clock.nanos();
            List<Future<Share>> running = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                Connection connection = connections.of(i);
                running.add(threads.submit(() -> share(connection, requests, start + length.toNanos())));
            }
            Latencies latencies = new Latencies();
            long bytes = 0;
            for (Future<Share> client : running) {
                Share share = finished(client);
                latencies.addAll(share.latencies());
                bytes += share.bytes();
            }
            Duration wall = Duration.ofNanos(clock.nanos() - start);
            return new Load(
                    latencies.count(),
                    bytes,
                    wall,
                    server.used().minus(cpu),
                    latencies.quantile(0.5),
                    latencies.quantile(0.99));
        }
    }

    private Share share(Connection connection, Requests requests, long end) throws IOException, InterruptedException {
        Latencies latencies = new Latencies();
        long bytes = 0;
        long now = clock.nanos();
        while (now < end) {
            Optional<Exchange> next = requests.next();
            if (next.isEmpty()) {
                break;
            }
            Answer answer = connection.send(next.get());
            if (answer.status() != next.get().expected()) {
                throw new IOException(next.get() + " was answered with " + answer.status() + ": " + answer.start());
            }
            long done = clock.nanos();
            latencies.add(done - now);
            bytes += answer.bytes();
            now = done;
        }
        return new Share(latencies, bytes);
    }

    private static Share finished(Future<Share> client) throws IOException, InterruptedException {
        try {
            return client.get();
        } catch (ExecutionException e) {
            throw new IOException("the load broke off: " + e.getCause(), e.getCause());
        }
    }
}
