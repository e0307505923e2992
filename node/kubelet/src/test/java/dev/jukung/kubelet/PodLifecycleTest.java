package dev.jukung.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.ContainerStatus;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.PodCondition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of pods on a simulated node under the real API server, in virtual time. */
class PodLifecycleTest {
    @TempDir
    Path directory;

    private SimulatedNode node;

    @BeforeEach
    void start() throws InterruptedException {
        node = SimulatedNode.start(directory);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private static String pod(String name, String annotations, String more) {
        return """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: %s
                  namespace: default
                  annotations: {%s}
                spec:
                  nodeName: n1
                  automountServiceAccountToken: false
                %s
                """.formatted(name, annotations, more.indent(2));
    }

    private static String web(String annotations) {
        return pod("web", annotations, "containers: [{name: app, image: 'example.com/web:1'}]");
    }

    private static ContainerStatus only(Pod pod) {
        return pod.status().containerStatuses().getFirst();
    }

    private static Map<String, String> conditions(Pod pod) {
        return pod.status().conditions().stream().collect(Collectors.toMap(PodCondition::type, PodCondition::status));
    }

    private static PodCondition condition(Pod pod, String type) {
        return pod.status().conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aNodeRegistersItselfWithCapacityAndALease() throws InterruptedException {
        var registered = node.client.get(Resources.NODES, ObjectKey.of("n1"));

        assertThat(registered.status().capacity().get("cpu")).hasToString("4");
        assertThat(registered.status().capacity().get("pods")).hasToString("110");
        assertThat(registered.metadata().labels()).containsEntry("kubernetes.io/hostname", "n1");
        assertThat(registered.status().conditions())
                .extracting(condition -> condition.type() + "=" + condition.status())
                .containsExactly("MemoryPressure=False", "DiskPressure=False", "PIDPressure=False", "Ready=True");
        var lease = node.client.get(Resources.LEASES, ObjectKey.of("kube-node-lease", "n1"));
        assertThat(lease.spec().holderIdentity()).contains("n1");

        node.advance(Duration.ofSeconds(30));

        var renewed = node.client.get(Resources.LEASES, ObjectKey.of("kube-node-lease", "n1"));
        assertThat(renewed.spec().renewTime().orElseThrow())
                .isEqualTo(lease.spec().renewTime().orElseThrow().plusSeconds(30));
    }

    @Test
    void aPodBecomesRunningAndReady() throws InterruptedException {
        node.create(web(""));

        Pod pod = node.pod("web");
        assertThat(pod.status().phase()).contains("Running");
        assertThat(conditions(pod))
                .containsEntry("PodReadyToStartContainers", "True")
                .containsEntry("Initialized", "True")
                .containsEntry("ContainersReady", "True")
                .containsEntry("Ready", "True")
                .containsEntry("PodScheduled", "True");
        assertThat(pod.status().podIP().orElseThrow()).startsWith("10.42.0.");
        assertThat(pod.status().hostIP()).contains("192.0.2.1");
        assertThat(pod.status().qosClass()).contains("BestEffort");
        assertThat(pod.status().startTime()).isPresent();
        assertThat(only(pod).ready()).isTrue();
        assertThat(only(pod).started()).contains(true);
        assertThat(only(pod).restartCount()).isZero();
        assertThat(only(pod).containerID().orElseThrow()).startsWith("simulated://");
        assertThat(only(pod).state().orElseThrow().running()).isPresent();
        assertThat(node.events())
                .containsExactly(
                        "Pulling Pulling image \"example.com/web:1\"",
                        "Pulled Successfully pulled image \"example.com/web:1\" in 0s (0s including waiting). Image size: 1000000 bytes.",
                        "Created Container created",
                        "Started Container started");
    }

    @Test
    void aDeletedPodEndsAndGoes() throws InterruptedException {
        node.create(web("sim.jukung.dev/stop-after: 3s"));

        node.delete("web", 10);

        assertThat(node.find("web")).isPresent();
        assertThat(node.events()).contains("Killing Stopping container app");

        node.advance(Duration.ofSeconds(4));

        assertThat(node.find("web")).isEmpty();
        assertThat(node.runtime.sandboxes()).isEmpty();
        assertThat(node.runtime.containers()).isEmpty();
    }

    @Test
    void aContainerThatDoesNotEndInItsGracePeriodIsKilled() throws InterruptedException {
        node.create(web("sim.jukung.dev/stop-after: 1h"));

        node.delete("web", 5);
        node.advance(Duration.ofSeconds(4));
        assertThat(node.find("web")).isPresent();
        node.advance(Duration.ofSeconds(2));

        assertThat(node.find("web")).isEmpty();
    }

    @Test
    void aCrashingContainerIsRestartedWithGrowingBackOff() throws InterruptedException {
        node.create(web("sim.jukung.dev/exit-after: 1s, sim.jukung.dev/exit-code: '1'"));

        node.advance(Duration.ofSeconds(1));
        assertThat(only(node.pod("web")).restartCount()).isEqualTo(1); // at once the first time

        node.advance(Duration.ofSeconds(1));
        Pod waiting = node.pod("web");
        assertThat(only(waiting).restartCount()).isEqualTo(1);
        assertThat(only(waiting).state().orElseThrow().waiting().orElseThrow().reason())
                .contains("CrashLoopBackOff");
        assertThat(only(waiting)
                        .state()
                        .orElseThrow()
                        .waiting()
                        .orElseThrow()
                        .message()
                        .orElseThrow())
                .isEqualTo("back-off 10s restarting failed container=app pod=web_default(" + waiting.uid() + ")");
        assertThat(only(waiting)
                        .lastState()
                        .orElseThrow()
                        .terminated()
                        .orElseThrow()
                        .exitCode())
                .isEqualTo(1);
        assertThat(waiting.status().phase()).contains("Running");
        assertThat(condition(waiting, "Ready").reason()).contains("ContainersNotReady");
        assertThat(condition(waiting, "Ready").message()).contains("containers with unready status: [app]");

        node.advance(Duration.ofSeconds(10));
        assertThat(only(node.pod("web")).restartCount()).isEqualTo(2);
        node.advance(Duration.ofSeconds(1));
        assertThat(only(node.pod("web"))
                        .state()
                        .orElseThrow()
                        .waiting()
                        .orElseThrow()
                        .message()
                        .orElseThrow())
                .startsWith("back-off 20s");
        node.advance(Duration.ofSeconds(20));
        assertThat(only(node.pod("web")).restartCount()).isEqualTo(3);
        assertThat(node.events())
                .contains("BackOff Back-off restarting failed container app in pod web_default(" + waiting.uid() + ")");
    }

    @Test
    void initContainersRunOneAfterTheOtherBeforeTheRest() throws InterruptedException {
        node.create(pod("web", "sim.jukung.dev/exit-after.one: 5s, sim.jukung.dev/exit-after.two: 5s", """
                initContainers:
                - {name: one, image: 'example.com/a:1'}
                - {name: two, image: 'example.com/a:1'}
                containers: [{name: app, image: 'example.com/web:1'}]
                """));

        Pod first = node.pod("web");
        assertThat(first.status().phase()).contains("Pending");
        assertThat(first.status()
                        .initContainerStatuses()
                        .get(0)
                        .state()
                        .orElseThrow()
                        .running())
                .isPresent();
        assertThat(first.status()
                        .initContainerStatuses()
                        .get(1)
                        .state()
                        .orElseThrow()
                        .waiting()
                        .orElseThrow()
                        .reason())
                .contains("PodInitializing");
        assertThat(only(first).state().orElseThrow().waiting().orElseThrow().reason())
                .contains("PodInitializing");
        assertThat(condition(first, "Initialized").message()).contains("containers with incomplete status: [one two]");

        node.advance(Duration.ofSeconds(5));
        assertThat(node.pod("web")
                        .status()
                        .initContainerStatuses()
                        .get(1)
                        .state()
                        .orElseThrow()
                        .running())
                .isPresent();

        node.advance(Duration.ofSeconds(5));
        Pod last = node.pod("web");
        assertThat(last.status().phase()).contains("Running");
        assertThat(conditions(last)).containsEntry("Initialized", "True").containsEntry("Ready", "True");
        assertThat(last.status().initContainerStatuses().get(0).ready()).isTrue();
    }

    @Test
    void aSidecarStartsFirstAndEndsLast() throws InterruptedException {
        node.create(pod("web", "sim.jukung.dev/stop-after.app: 2s, sim.jukung.dev/stop-after.mesh: 2s", """
                initContainers:
                - {name: mesh, image: 'example.com/a:1', restartPolicy: Always}
                containers: [{name: app, image: 'example.com/web:1'}]
                """));
        assertThat(conditions(node.pod("web"))).containsEntry("Ready", "True");

        node.delete("web", 30);
        assertThat(node.events())
                .contains("Killing Stopping container app")
                .doesNotContain("Killing Stopping container mesh");
        node.advance(Duration.ofSeconds(2));
        assertThat(node.events()).contains("Killing Stopping container mesh");
        node.advance(Duration.ofSeconds(2));

        assertThat(node.find("web")).isEmpty();
    }

    @Test
    void aPodThatIsNotRestartedSucceedsOrFails() throws InterruptedException {
        node.create(pod("good", "", "restartPolicy: Never\ncontainers: [{name: app, image: 'example.com/web:1'}]"));
        node.create(pod(
                "bad",
                "sim.jukung.dev/exit-code: '7'",
                "restartPolicy: Never\ncontainers: [{name: app, image: 'example.com/web:1'}]"));

        node.advance(Duration.ofSeconds(2));

        Pod good = node.pod("good");
        assertThat(good.status().phase()).contains("Succeeded");
        assertThat(condition(good, "Ready").reason()).contains("PodCompleted");
        assertThat(only(good).state().orElseThrow().terminated().orElseThrow().reason())
                .contains("Completed");
        Pod bad = node.pod("bad");
        assertThat(bad.status().phase()).contains("Failed");
        assertThat(only(bad).state().orElseThrow().terminated().orElseThrow().exitCode())
                .isEqualTo(7);
        assertThat(condition(bad, "Ready").reason()).contains("PodFailed");
    }

    @Test
    void aFailingPullIsRepeatedWithBackOff() throws InterruptedException {
        node.create(web("sim.jukung.dev/pull-error: no such host"));

        Pod first = node.pod("web");
        assertThat(first.status().phase()).contains("Pending");
        assertThat(only(first).state().orElseThrow().waiting().orElseThrow().reason())
                .contains("ErrImagePull");
        node.advance(Duration.ofSeconds(2));
        Pod second = node.pod("web");
        assertThat(only(second).state().orElseThrow().waiting().orElseThrow().reason())
                .contains("ImagePullBackOff");
        assertThat(only(second)
                        .state()
                        .orElseThrow()
                        .waiting()
                        .orElseThrow()
                        .message()
                        .orElseThrow())
                .isEqualTo(
                        "Back-off pulling image \"example.com/web:1\": ErrImagePull: rpc error: code = Unknown desc = no such host");
        assertThat(node.events())
                .containsExactly(
                        "Pulling Pulling image \"example.com/web:1\"",
                        "Failed Failed to pull image \"example.com/web:1\": rpc error: code = Unknown desc = no such host",
                        "Failed Error: ErrImagePull",
                        "BackOff Back-off pulling image \"example.com/web:1\"",
                        "Failed Error: ImagePullBackOff");
    }

    @Test
    void aPodWaitsForItsConfigMap() throws InterruptedException {
        node.create(pod("web", "", """
                volumes: [{name: settings, configMap: {name: settings}}]
                containers: [{name: app, image: 'example.com/web:1', volumeMounts: [{name: settings, mountPath: /etc/s}]}]
                """));
        assertThat(only(node.pod("web"))
                        .state()
                        .orElseThrow()
                        .waiting()
                        .orElseThrow()
                        .reason())
                .contains("ContainerCreating");
        assertThat(node.events())
                .contains(
                        "FailedMount MountVolume.SetUp failed for volume \"settings\" : configmap \"settings\" not found");

        node.client.create(Resources.CONFIGMAPS, dev.jukung.model.core.v1.ConfigMap.named("default", "settings"));
        node.advance(Duration.ofSeconds(1));

        assertThat(node.pod("web").status().phase()).contains("Running");
    }

    @Test
    void aMissingSecretInTheEnvironmentIsToldAndMadeGood() throws InterruptedException {
        node.create(pod("web", "", """
                containers:
                - name: app
                  image: 'example.com/web:1'
                  env: [{name: URL, valueFrom: {secretKeyRef: {name: db, key: url}}}]
                """));
        var waiting = only(node.pod("web")).state().orElseThrow().waiting().orElseThrow();
        assertThat(waiting.reason()).contains("CreateContainerConfigError");
        assertThat(waiting.message()).contains("secret \"db\" not found");

        node.client.create(
                Resources.SECRETS,
                dev.jukung.model.core.v1.Secret.named("default", "db").withStringData(Map.of("url", "x")));
        node.advance(Duration.ofSeconds(6));

        assertThat(node.pod("web").status().phase()).contains("Running");
    }

    @Test
    void aPodIsNotActiveLongerThanItsDeadline() throws InterruptedException {
        node.create(pod("web", "", "activeDeadlineSeconds: 60\ncontainers: [{name: app, image: 'example.com/web:1'}]"));

        node.advance(Duration.ofSeconds(61));

        Pod pod = node.pod("web");
        assertThat(pod.status().phase()).contains("Failed");
        assertThat(pod.status().reason()).contains("DeadlineExceeded");
        assertThat(node.runtime.containers()).noneMatch(dev.jukung.kubelet.container.ContainerStatus::running);
    }

    @Test
    void aRestartedKubeletTakesOverWhatRuns() throws InterruptedException {
        node.create(web(""));
        String before = only(node.pod("web")).containerID().orElseThrow();

        node.restartKubelet();
        node.advance(Duration.ofSeconds(5));

        Pod pod = node.pod("web");
        assertThat(only(pod).containerID()).contains(before);
        assertThat(only(pod).restartCount()).isZero();
        assertThat(conditions(pod)).containsEntry("Ready", "True");
        assertThat(node.runtime.containers()).hasSize(1);
    }

    @Test
    void podsThatWereDeletedWhileTheKubeletWasAwayAreRemoved() throws InterruptedException {
        node.create(web(""));
        node.create(pod("other", "", "containers: [{name: app, image: 'example.com/web:1'}]"));
        node.restartKubeletAfter(() -> node.delete("web", 0));

        assertThat(node.runtime.sandboxes()).hasSize(1);
    }

    @Test
    void readinessFollowsTheContainer() throws InterruptedException {
        node.create(web("sim.jukung.dev/ready-after: 5s"));
        assertThat(conditions(node.pod("web"))).containsEntry("Ready", "False");

        node.advance(Duration.ofSeconds(5));
        assertThat(conditions(node.pod("web"))).containsEntry("Ready", "True");

        node.runtime.ready("default", "web", "app", false);
        node.server.clock().settle();
        assertThat(conditions(node.pod("web"))).containsEntry("Ready", "False");
    }

    @Test
    void aLostSandboxIsReplacedAndItsContainersStartAgain() throws InterruptedException {
        node.create(web(""));
        String address = node.pod("web").status().podIP().orElseThrow();

        node.runtime.stopSandbox(node.runtime.sandboxes().getFirst().id());
        node.advance(Duration.ofSeconds(1));

        Pod pod = node.pod("web");
        assertThat(conditions(pod)).containsEntry("Ready", "True");
        assertThat(only(pod).restartCount()).isEqualTo(1);
        assertThat(pod.status().podIP().orElseThrow()).isNotEqualTo(address);
    }

    @Test
    void conditionsOfOthersStay() throws InterruptedException {
        node.create(
                pod(
                        "web",
                        "sim.jukung.dev/ready-after: 5s",
                        "readinessGates: [{conditionType: example.com/traffic}]\ncontainers: [{name: app, image: 'example.com/web:1'}]"));
        node.advance(Duration.ofSeconds(5));
        assertThat(condition(node.pod("web"), "Ready").message())
                .contains("corresponding condition of pod readiness gate \"example.com/traffic\" does not exist.");

        Pod pod = node.pod("web");
        List<PodCondition> conditions = new java.util.ArrayList<>(pod.status().conditions());
        conditions.add(PodCondition.EMPTY.withType("example.com/traffic").withStatus("True"));
        node.client.updateStatus(Resources.PODS, pod.withStatus(pod.status().withConditions(conditions)));
        node.server.clock().settle();

        assertThat(conditions(node.pod("web")))
                .containsEntry("Ready", "True")
                .containsEntry("example.com/traffic", "True");
    }
}
