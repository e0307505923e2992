package dev.jukung.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.http.ClientTls;
import dev.jukung.http.pki.TrustBundle;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.coordination.v1.Lease;
import dev.jukung.model.core.v1.ConfigMap;
import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.ClusterAccess;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.runtime.Reason;
import dev.jukung.value.Json;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
    private static final String MODES = ComponentProcesses.MODES;

    @TempDir
    private Path home;

    private ComponentProcesses cluster;

    @BeforeEach
    void certificates() throws Exception {
        cluster = new ComponentProcesses(home);
    }

    @AfterEach
    void end() {
        cluster.close();
    }

    private static String holder(HttpApiClient client, String name) throws InterruptedException {
        return client.find(Resources.LEASES, ObjectKey.of("kube-system", name))
                .map(Lease::spec)
                .flatMap(spec -> spec.holderIdentity())
                .orElse("");
    }

    @Test
    void threeProcessesAreAClusterAndALeaderThatIsKilledIsReplaced() throws Exception {
        cluster.startApiServer(
                "apiserver",
                cluster.port(),
                MODES,
                "--data-dir=" + home.resolve("objects"),
                "--encryption-provider-config=" + cluster.files().resolve("pki/encryption_config.yaml"));
        cluster.startControllerManager("first");
        cluster.startScheduler();
        try (HttpApiClient admin = cluster.administrator(cluster.port())) {
            cluster.awaitApi(admin, "apiserver");
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(holder(admin, "kube-controller-manager"))
                        .as(cluster.log("first"))
                        .isNotEmpty();
                assertThat(holder(admin, "kube-scheduler"))
                        .as(cluster.log("scheduler"))
                        .isNotEmpty();
            });
            cluster.startControllerManager("second");
            addNode(admin);
            admin.create(Resources.DEPLOYMENTS, ComponentProcesses.deployment("web", 2, "example/c:1"));
            assertThatPodsAreBound(admin, "web", 2);

            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(cluster.log("second"))
                    .contains("Attempting to acquire leader lease"));
            String leader = holder(admin, "kube-controller-manager");
            cluster.kill("first");
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(holder(admin, "kube-controller-manager"))
                    .as(cluster.log("second"))
                    .isNotEqualTo(leader));
            admin.create(Resources.DEPLOYMENTS, ComponentProcesses.deployment("other", 1, "example/c:1"));
            assertThatPodsAreBound(admin, "other", 1);
        }
    }

    @Test
    void twoApiServersOnOneEtcdAreOneClusterThatOutlivesOneOfThem() throws Exception {
        String etcd = cluster.startEtcd();
        Path pki = cluster.files().resolve("pki");
        String[] flags = {
            MODES,
            "--etcd-servers=" + etcd,
            "--etcd-cafile=" + pki.resolve("etcd/ca.crt"),
            "--etcd-certfile=" + pki.resolve("apiserver-etcd-client.crt"),
            "--etcd-keyfile=" + pki.resolve("apiserver-etcd-client.key")
        };
        int otherPort = JukungProcess.freePort();
        cluster.startApiServer("one", cluster.port(), flags);
        cluster.startApiServer("two", otherPort, flags);
        try (HttpApiClient one = cluster.administrator(cluster.port());
                HttpApiClient two = cluster.administrator(otherPort)) {
            cluster.awaitApi(one, "one");
            cluster.awaitApi(two, "two");
            ConfigMap written = one.create(
                    Resources.CONFIGMAPS, ConfigMap.named("default", "shared").withData(Map.of("by", "one")));
            assertThat(two.get(Resources.CONFIGMAPS, written.key()).tree()).isEqualTo(written.tree());
            assertThat(identities(two)).as("both have the name of this host").hasSize(1);

            cluster.kill("one");

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
        cluster.startApiServer(
                "apiserver",
                cluster.port(),
                "--data-dir=" + home.resolve("objects"),
                "--authentication-config=" + authentication,
                "--authorization-config=" + authorization);
        ClientTls tls = ClientTls.trusting(TrustBundle.read(cluster.files().resolve("pki/ca.crt")));
        try (HttpApiClient admin = cluster.administrator(cluster.port());
                HttpApiClient scheduler = cluster.client(cluster.port(), "scheduler.conf");
                HttpApiClient nobody = ComponentProcesses.connect(
                        ClusterAccess.of(URI.create("https://127.0.0.1:" + cluster.port()), tls))) {
            cluster.awaitApi(admin, "apiserver");
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
            assertThat(pods).as(cluster.log("first")).hasSize(count);
            assertThat(pods)
                    .as(cluster.log("scheduler"))
                    .allSatisfy(pod -> assertThat(pod.spec().nodeName()).contains("worker"));
        });
    }
}
