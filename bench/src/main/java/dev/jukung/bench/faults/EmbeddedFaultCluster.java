package dev.jukung.bench.faults;

import dev.jukung.base.Clock;
import dev.jukung.base.Randomness;
import dev.jukung.bench.history.ObservedVersions;
import dev.jukung.bench.history.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One server with its store inside, as {@code jukung server} is. For one thread. */
final class EmbeddedFaultCluster implements FaultCluster {
    private static final String NAME = "faults";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Network network;
    private final Component server;
    private final Path kubeconfig;

    private EmbeddedFaultCluster(Network network, Component server, Path kubeconfig) {
        this.network = network;
        this.server = server;
        this.kubeconfig = kubeconfig;
    }

    /** It has been started once, as only then there is a kubeconfig, and was killed. */
    static EmbeddedFaultCluster prepare(Path folder, Clock clock) throws IOException, InterruptedException {
        Network network = Network.open();
        Path data = folder.resolve("data");
        try {
            String address = network.add("s0");
            Component server = new Component("s0", address, command(data), folder);
            EmbeddedFaultCluster cluster =
                    new EmbeddedFaultCluster(network, server, data.resolve(NAME).resolve("kubeconfig"));
            server.start();
            cluster.awaitKubeconfig(clock);
            server.kill();
            return cluster;
        } catch (IOException | InterruptedException e) {
            network.close();
            throw e;
        }
    }

    private void awaitKubeconfig(Clock clock) throws IOException, InterruptedException {
        Instant until = clock.now().plus(PATIENCE);
        while (!Files.exists(kubeconfig)) {
            if (!server.isAlive() || clock.now().isAfter(until)) {
                server.close();
                throw new IOException("the server does not start, see " + server.log());
            }
            clock.sleep(LOOK_AGAIN);
        }
    }

    private static List<String> command(Path data) {
        List<String> command =
                new ArrayList<>(List.of("env", "JUKUNG_DATA=" + data, "KUBECONFIG=" + data.resolve("user.conf")));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.jukung.app.Main", "server"));
        command.addAll(List.of("--name=" + NAME, "--runtime=sim", "--port=" + SECURE_PORT));
        return command;
    }

    @Override
    public Path kubeconfig() {
        return kubeconfig;
    }

    @Override
    public List<Component> members() {
        return List.of();
    }

    @Override
    public List<Component> servers() {
        return List.of(server);
    }

    @Override
    public Fault next(Randomness random) {
        return Fault.next(random, List.of(Fault.Victim.STORE), 1);
    }

    @Override
    public void begin(Fault fault, Component victim) throws IOException {
        switch (fault.kind()) {
            case KILL -> victim.kill();
            case PAUSE -> victim.pause();
            case ISOLATE -> network.cut(victim.name(), List.of());
            case CUT_FROM_PEERS -> throw new IllegalArgumentException("it has no peers");
        }
    }

    @Override
    public void end(Fault fault, Component victim) throws IOException {
        switch (fault.kind()) {
            case KILL -> victim.start();
            case PAUSE -> victim.resume();
            case ISOLATE -> network.heal(victim.name());
            case CUT_FROM_PEERS -> throw new IllegalArgumentException("it has no peers");
        }
    }

    /** What clients have seen: the store does not keep its history over a restart. */
    @Override
    public List<Version> versions(Recorder recorder, long last) {
        ObservedVersions.Seen seen = ObservedVersions.of(recorder.calls(), recorder.watches());
        seen.contradictions().forEach(recorder::wrong);
        return seen.versions();
    }

    /** Twice is fine. */
    @Override
    public synchronized void close() {
        server.close();
        network.close();
    }
}
