package dev.jukung.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jukung.base.SystemClock;
import dev.jukung.http.ClientTls;
import dev.jukung.kubelet.container.ContainerStatus;
import dev.jukung.kubelet.sim.SimulatedRuntime;
import dev.jukung.kubelet.staticpods.StaticPods;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ClusterAccess;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.runtime.LoopMetrics;
import dev.jukung.runtime.Surroundings;
import dev.jukung.testing.CollectedFaults;
import dev.jukung.testing.TestServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pods of files on a simulated node, with the real API server on virtual time, and without one. */
@Timeout(60)
class StaticPodsTest {
    private static final ObjectKey MIRROR = ObjectKey.of("default", "web-n1");
    private static final Duration INTERVAL = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private TestServer server;
    private SimulatedRuntime runtime;
    private Optional<Kubelet> kubelet = Optional.empty();

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start();
        runtime = new SimulatedRuntime("10.42.0.0/24", server.clock(), server.random());
        Files.createDirectories(directory.resolve("manifests"));
    }

    @AfterEach
    void stop() {
        kubelet.ifPresent(Kubelet::close);
        runtime.close();
        server.close();
    }

    private void write(String file, String spec) throws IOException {
        Files.writeString(directory.resolve("manifests").resolve(file), """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec:
                  terminationGracePeriodSeconds: 1
                %s
                """.formatted(spec.indent(2)));
    }

    private KubeletConfig config() {
        return KubeletConfig.of("n1", "192.0.2.1", directory.resolve("kubelet"))
                .withStaticPods(new StaticPods.Source(directory.resolve("manifests"), INTERVAL));
    }

    private void startKubelet() throws InterruptedException {
        kubelet = Optional.of(Kubelet.start(
                config(),
                server.admin(),
                SimulatedBackend.of(runtime),
                new Surroundings(server.clock(), server.random(), server.faults(), LoopMetrics.NONE)));
        server.clock().settle();
    }

    private Pod mirror() throws InterruptedException {
        return server.admin().get(Resources.PODS, MIRROR);
    }

    private static List<ContainerStatus> running(SimulatedRuntime runtime) throws InterruptedException {
        return runtime.containers().stream().filter(ContainerStatus::running).toList();
    }

    private static boolean ready(Pod pod) {
        return pod.status().conditions().stream()
                .anyMatch(condition ->
                        condition.type().equals("Ready") && condition.status().equals("True"));
    }

    private static String hash(Pod pod) {
        return pod.metadata().annotations().getOrDefault("kubernetes.io/config.hash", "");
    }

    @Test
    void aFileIsAPodThatAMirrorShows() throws Exception {
        write("web.yaml", "containers: [{name: app, image: 'example/web:1'}]");
        startKubelet();
        server.clock().advance(Duration.ofSeconds(5));

        Pod mirror = mirror();
        assertThat(mirror.metadata().annotations())
                .containsEntry("kubernetes.io/config.source", "file")
                .containsEntry("kubernetes.io/config.mirror", hash(mirror));
        assertThat(mirror.uid()).isNotEqualTo(hash(mirror));
        assertThat(mirror.spec().nodeName()).contains("n1");
        assertThat(mirror.metadata().ownerReferences())
                .extracting(owner -> owner.kind() + "/" + owner.name())
                .containsExactly("Node/n1");
        assertThat(ready(mirror)).as(mirror.tree().toString()).isTrue();
        assertThat(running(runtime)).hasSize(1);
        assertThat(running(runtime).getFirst().labels()).containsEntry("io.kubernetes.pod.uid", hash(mirror));
    }

    @Test
    void aMirrorThatIsDeletedComesBackAndTheContainerGoesOn() throws Exception {
        write("web.yaml", "containers: [{name: app, image: 'example/web:1'}]");
        startKubelet();
        server.clock().advance(Duration.ofSeconds(5));
        Pod before = mirror();
        String container = running(runtime).getFirst().id();

        server.admin().delete(Resources.PODS, MIRROR, DeleteOptions.NONE);
        server.clock().advance(Duration.ofSeconds(5));

        assertThat(mirror().uid()).isNotEqualTo(before.uid());
        assertThat(mirror().deleting()).isFalse();
        assertThat(ready(mirror())).isTrue();
        assertThat(running(runtime)).extracting(ContainerStatus::id).containsExactly(container);
    }

    @Test
    void aFileThatChangesIsAnotherPodAndOneThatGoesIsNone() throws Exception {
        write("web.yaml", "containers: [{name: app, image: 'example/web:1'}]");
        startKubelet();
        server.clock().advance(Duration.ofSeconds(5));
        Pod before = mirror();

        write("web.yaml", "containers: [{name: app, image: 'example/web:2'}]");
        server.clock().advance(INTERVAL.plusSeconds(10));

        assertThat(hash(mirror())).isNotEqualTo(hash(before));
        assertThat(mirror().spec().containers().getFirst().image()).contains("example/web:2");
        assertThat(ready(mirror())).as(mirror().tree().toString()).isTrue();
        assertThat(running(runtime)).extracting(ContainerStatus::image).containsExactly("example/web:2");

        Files.delete(directory.resolve("manifests/web.yaml"));
        server.clock().advance(INTERVAL.plusSeconds(10));

        assertThat(server.admin().find(Resources.PODS, MIRROR)).isEmpty();
        assertThat(running(runtime)).isEmpty();
        assertThat(runtime.sandboxes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "containers: []",
                "{serviceAccountName: builder, containers: [{name: app, image: a}]}",
                "{containers: [{name: app, image: a}], volumes: [{name: v, secret: {secretName: s}}]}",
                "{containers: [{name: app, image: a}], volumes: [{name: v, projected: {sources: [{configMap: {name: c}}]}}]}",
                "containers: [{name: app, image: a, env: [{name: E, valueFrom: {configMapKeyRef: {name: c, key: k}}}]}]",
                "containers: [{name: app, image: a, envFrom: [{secretRef: {name: s}}]}]",
            })
    void whatNeedsTheApiIsNoStaticPod(String spec) throws Exception {
        write("web.yaml", spec);
        startKubelet();
        server.clock().advance(Duration.ofSeconds(5));
        assertThat(running(runtime)).isEmpty();
        assertThat(server.admin().find(Resources.PODS, MIRROR)).isEmpty();
    }

    @Test
    void theNextKubeletTakesOverWhatRuns() throws Exception {
        write("web.yaml", "containers: [{name: app, image: 'example/web:1'}]");
        startKubelet();
        server.clock().advance(Duration.ofSeconds(5));
        String container = running(runtime).getFirst().id();
        kubelet.ifPresent(Kubelet::close);

        startKubelet();
        server.clock().advance(Duration.ofSeconds(5));

        assertThat(running(runtime)).extracting(ContainerStatus::id).containsExactly(container);
        assertThat(ready(mirror())).isTrue();
    }

    @Test
    void aFileIsAPodWithoutAnApi() throws Exception {
        write("web.yaml", "containers: [{name: app, image: 'example/web:1'}]");
        SystemClock clock = new SystemClock();
        CollectedFaults faults = new CollectedFaults();
        Surroundings around = new Surroundings(clock, server.random(), faults, LoopMetrics.NONE);
        ClusterAccess nowhere = ClusterAccess.of(URI.create("https://127.0.0.1:1"), ClientTls.trustingAnyone());
        try (HttpApiClient client = HttpApiClient.connect(nowhere, "test", around);
                SimulatedRuntime alone = new SimulatedRuntime("10.42.1.0/24", clock, server.random())) {
            Thread starting = Thread.ofVirtual().start(() -> startAlone(client, alone, around));

            await().untilAsserted(() -> assertThat(running(alone)).hasSize(1));

            starting.interrupt();
            starting.join();
        }
        faults.assertNone();
    }

    private void startAlone(ApiClient client, SimulatedRuntime alone, Surroundings around) {
        try {
            Kubelet.start(config(), client, SimulatedBackend.of(alone), around).close();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the test has seen enough
        }
    }
}
