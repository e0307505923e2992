package dev.jukung.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jukung.cluster.Cluster;
import dev.jukung.cluster.ClusterAddresses;
import dev.jukung.cluster.ClusterConfig;
import dev.jukung.cluster.ClusterRemoval;
import dev.jukung.cluster.HostAddress;
import dev.jukung.cluster.NodeImages;
import dev.jukung.cluster.Progress;
import dev.jukung.kubelet.cri.ContainerdForTests;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.Deployment;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.Service;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiClient.ListQuery;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * A whole cluster with real containers on this machine, from its first start to its removal. The tests are the chapters of one
 * cluster's life, in order.
 */
@EnabledIf(value = "dev.jukung.kubelet.cri.ContainerdForTests#possible", disabledReason = "needs root and containerd")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContainerClusterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String NAME = "cct";
    private static final String APPLICATION = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: default}
            spec:
              replicas: 3
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - name: web
                    image: jukung.dev/busybox:1
                    command: [sh, -c, "mkdir /www; hostname > /www/name; exec httpd -f -p 8080 -h /www"]
                    readinessProbe: {httpGet: {path: /name, port: 8080}, periodSeconds: 1}
            """;
    private static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: default}
            spec:
              type: NodePort
              selector: {app: web}
              ports: [{port: 80, targetPort: 8080}]
            """;

    private static Path folder;
    private static ClusterConfig config;
    private static HostTraces before;
    private static Cluster cluster;
    private static ApiClient client;

    @BeforeAll
    static void start() throws Exception {
        folder = Files.createTempDirectory("jukung-" + NAME);
        try (ServerSocket free = new ServerSocket(0)) {
            config = new ClusterConfig(
                            NAME,
                            folder,
                            free.getLocalPort(),
                            ClusterConfig.Backend.CONTAINERD,
                            HostAddress.firstReachable().orElseThrow())
                    .withAddresses(ClusterAddresses.firstFree(Set.of(0)));
        }
        before = HostTraces.of(NAME);
        cluster = Cluster.start(config, Progress.NONE);
        client = cluster.client("kubernetes-admin", "system:masters");
        Path archive = folder.resolve("busybox.tar");
        try (OutputStream out = Files.newOutputStream(archive)) {
            ContainerdForTests.busybox(ContainerdForTests.BUSYBOX).writeTo(out);
        }
        assertThat(NodeImages.of(config).load(archive)).containsExactly(ContainerdForTests.BUSYBOX);
    }

    /** Also after a failure in the middle. */
    @AfterAll
    static void remove() throws Exception {
        cluster.close();
        ClusterRemoval.remove(config);
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Test
    @Order(1)
    void aDeploymentBecomesThreeReadyPodsThatAnswerBehindOneService() throws Exception {
        client.create(Resources.DEPLOYMENTS, new Deployment((ObjectValue) Yaml.parse(APPLICATION)));
        Service service = client.create(Resources.SERVICES, new Service((ObjectValue) Yaml.parse(SERVICE)));
        awaitReady();

        Set<String> names = new HashSet<>();
        pods().forEach(pod -> names.add(pod.name()));
        assertThat(answers("http://" + service.spec().clusterIP().orElseThrow() + "/name"))
                .isEqualTo(names);
        int nodePort = service.spec().ports().getFirst().nodePort().orElseThrow();
        assertThat(answers("http://" + config.nodeAddress() + ":" + nodePort + "/name"))
                .isEqualTo(names);
    }

    @Test
    @Order(2)
    void aPodFindsTheServiceByItsName() throws Exception {
        client.create(Resources.PODS, new Pod((ObjectValue) Yaml.parse("""
                apiVersion: v1
                kind: Pod
                metadata: {name: caller, namespace: default}
                spec:
                  restartPolicy: Never
                  containers:
                  - name: caller
                    image: jukung.dev/busybox:1
                    command:
                    - sh
                    - -c
                    - "{ wget -qO- http://web/name; nslookup web.default.svc.cluster.local; } > /dev/termination-log 2>&1"
                """)));
        ObjectKey caller = ObjectKey.of("default", "caller");
        await().atMost(PATIENCE).until(() -> client.get(Resources.PODS, caller)
                .status()
                .phase()
                .orElse("")
                .equals("Succeeded"));

        String said = client.get(Resources.PODS, caller)
                .status()
                .containerStatuses()
                .getFirst()
                .state()
                .orElseThrow()
                .terminated()
                .orElseThrow()
                .message()
                .orElseThrow();
        assertThat(said).containsPattern("web-[a-z0-9]+-[a-z0-9]+\n").contains("Name:\tweb.default.svc.cluster.local");
        client.delete(Resources.PODS, caller, DeleteOptions.grace(0));
    }

    @Test
    @Order(3)
    void aKilledContainerIsStartedAgain() throws Exception {
        Pod victim = pods().getFirst();

        process(victim).destroyForcibly();

        await().atMost(PATIENCE)
                .until(() -> client.get(Resources.PODS, victim.key()).status().containerStatuses().stream()
                        .allMatch(status -> status.restartCount() == 1 && status.ready()));
    }

    @Test
    @Order(4)
    void aDeletedPodIsReplaced() throws Exception {
        Pod victim = pods().getFirst();

        client.delete(Resources.PODS, victim.key(), DeleteOptions.NONE);

        await().atMost(PATIENCE)
                .until(() -> pods().stream().noneMatch(pod -> pod.uid().equals(victim.uid())) && pods().size() == 3);
        awaitReady();
    }

    @Test
    @Order(5)
    void theNextServerTakesOverTheContainersThatRun() throws Exception {
        List<String> containers = containers();
        cluster.close();
        assertThat(pods(containers)).allMatch(ProcessHandle::isAlive);

        cluster = Cluster.start(config, Progress.NONE);
        client = cluster.client("kubernetes-admin", "system:masters");

        awaitReady();
        assertThat(containers()).isEqualTo(containers);
    }

    @Test
    @Order(6)
    void afterAStopEverythingIsThereAgain() throws Exception {
        List<String> containers = containers();
        cluster.stopPods();
        cluster.close();
        assertThat(HostTraces.of(NAME).since(before)).noneMatch(line -> line.startsWith("process"));

        cluster = Cluster.start(config, Progress.NONE);
        client = cluster.client("kubernetes-admin", "system:masters");

        awaitReady();
        assertThat(containers()).hasSize(3).doesNotContainAnyElementsOf(containers);
    }

    @Test
    @Order(7)
    void theRemovalLeavesNothingBehind() throws Exception {
        assertThat(HostTraces.of(NAME).since(before)).isNotEmpty();
        cluster.close();

        assertThat(ClusterRemoval.remove(config)).isEmpty();

        assertThat(HostTraces.of(NAME).since(before)).isEmpty();
    }

    private static void awaitReady() {
        await().atMost(PATIENCE)
                .until(() -> client.get(Resources.DEPLOYMENTS, ObjectKey.of("default", "web"))
                                        .status()
                                        .readyReplicas()
                                        .orElse(0)
                                == 3
                        && pods().size() == 3
                        && pods().stream().allMatch(ContainerClusterTest::ready));
    }

    private static boolean ready(Pod pod) {
        return pod.status().conditions().stream()
                .anyMatch(condition ->
                        condition.type().equals("Ready") && condition.status().equals("True"));
    }

    private static List<Pod> pods() throws InterruptedException {
        return client.list(Resources.PODS, ListQuery.in("default").labels("app=web"))
                .items();
    }

    private static List<String> containers() throws InterruptedException {
        return pods().stream()
                .map(pod -> pod.status()
                        .containerStatuses()
                        .getFirst()
                        .containerID()
                        .orElseThrow())
                .sorted()
                .toList();
    }

    private static List<ProcessHandle> pods(List<String> containers) {
        return containers.stream().map(ContainerClusterTest::process).toList();
    }

    private static ProcessHandle process(Pod pod) {
        return process(pod.status().containerStatuses().getFirst().containerID().orElseThrow());
    }

    /** The first process of a container: runc keeps its id beside the container's bundle. */
    private static ProcessHandle process(String container) {
        String id = container.replaceFirst("^containerd://", "");
        Path pid = folder.resolve("containerd/state/io.containerd.runtime.v2.task/k8s.io/" + id + "/init.pid");
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                    .orElseThrow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The different answers to many calls, each over a connection of its own. */
    private static Set<String> answers(String url) throws IOException {
        Set<String> answers = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            URLConnection connection = URI.create(url).toURL().openConnection();
            connection.setConnectTimeout(5000);
            connection.setReadTimeout(5000);
            connection.setRequestProperty("Connection", "close");
            try (InputStream in = connection.getInputStream()) {
                answers.add(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
            }
        }
        return answers;
    }
}
