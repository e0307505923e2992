package dev.jukung.systemtest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.base.Randomness;
import dev.jukung.base.SystemClock;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.http.ClientTls;
import dev.jukung.http.pki.TrustBundle;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.Deployment;
import dev.jukung.model.coordination.v1.Lease;
import dev.jukung.model.core.v1.ConfigMap;
import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.ClusterAccess;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.runtime.Kubeconfig;
import dev.jukung.runtime.LoopMetrics;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.Surroundings;
import dev.jukung.value.Json;
import java.io.IOException;
import java.net.URI;
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
@Timeout(180)
class ComponentsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String MODES = "--authorization-mode=Node,RBAC";

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
        startProgram(name, whole);
    }

    private void startProgram(String name, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
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

    /** @param more the flags that say who decides and where objects are kept */
    private void startApiServer(String name, int securePort, String... more) throws IOException {
        Path pki = files.resolve("pki");
        List<String> command = new ArrayList<>(List.of(
                "apiserver",
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--secure-port=" + securePort,
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
                "--service-cluster-ip-range=10.96.0.0/16",
                "--profiling=false"));
        command.addAll(List.of(more));
        start(name, command.toArray(String[]::new));
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
                // So that the test does not wait long for the next leader.
                "--leader-elect-lease-duration=6s",
                "--leader-elect-renew-deadline=5s",
                "--leader-elect-retry-period=1s",
                "--use-service-account-credentials=true",
                "--root-ca-file=" + files.resolve("pki/ca.crt"),
                "--service-account-private-key-file=" + files.resolve("pki/sa.key"),
                "--cluster-cidr=10.244.0.0/16",
                "--cluster-signing-cert-file=" + files.resolve("pki/ca.crt"),
                "--cluster-signing-key-file=" + files.resolve("pki/ca.key"),
                "--controllers=*,bootstrapsigner,tokencleaner");
    }

    private void startScheduler() throws IOException {
        start(
                "scheduler",
                "scheduler",
                "--kubeconfig=" + files.resolve("scheduler.conf"),
                "--bind-address=127.0.0.1",
                "--secure-port=" + JukungProcess.freePort());
    }

    /** With the keys of {@code jukung certs}; clients have to show one of its authority. */
    private String startEtcd() throws IOException {
        Path pki = files.resolve("pki/etcd");
        String url = "https://127.0.0.1:" + JukungProcess.freePort();
        String peer = "https://127.0.0.1:" + JukungProcess.freePort();
        startProgram(
                "etcd",
                List.of(
                        "etcd",
                        "--data-dir=" + home.resolve("etcd"),
                        "--listen-client-urls=" + url,
                        "--advertise-client-urls=" + url,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=default=" + peer,
                        "--cert-file=" + pki.resolve("server.crt"),
                        "--key-file=" + pki.resolve("server.key"),
                        "--client-cert-auth",
                        "--trusted-ca-file=" + pki.resolve("ca.crt"),
                        "--peer-cert-file=" + pki.resolve("peer.crt"),
                        "--peer-key-file=" + pki.resolve("peer.key"),
                        "--peer-client-cert-auth",
                        "--peer-trusted-ca-file=" + pki.resolve("ca.crt"),
                        "--log-level=error"));
        return url;
    }

    private HttpApiClient administrator(int securePort) throws IOException {
        return client(securePort, "admin.conf");
    }

    private HttpApiClient client(int securePort, String kubeconfig) throws IOException {
        ClusterAccess access =
                Kubeconfig.read(List.of(files.resolve(kubeconfig))).currentAccess();
        return connect(new ClusterAccess(
                URI.create("https://127.0.0.1:" + securePort), access.tls(), access.bearerToken(), access.namespace()));
    }

    private static HttpApiClient connect(ClusterAccess access) {
        Surroundings around = new Surroundings(
                new SystemClock(),
                new Randomness(new SecureRandom()),
                (where, bug) -> {
                    throw new AssertionError(where, bug);
                },
                LoopMetrics.NONE);
        return HttpApiClient.connect(access, "systemtest", around);
    }

    private static String holder(HttpApiClient client, String name) throws InterruptedException {
        return client.find(Resources.LEASES, ObjectKey.of("kube-system", name))
                .map(Lease::spec)
                .flatMap(spec -> spec.holderIdentity())
                .orElse("");
    }

    private void awaitApi(HttpApiClient admin, String... servers) {
        Awaitility.await().atMost(PATIENCE).ignoreException(ApiException.class).untilAsserted(() -> {
            for (String name : servers) {
                assertThat(process(name).isAlive()).as(log(name)).isTrue();
            }
            assertThat(admin.find(Resources.NAMESPACES, ObjectKey.of("kube-system")))
                    .isPresent();
        });
    }

    @Test
    void threeProcessesAreAClusterAndALeaderThatIsKilledIsReplaced() throws Exception {
        startApiServer(
                "apiserver",
                port,
                MODES,
                "--data-dir=" + home.resolve("objects"),
                "--encryption-provider-config=" + files.resolve("pki/encryption_config.yaml"));
        startControllerManager("first");
        startScheduler();
        try (HttpApiClient admin = administrator(port)) {
            awaitApi(admin, "apiserver");
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(holder(admin, "kube-controller-manager"))
                        .as(log("first"))
                        .isNotEmpty();
                assertThat(holder(admin, "kube-scheduler")).as(log("scheduler")).isNotEmpty();
            });
            startControllerManager("second");
            addNode(admin);
            admin.create(Resources.DEPLOYMENTS, deployment("web", 2));
            assertThatPodsAreBound(admin, "web", 2);

            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(log("second"))
                    .contains("Attempting to acquire leader lease"));
            String leader = holder(admin, "kube-controller-manager");
            kill("first");
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(holder(admin, "kube-controller-manager"))
                    .as(log("second"))
                    .isNotEqualTo(leader));
            admin.create(Resources.DEPLOYMENTS, deployment("other", 1));
            assertThatPodsAreBound(admin, "other", 1);
        }
    }

    @Test
    void twoApiServersOnOneEtcdAreOneClusterThatOutlivesOneOfThem() throws Exception {
        String etcd = startEtcd();
        Path pki = files.resolve("pki");
        String[] flags = {
            MODES,
            "--etcd-servers=" + etcd,
            "--etcd-cafile=" + pki.resolve("etcd/ca.crt"),
            "--etcd-certfile=" + pki.resolve("apiserver-etcd-client.crt"),
            "--etcd-keyfile=" + pki.resolve("apiserver-etcd-client.key")
        };
        int otherPort = JukungProcess.freePort();
        startApiServer("one", port, flags);
        startApiServer("two", otherPort, flags);
        try (HttpApiClient one = administrator(port);
                HttpApiClient two = administrator(otherPort)) {
            awaitApi(one, "one");
            awaitApi(two, "two");
            ConfigMap written = one.create(
                    Resources.CONFIGMAPS, ConfigMap.named("default", "shared").withData(Map.of("by", "one")));
            assertThat(two.get(Resources.CONFIGMAPS, written.key()).tree()).isEqualTo(written.tree());
            assertThat(identities(two)).as("both have the name of this host").hasSize(1);

            kill("one");

            ConfigMap read = two.get(Resources.CONFIGMAPS, written.key());
            two.update(Resources.CONFIGMAPS, read.withData(Map.of("by", "two")));
            assertThat(two.get(Resources.CONFIGMAPS, written.key()).data()).isEqualTo(Map.of("by", "two"));
        }
    }

    @Test
    void filesSayWhoMayBeNobodyAndWhoDecides() throws Exception {
        Path authentication = Files.writeString(home.resolve("authentication.yaml"), """
                apiVersion: apiserver.config.k8s.io/v1
                kind: AuthenticationConfiguration
                anonymous: {enabled: true, conditions: [{path: /livez}]}
                """);
        Path authorization = Files.writeString(home.resolve("authorization.yaml"), """
                apiVersion: apiserver.config.k8s.io/v1
                kind: AuthorizationConfiguration
                authorizers: [{type: Node, name: node}, {type: RBAC, name: rbac}]
                """);
        startApiServer(
                "apiserver",
                port,
                "--data-dir=" + home.resolve("objects"),
                "--authentication-config=" + authentication,
                "--authorization-config=" + authorization);
        ClientTls tls = ClientTls.trusting(TrustBundle.read(files.resolve("pki/ca.crt")));
        try (HttpApiClient admin = administrator(port);
                HttpApiClient scheduler = client(port, "scheduler.conf");
                HttpApiClient nobody = connect(ClusterAccess.of(URI.create("https://127.0.0.1:" + port), tls))) {
            awaitApi(admin, "apiserver");
            assertThatThrownBy(() -> scheduler.find(Resources.SECRETS, ObjectKey.of("default", "any")))
                    .isInstanceOfSatisfying(ApiException.class, refused -> assertThat(refused.reason())
                            .isEqualTo(Reason.FORBIDDEN));
            assertThat(status(nobody, "/livez")).isEqualTo(200);
            assertThat(status(nobody, "/version")).isEqualTo(401);
        }
    }

    private static int status(HttpApiClient client, String path) throws Exception {
        try (ClientResponse response = client.http().send(ClientRequest.get(client.uri(path)))) {
            return response.status();
        }
    }

    private static List<String> identities(HttpApiClient client) throws InterruptedException {
        ApiClient.ListQuery query =
                new ApiClient.ListQuery("kube-system", "apiserver.kubernetes.io/identity=kube-apiserver", "", 0, "");
        return client.list(Resources.LEASES, query).items().stream()
                .map(Lease::name)
                .toList();
    }

    private void kill(String name) {
        Process process = process(name);
        process.destroyForcibly();
        process.onExit().join();
    }

    /** A Node without a kubelet, which says once that it is ready. */
    private static void addNode(HttpApiClient admin) throws InterruptedException {
        Node node = new Node(Json.parseObject("""
                {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "worker"}, "status": {
                  "capacity": {"cpu": "4", "memory": "8Gi", "pods": "110"},
                  "allocatable": {"cpu": "4", "memory": "8Gi", "pods": "110"},
                  "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady"}]}}
                """));
        admin.create(Resources.NODES, node);
    }

    private void assertThatPodsAreBound(HttpApiClient admin, String deployment, int count) {
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            List<Pod> pods = admin.list(Resources.PODS, ApiClient.ListQuery.in("default")).items().stream()
                    .filter(pod -> pod.name().startsWith(deployment + "-"))
                    .toList();
            assertThat(pods).as(log("first")).hasSize(count);
            assertThat(pods)
                    .as(log("scheduler"))
                    .allSatisfy(pod -> assertThat(pod.spec().nodeName()).contains("worker"));
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
