package dev.jukung.bench;

import dev.jukung.base.Clock;
import dev.jukung.bench.server.ReferenceServer;
import dev.jukung.bench.server.ServerCommand;
import dev.jukung.bench.server.ServerProcess;
import dev.jukung.bench.server.StartupCache;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What all parts measure with: a folder that goes away, ports, the effort, the report. For one thread. */
public final class Bench implements AutoCloseable {
    /** Below the ephemeral ports of Linux, so that no client of another test gets it. */
    private static final int FIRST_PORT = 27_000;

    private static final int LAST_PORT = 27_099;

    private final Path folder;
    private final Clock clock;
    private final Effort effort;
    private final Report report;
    private final Options options;
    private int port = FIRST_PORT;
    private int servers;
    private Optional<Path> cache = Optional.empty();
    private boolean cacheTried;

    Bench(Path folder, Clock clock, Effort effort, Report report, Options options) {
        this.folder = folder;
        this.clock = clock;
        this.effort = effort;
        this.report = report;
        this.options = options;
    }

    public Clock clock() {
        return clock;
    }

    public Effort effort() {
        return effort;
    }

    /** Whether the user wants this kind of request measured: all, unless only some were named. */
    public boolean selects(String request) {
        return request.contains(options.only());
    }

    public void add(Part part, String what, String value, Map<String, Double> numbers, Yardstick yardstick) {
        report.add(new Row(part.name(), what, value, numbers, yardstick));
        System.err.println("  " + part.name() + ": " + what + ": " + value);
    }

    /** The least and the middle of several times. */
    public void add(Part part, String what, List<Duration> times, Yardstick yardstick) {
        Duration least = Figures.least(times);
        Duration median = Figures.median(times);
        add(
                part,
                what,
                "min " + Figures.time(least) + ", median " + Figures.time(median),
                Map.of("minMs", Figures.millis(least), "medianMs", Figures.millis(median)),
                yardstick);
    }

    /** A folder that goes away at the end; it does not exist yet. */
    public Path folder(String name) {
        return folder.resolve(name);
    }

    /** A server with an empty store, started as {@code ./jukung} starts its own: with the start-up cache. */
    public ServerProcess startServer() throws IOException, InterruptedException {
        return startServer(startupCache());
    }

    /** As {@link #startServer()}, and where the user wants to know where its time went, that is recorded. */
    public ServerProcess startProfiledServer() throws IOException, InterruptedException {
        Optional<Path> recording = options.profile()
                ? Optional.of(Files.createDirectories(folder).resolve("server-" + servers + ".jfr"))
                : Optional.empty();
        return startServer(startupCache(), recording);
    }

    /** @param startupCache empty for a start without one */
    public ServerProcess startServer(Optional<Path> startupCache) throws IOException {
        return startServer(startupCache, Optional.empty());
    }

    private ServerProcess startServer(Optional<Path> startupCache, Optional<Path> recording) throws IOException {
        Path data = folder.resolve("server-" + servers++);
        return ServerProcess.start(new ServerCommand(data, freePort(), startupCache, recording), clock);
    }

    /** kube-apiserver with an empty etcd, where the user gave us the programs. */
    public Optional<ReferenceServer> startReference() throws IOException, InterruptedException {
        if (options.reference().isEmpty()) {
            return Optional.empty();
        }
        ReferenceServer.Ports ports = new ReferenceServer.Ports(freePort(), freePort(), freePort());
        return Optional.of(ReferenceServer.start(
                options.reference().get(), folder.resolve("reference-" + servers++), ports, clock));
    }

    /** The start-up cache, made when it is asked for the first time; empty when this JVM makes none. */
    public Optional<Path> startupCache() throws IOException, InterruptedException {
        if (!cacheTried) {
            cacheTried = true;
            cache = StartupCache.make(Files.createDirectories(folder), freePort(), clock);
        }
        return cache;
    }

    public int freePort() throws IOException {
        for (; port <= LAST_PORT; port++) {
            try (ServerSocket probe = new ServerSocket()) {
                probe.bind(new InetSocketAddress(port));
                return port++;
            } catch (java.net.BindException _) {
                continue; // somebody else's
            }
        }
        throw new IOException("no port is free from " + FIRST_PORT + " to " + LAST_PORT);
    }

    /** Deletes what the servers stored. */
    @Override
    public void close() throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> tree = Files.walk(folder)) {
            all = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
