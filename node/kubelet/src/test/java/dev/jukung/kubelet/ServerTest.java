package dev.jukung.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.base.Randomness;
import dev.jukung.base.SystemClock;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.http.ClientTls;
import dev.jukung.http.HttpClient;
import dev.jukung.kubelet.sim.SimulatedRuntime;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The kubelet's server on a simulated node: who may use it, and what it tells. */
@Timeout(60)
class ServerTest {
    @TempDir
    private static Path directory;

    private static ServedCluster cluster;
    private static String kubelet;

    private record Answer(int status, String text) {}

    @BeforeAll
    static void start() throws Exception {
        SimulatedRuntime runtime =
                new SimulatedRuntime("10.42.0.0/24", new SystemClock(), new Randomness(new Random(1)));
        cluster = new ServedCluster(
                SimulatedBackend.of(runtime),
                KubeletConfig.of(ServedCluster.NODE, "127.0.0.1", directory).withPort(0));
        kubelet = cluster.kubeletAddress();
        cluster.create("""
                metadata: {name: web, namespace: default}
                spec: {nodeName: n1, automountServiceAccountToken: false, containers: [{name: app, image: example/web:1}]}
                """);
        cluster.await("web", ContainerNode::ready);
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    private static Answer get(HttpClient client, String address) throws IOException, InterruptedException {
        return get(client, ClientRequest.get(URI.create(address)));
    }

    private static Answer get(HttpClient client, ClientRequest request) throws IOException, InterruptedException {
        try (ClientResponse response = client.send(request)) {
            return new Answer(response.status(), new String(response.bytes(1 << 20), StandardCharsets.UTF_8));
        }
    }

    private static Answer proxied(String path) throws IOException, InterruptedException {
        return get(cluster.http, cluster.apiAddress() + "/api/v1/nodes/n1/proxy" + path);
    }

    private static ClientTls anonymous() {
        return ClientTls.trusting(cluster.authority.bundle());
    }

    @Test
    void nobodyIsAnonymous() throws Exception {
        assertThat(get(cluster.clientAs(anonymous()), kubelet + "/healthz")).isEqualTo(new Answer(401, "Unauthorized"));
        assertThat(get(
                        cluster.clientAs(anonymous()),
                        ClientRequest.get(URI.create(kubelet + "/healthz"))
                                .with("Authorization", "Bearer made.up.token")))
                .isEqualTo(new Answer(401, "Unauthorized"));
    }

    @Test
    void aServiceAccountMayWhatTheApiServerAllows() throws Exception {
        String token = cluster.client
                .postSubresource(
                        Resources.SERVICEACCOUNTS,
                        ObjectKey.of("default", "default"),
                        "token",
                        ObjectValue.of(
                                "apiVersion", "authentication.k8s.io/v1",
                                "kind", "TokenRequest",
                                "spec", ObjectValue.EMPTY))
                .object("status")
                .text("token", "");
        ClientRequest request =
                ClientRequest.get(URI.create(kubelet + "/pods")).with("Authorization", "Bearer " + token);

        assertThat(get(cluster.clientAs(anonymous()), request))
                .isEqualTo(new Answer(
                        403,
                        "Forbidden (user=system:serviceaccount:default:default, verb=get, resource=nodes,"
                                + " subresource(s)=[pods proxy])\n"));

        cluster.client.create(
                Resources.CLUSTERROLEBINDINGS,
                new dev.jukung.model.rbac.v1.ClusterRoleBinding((ObjectValue) dev.jukung.value.Yaml.parse("""
                        metadata: {name: kubelet-readers}
                        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
                        subjects: [{kind: ServiceAccount, namespace: default, name: default}]
                        """)));
        ClientRequest other =
                ClientRequest.get(URI.create(kubelet + "/metrics")).with("Authorization", "Bearer " + token);
        assertThat(get(cluster.clientAs(anonymous()), other).text()).contains("kubelet_node_name{node=\"n1\"} 1");
    }

    @Test
    void theNodeIsShownThroughTheApiServer() throws Exception {
        assertThat(proxied("/healthz")).isEqualTo(new Answer(200, "ok"));
        ObjectValue pods = Json.parseObject(proxied("/pods").text());
        assertThat(pods.list("items").objects())
                .extracting(pod -> pod.object("metadata").text("name", ""))
                .containsExactly("web");
        ObjectValue summary = Json.parseObject(proxied("/stats/summary").text());
        assertThat(summary.object("node").text("nodeName", "")).isEqualTo("n1");
        assertThat(summary.list("pods").objects().getFirst().object("podRef").text("name", ""))
                .isEqualTo("web");
        assertThat(proxied("/metrics/resource").text())
                .contains("container_cpu_usage_seconds_total{container=\"app\",namespace=\"default\",pod=\"web\"} 0 ");
        assertThat(proxied("/metrics/cadvisor").text())
                .contains("container_memory_working_set_bytes{container=\"app\",id=\"");
        assertThat(proxied("/configz").text())
                .contains("\"port\":" + URI.create(kubelet).getPort());
        assertThat(proxied("/nothing").status()).isEqualTo(404);
        assertThat(proxied("/logs/").status()).isEqualTo(405);
    }

    @Test
    void aSimulatedPodSaysThatItHasNoLog() throws Exception {
        Answer answer = get(cluster.http, cluster.apiAddress() + "/api/v1/namespaces/default/pods/web/log");

        ObjectValue status = Json.parseObject(answer.text());
        assertThat(status.integer("code", 0)).isEqualTo(400);
        assertThat(status.text("message", ""))
                .startsWith("container \"app\" in pod \"web\" is simulated: it has no process, so there is no log");
    }

    @Test
    void nothingRunsInASimulatedPod() throws Exception {
        ClientRequest exec = ClientRequest.of(
                        "POST",
                        URI.create(cluster.apiAddress()
                                + "/api/v1/namespaces/default/pods/web/exec?command=ls&stdout=true"))
                .with("Connection", "Upgrade")
                .with("Upgrade", "SPDY/3.1");
        try (ClientResponse response = cluster.http.upgrade(exec)) {
            assertThat(response.status()).isEqualTo(500);
            assertThat(new String(response.bytes(10_000), StandardCharsets.UTF_8))
                    .startsWith("this container is simulated: it has no process, so a command cannot run in it");
        }
    }
}
