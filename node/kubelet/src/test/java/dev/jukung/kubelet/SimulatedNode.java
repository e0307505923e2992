package dev.jukung.kubelet;

import dev.jukung.kubelet.node.HostInfo;
import dev.jukung.kubelet.sim.SimulatedRuntime;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Event;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.ServiceAccount;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiClient.ListQuery;
import dev.jukung.runtime.LoopMetrics;
import dev.jukung.runtime.Surroundings;
import dev.jukung.testing.TestServer;
import dev.jukung.value.Yaml;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A node with the simulated runtime and a real API server, both in virtual time. */
final class SimulatedNode implements AutoCloseable {
    static final String NAME = "n1";

    final TestServer server;
    final ApiClient client;
    final SimulatedRuntime runtime;
    private final Path directory;
    private Kubelet kubelet;

    private SimulatedNode(Path directory) throws InterruptedException {
        this.directory = directory;
        server = TestServer.start();
        client = server.admin();
        client.create(Resources.SERVICEACCOUNTS, ServiceAccount.named("default", "default"));
        runtime = new SimulatedRuntime("10.42.0.0/24", server.clock(), server.random());
        kubelet = startKubelet();
        server.clock().settle();
    }

    static SimulatedNode start(Path directory) throws InterruptedException {
        return new SimulatedNode(directory);
    }

    private Kubelet startKubelet() throws InterruptedException {
        HostInfo host = new HostInfo(4, 8L << 30, 100L << 30, "", "", "", "6.1.0", "Simulated", "amd64");
        KubeletConfig config = KubeletConfig.of(NAME, "192.0.2.1", directory);
        return Kubelet.start(
                config,
                client,
                new SimulatedBackend(runtime, host),
                new Surroundings(server.clock(), server.random(), server.faults(), LoopMetrics.NONE));
    }

    void restartKubelet() throws InterruptedException {
        kubelet.close();
        kubelet = startKubelet();
        server.clock().settle();
    }

    @FunctionalInterface
    interface Work {
        void run() throws InterruptedException;
    }

    /** Does something while no kubelet runs. */
    void restartKubeletAfter(Work work) throws InterruptedException {
        kubelet.close();
        work.run();
        kubelet = startKubelet();
        server.clock().settle();
    }

    Pod create(String yaml) throws InterruptedException {
        Pod pod = client.create(Resources.PODS, new Pod((dev.jukung.value.ObjectValue) Yaml.parse(yaml)));
        server.clock().settle();
        return pod;
    }

    Pod pod(String name) throws InterruptedException {
        return client.get(Resources.PODS, ObjectKey.of("default", name));
    }

    Optional<Pod> find(String name) throws InterruptedException {
        return client.find(Resources.PODS, ObjectKey.of("default", name));
    }

    void delete(String name, long grace) throws InterruptedException {
        client.delete(Resources.PODS, ObjectKey.of("default", name), DeleteOptions.grace(grace));
        server.clock().settle();
    }

    void advance(Duration duration) throws InterruptedException {
        server.clock().advance(duration);
    }

    /** {@code reason message} of the events, in order. */
    List<String> events() throws InterruptedException {
        return client.list(Resources.EVENTS, ListQuery.in("default")).items().stream()
                .sorted(java.util.Comparator.comparing(Event::name))
                .map(event -> event.reason().orElse("") + " " + event.message().orElse(""))
                .toList();
    }

    @Override
    public void close() {
        kubelet.close();
        runtime.close();
        server.close();
    }
}
