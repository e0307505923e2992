package dev.jukung.systemtest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.base.Randomness;
import dev.jukung.base.SystemClock;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.Deployment;
import dev.jukung.model.coordination.v1.Lease;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.runtime.Kubeconfig;
import dev.jukung.runtime.LoopMetrics;
import dev.jukung.runtime.Surroundings;
import dev.jukung.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** API server, controller manager and scheduler as processes of their own, from the files of {@code jukung certs}. */
@Timeout(240)
class ComponentsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path home;

    private final Map<String, Process> processes = new HashMap<>();
    private int port;
    private Path files = Path.of("");

    @BeforeEach
    void certificates() throws Exception {
        port = JukungProcess.freePort();
        files = home.resolve("kubernetes");
        JukungProcess.in(home)
                .run(
                        "certs",
                        "--dir=" + files,
                        "--server=https://127.0.0.1:" + port,
                        "--service-cluster-ip-range=10.96.0.0/16")
                .succeeded();
    }

    @AfterEach
    void end() {
        processes.values().forEach(Process::destroyForcibly);
        processes.values().forEach(process -> process.onExit().join());
    }

    private void start(String name, String... command) throws IOException {
        List<String> whole = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        whole.addAll(List.of("-Xmx384m", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
        whole.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.jukung.app.Main"));
        whole.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(whole)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve(name + ".log").toFile());
        builder.environment().put("HOME", home.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        processes.put(name, builder.start());
    }

    private Process process(String name) {
        return requireNonNull(processes.get(name), name);
    }

    private String log(String name) throws IOException {
        return Files.readString(home.resolve(name + ".log"));
    }

    private void startApiServer() throws IOException {
        Path pki = files.resolve("pki");
        start(
                "apiserver",
                "apiserver",
                "--data-dir=" + home.resolve("objects"),
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--secure-port=" + port,
                "--authorization-mode=Node,RBAC",
                "--allow-privileged=true",
                "--enable-admission-plugins=NodeRestriction",
                "--enable-bootstrap-token-auth=true",
                "--client-ca-file=" + pki.resolve("ca.crt"),
                "--tls-cert-file=" + pki.resolve("apiserver.crt"),
                "--tls-private-key-file=" + pki.resolve("apiserver.key"),
                "--kubelet-client-certificate=" + pki.resolve("apiserver-kubelet-client.crt"),
                "--kubelet-client-key=" + pki.resolve("apiserver-kubelet-client.key"),
                "--proxy-client-cert-file=" + pki.resolve("front-proxy-client.crt"),
                "--proxy-client-key-file=" + pki.resolve("front-proxy-client.key"),
                "--requestheader-client-ca-file=" + pki.resolve("front-proxy-ca.crt"),
                "--requestheader-allowed-names=front-proxy-client",
                "--requestheader-username-headers=X-Remote-User",
                "--requestheader-group-headers=X-Remote-Group",
                "--requestheader-extra-headers-prefix=X-Remote-Extra-",
                "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
                "--service-account-key-file=" + pki.resolve("sa.pub"),
                "--service-account-signing-key-file=" + pki.resolve("sa.key"),
                "--encryption-provider-config=" + pki.resolve("encryption_config.yaml"),
                "--service-cluster-ip-range=10.96.0.0/16",
                "--profiling=false");
    }

    private void startControllerManager(String name) throws IOException {
        String kubeconfig = files.resolve("controller-manager.conf").toString();
        start(
                name,
                "controller-manager",
                "--kubeconfig=" + kubeconfig,
                "--authentication-kubeconfig=" + kubeconfig,
                "--authorization-kubeconfig=" + kubeconfig,
                "--bind-address=127.0.0.1",
                "--secure-port=" + JukungProcess.freePort(),
                "--use-service-account-credentials=true",
                "--root-ca-file=" + files.resolve("pki/ca.crt"),
                "--service-account-private-key-file=" + files.resolve("pki/sa.key"),
                "--cluster-cidr=10.244.0.0/16",
                "--controllers=*");
    }

    private HttpApiClient client(String kubeconfig) throws IOException {
        Surroundings around = new Surroundings(
                new SystemClock(),
                new Randomness(new SecureRandom()),
                (where, bug) -> {
                    throw new AssertionError(where, bug);
                },
                LoopMetrics.NONE);
        return HttpApiClient.connect(
                Kubeconfig.read(List.of(files.resolve(kubeconfig))).currentAccess(), "systemtest", around);
    }

    private static String holder(HttpApiClient client, String name) throws InterruptedException {
        return client.find(Resources.LEASES, ObjectKey.of("kube-system", name))
                .map(Lease::spec)
                .flatMap(spec -> spec.holderIdentity())
                .orElse("");
    }

    @Test
    void threeProcessesAreAClusterAndALeaderThatIsKilledIsReplaced() throws Exception {
        startApiServer();
        startControllerManager("first");
        start(
                "scheduler",
                "scheduler",
                "--kubeconfig=" + files.resolve("scheduler.conf"),
                "--bind-address=127.0.0.1",
                "--secure-port=" + JukungProcess.freePort());
        try (HttpApiClient admin = client("admin.conf")) {
            Awaitility.await().atMost(PATIENCE).ignoreException(ApiException.class).untilAsserted(() -> {
                assertThat(process("apiserver").isAlive()).as(log("apiserver")).isTrue();
                assertThat(holder(admin, "kube-controller-manager")).as(log("first")).isNotEmpty();
                assertThat(holder(admin, "kube-scheduler")).as(log("scheduler")).isNotEmpty();
            });
            admin.create(Resources.DEPLOYMENTS, deployment("web", 2));
            assertThatPodsArePending(admin, "web", 2);

            startControllerManager("second");
            String leader = holder(admin, "kube-controller-manager");
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(log("second"))
                    .contains("Attempting to acquire leader lease"));
            Process first = process("first");
            first.destroyForcibly();
            first.onExit().join();
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(holder(admin, "kube-controller-manager"))
                    .as(log("second"))
                    .isNotEqualTo(leader));
            admin.create(Resources.DEPLOYMENTS, deployment("other", 1));
            assertThatPodsArePending(admin, "other", 1);
        }
    }

    private void assertThatPodsArePending(HttpApiClient admin, String name, int count) {
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            List<Pod> pods = admin.list(Resources.PODS, ApiClient.ListQuery.in("default")).items().stream()
                    .filter(pod -> pod.name().startsWith(name + "-"))
                    .toList();
            assertThat(pods).as(log("first")).hasSize(count);
            assertThat(pods).allSatisfy(pod -> {
                assertThat(pod.tree().object("status").text("phase", "")).isEqualTo("Pending");
                assertThat(pod.tree().object("status").list("conditions").toString())
                        .as(log("scheduler"))
                        .contains("no nodes available to schedule pods");
            });
        });
    }

    private static Deployment deployment(String name, int replicas) {
        return new Deployment(Json.parseObject("""
                {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"namespace": "default", "name": "%s"},
                 "spec": {"replicas": %d, "selector": {"matchLabels": {"app": "%s"}},
                  "template": {"metadata": {"labels": {"app": "%s"}},
                   "spec": {"containers": [{"name": "c", "image": "example/c:1"}]}}}}
                """.formatted(name, replicas, name, name)));
    }
}
