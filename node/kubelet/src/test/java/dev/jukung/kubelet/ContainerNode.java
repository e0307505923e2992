package dev.jukung.kubelet;

import dev.jukung.base.SystemClock;
import dev.jukung.kubelet.cri.ContainerdForTests;
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
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A node with real containers under a real API server. Needs root. */
final class ContainerNode {
    static final String NAME = "n1";
    /** Generous: with loaded processors a pod takes many times as long as without. */
    static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Duration LOOK = Duration.ofMillis(10);

    final TestServer server;
    final ApiClient client;
    final ContainerdForTests containerd;
    final KubeletConfig config;
    private final String cgroup;
    private final SystemClock clock = new SystemClock();
    private Kubelet kubelet;

    private ContainerNode() throws InterruptedException {
        containerd = ContainerdForTests.start();
        cgroup = "/jukung-kubelet-test-" + containerd.number();
        server = TestServer.start();
        client = server.admin();
        client.create(Resources.SERVICEACCOUNTS, ServiceAccount.named("default", "default"));
        Path directory = containerd.containerd().settings().directory().resolve("kubelet");
        config = KubeletConfig.of(NAME, addressPrefix() + "1", directory)
                .withCgroupRoot(cgroup + "/kubepods")
                .withClusterDns(List.of("10.96.0.10"), "cluster.local")
                .withPort(0);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        kubelet = startKubelet();
    }

    static ContainerNode start() throws InterruptedException {
        return new ContainerNode();
    }

    /** What the addresses of all pods begin with. */
    String addressPrefix() {
        return "10.199." + containerd.number() + ".";
    }

    private Kubelet startKubelet() throws InterruptedException {
        return Kubelet.start(
                config,
                client,
                new ContainerBackend(containerd.containerd().runtime(), config.rootDirectory()),
                new Surroundings(clock, server.random(), server.faults(), LoopMetrics.NONE));
    }

    Kubelet kubelet() {
        return kubelet;
    }

    void restartKubelet() throws InterruptedException {
        kubelet.close();
        kubelet = startKubelet();
    }

    Pod create(String yaml) throws InterruptedException {
        return client.create(Resources.PODS, new Pod((ObjectValue) Yaml.parse(yaml)));
    }

    Pod pod(String name) throws InterruptedException {
        return client.get(Resources.PODS, ObjectKey.of("default", name));
    }

    void delete(String name, long grace) throws InterruptedException {
        client.delete(Resources.PODS, ObjectKey.of("default", name), DeleteOptions.grace(grace));
    }

    /** Waits until the pod is as wanted; says how it is when that takes too long. */
    Pod await(String name, Predicate<Pod> wanted) throws InterruptedException {
        try {
            return Awaitility.await().pollInterval(LOOK).atMost(LIMIT).until(() -> pod(name), wanted);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "pod " + name + " did not get there: " + pod(name).status().tree() + "\n" + events(), e);
        }
    }

    Pod awaitReady(String name) throws InterruptedException {
        return await(name, ContainerNode::ready);
    }

    static boolean ready(Pod pod) {
        return pod.status().conditions().stream()
                .anyMatch(condition ->
                        condition.type().equals("Ready") && condition.status().equals("True"));
    }

    void awaitGone(String name) throws InterruptedException {
        ObjectKey key = ObjectKey.of("default", name);
        try {
            Awaitility.await().pollInterval(LOOK).atMost(LIMIT).until(() -> client.find(Resources.PODS, key)
                    .isEmpty());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "pod " + name + " is still there: " + pod(name).tree(), e);
        }
    }

    /** Runs a command in a container and gives its output. */
    String exec(Pod pod, String container, String... command) throws InterruptedException {
        String id = pod.status().containerStatuses().stream()
                .filter(status -> status.name().equals(container))
                .findFirst()
                .orElseThrow()
                .containerID()
                .orElseThrow()
                .replaceFirst("^.*://", "");
        var result = containerd.containerd().runtime().exec(id, List.of(command), Duration.ofSeconds(10));
        return new String(result.stdout(), StandardCharsets.UTF_8)
                + new String(result.stderr(), StandardCharsets.UTF_8);
    }

    List<String> events() throws InterruptedException {
        return client.list(Resources.EVENTS, ListQuery.in("default")).items().stream()
                .map(Event::tree)
                .map(tree -> tree.text("reason", "") + " " + tree.text("message", ""))
                .toList();
    }

    void close() throws InterruptedException {
        kubelet.close();
        containerd.close();
        new dev.jukung.kubelet.pod.Cgroups(Path.of("/sys/fs/cgroup")).removeTree(cgroup);
        server.close();
    }
}
