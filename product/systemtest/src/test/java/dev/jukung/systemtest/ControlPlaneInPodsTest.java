package dev.jukung.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.kubelet.cri.ContainerdForTests;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiClient.ListQuery;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * ARCH-03: a control plane as kubeadm sets it up, etcd and the components as static Pods of a kubelet, which is a node of the cluster that
 * they serve; beside it an API server as a process.
 */
@EnabledIf(value = "possible", disabledReason = "needs root, containerd and etcd")
@Timeout(240)
class ControlPlaneInPodsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String NODE = "control";

    @TempDir
    private Path home;

    private ComponentProcesses cluster;
    private ContainerdForTests containerd;

    static boolean possible() {
        return ContainerdForTests.possible() && Files.isExecutable(Path.of("/usr/bin/etcd"));
    }

    @BeforeEach
    void prepare() throws Exception {
        cluster = new ComponentProcesses(home, NODE);
        containerd = ContainerdForTests.start();
        Files.createDirectory(home.resolve("manifests"));
    }

    @AfterEach
    void end() throws Exception {
        cluster.close();
        containerd.close();
    }

    /** A Pod of the machine's own network, with the programs and files of the machine. */
    private void manifest(String name, List<String> command) throws IOException {
        Set<String> folders = new TreeSet<>(List.of("/usr", "/lib", "/lib64", home.toString()));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            folders.add("/" + Path.of(entry).toAbsolutePath().getName(0));
        }
        folders.add("/" + Path.of(System.getProperty("java.home")).getName(0));
        folders.remove("/tmp"); // but for the home
        List<ObjectValue> volumes = new ArrayList<>();
        List<ObjectValue> mounts = new ArrayList<>();
        for (String folder : folders) {
            String volume = "v" + volumes.size();
            volumes.add(ObjectValue.of("name", volume, "hostPath", ObjectValue.of("path", folder)));
            mounts.add(ObjectValue.of("name", volume, "mountPath", folder));
        }
        ObjectValue container = ObjectValue.of(
                "name",
                name,
                "image",
                ContainerdForTests.BUSYBOX,
                "command",
                ListValue.of(command.toArray()),
                "volumeMounts",
                ListValue.of(mounts.toArray()));
        ObjectValue pod = ObjectValue.of(
                "apiVersion",
                "v1",
                "kind",
                "Pod",
                "metadata",
                ObjectValue.of("name", name, "namespace", "kube-system"),
                "spec",
                ObjectValue.of(
                        "hostNetwork",
                        true,
                        "terminationGracePeriodSeconds",
                        2L,
                        "containers",
                        ListValue.of(container),
                        "volumes",
                        ListValue.of(volumes.toArray())));
        Files.writeString(home.resolve("manifests/" + name + ".json"), Json.write(pod));
    }

    private void startKubelet() throws IOException {
        Path configuration = Files.writeString(home.resolve("kubelet.yaml"), """
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                authentication: {x509: {clientCAFile: %s}}
                port: %d
                healthzPort: 0
                podLogsDir: %s
                staticPodPath: %s
                cgroupRoot: /jukung-test-%d
                """.formatted(
                        cluster.files().resolve("pki/ca.crt"),
                        JukungProcess.freePort(),
                        home.resolve("pod-logs"),
                        home.resolve("manifests"),
                        containerd.number()));
        cluster.start(
                "kubelet",
                "kubelet",
                "--hostname-override=" + NODE,
                "--node-ip=127.0.0.1",
                "--config=" + configuration,
                "--root-dir=" + home.resolve("kubelet"),
                "--cert-dir=" + home.resolve("kubelet/pki"),
                "--kubeconfig=" + cluster.files().resolve("kubelet.conf"),
                "--container-runtime-endpoint=unix://"
                        + containerd.containerd().settings().socket());
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .ignoreException(ApiException.class)
                .ignoreException(NoSuchFileException.class) // a log that was put aside just now
                .untilAsserted(assertion);
    }

    @Test
    void componentsInPodsAreTheClusterThatRunsThemAndAnswerAsProcessesDo() throws Exception {
        int etcdPort = JukungProcess.freePort();
        String etcd = "https://127.0.0.1:" + etcdPort;
        Path pki = cluster.files().resolve("pki");
        String[] storage = {
            ComponentProcesses.MODES,
            "--etcd-servers=" + etcd,
            "--etcd-cafile=" + pki.resolve("etcd/ca.crt"),
            "--etcd-certfile=" + pki.resolve("apiserver-etcd-client.crt"),
            "--etcd-keyfile=" + pki.resolve("apiserver-etcd-client.key")
        };
        manifest("etcd", cluster.etcdCommand(etcd, "/usr/bin/etcd"));
        manifest("kube-apiserver", ComponentProcesses.java(cluster.apiServerCommand(cluster.port(), storage)));
        manifest("kube-controller-manager", ComponentProcesses.java(cluster.controllerManagerCommand()));
        manifest("kube-scheduler", ComponentProcesses.java(cluster.schedulerCommand()));

        startKubelet();

        int other = JukungProcess.freePort();
        try (HttpApiClient admin = cluster.administrator(cluster.port());
                HttpApiClient beside = cluster.administrator(other)) {
            eventually(() -> assertThat(podsOfControlPlane(admin))
                    .as(cluster.log("kubelet"))
                    .containsExactly(
                            "etcd-control",
                            "kube-apiserver-control",
                            "kube-controller-manager-control",
                            "kube-scheduler-control"));
            eventually(() -> admin.create(
                    Resources.DEPLOYMENTS, ComponentProcesses.deployment("web", 2, ContainerdForTests.BUSYBOX)));
            eventually(() -> assertThat(runningPods(admin, "default")).hasSize(2));

            cluster.startApiServer("beside", other, storage);
            cluster.awaitApi(beside, "beside");
            for (String path : Arrays.asList(
                    "/version",
                    "/apis",
                    "/api/v1",
                    "/apis/apps/v1",
                    "/openapi/v3",
                    "/openapi/v3/apis/apps/v1",
                    "/apis/rbac.authorization.k8s.io/v1/clusterroles/cluster-admin",
                    "/api/v1/nodes/none",
                    "/healthz",
                    "/apis/none/v1/foos")) {
                assertThat(get(beside, path)).as(path).isEqualTo(get(admin, path));
            }

            admin.delete(Resources.DEPLOYMENTS, ObjectKey.of("default", "web"), DeleteOptions.NONE);
            eventually(() -> assertThat(
                            admin.list(Resources.PODS, ListQuery.in("default")).items())
                    .isEmpty());
        }
    }

    private List<String> podsOfControlPlane(HttpApiClient client) throws Exception {
        try {
            return runningPods(client, "kube-system");
        } catch (ApiException e) {
            throw new AssertionError(e.getMessage() + "\n" + podLogs(), e);
        }
    }

    /** What the containers say, which is why nobody answers. */
    private String podLogs() throws IOException {
        StringBuilder logs = new StringBuilder();
        Path folder = home.resolve("pod-logs");
        if (!Files.isDirectory(folder)) {
            return "no container has been started yet";
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                List<String> lines = Files.readAllLines(file);
                logs.append(file).append('\n');
                lines.subList(Math.max(0, lines.size() - 20), lines.size())
                        .forEach(line -> logs.append(line).append('\n'));
            }
        }
        return logs.toString();
    }

    private static List<String> runningPods(HttpApiClient client, String namespace) throws InterruptedException {
        return client.list(Resources.PODS, ListQuery.in(namespace)).items().stream()
                .filter(pod -> pod.status().phase().filter("Running"::equals).isPresent())
                .map(Pod::name)
                .sorted()
                .toList();
    }

    private static String get(HttpApiClient client, String path) throws Exception {
        try (ClientResponse response = client.http().send(ClientRequest.get(client.uri(path)))) {
            return response.status() + " " + new String(response.bytes(5_000_000), StandardCharsets.UTF_8);
        }
    }
}
