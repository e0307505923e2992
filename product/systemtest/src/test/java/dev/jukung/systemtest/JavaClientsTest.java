package dev.jukung.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jukung.cluster.Cluster;
import dev.jukung.cluster.ClusterConfig;
import dev.jukung.cluster.Progress;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.apis.AppsV1Api;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.kubernetes.client.util.PatchUtils;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.Yaml;
import java.io.IOException;
import java.io.StringReader;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** fabric8 and the official client, unchanged, with the kubeconfig that a cluster writes, over its real port. */
class JavaClientsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: NAME, namespace: default}
            spec:
              replicas: 2
              selector: {matchLabels: {app: NAME}}
              template:
                metadata: {labels: {app: NAME}}
                spec: {containers: [{name: main, image: "nginx:1"}]}
            """;

    @TempDir
    static Path folder;

    private static Cluster cluster;

    @BeforeAll
    static void start() throws Exception {
        ClusterConfig config =
                new ClusterConfig("java", folder, freePort(), ClusterConfig.Backend.SIMULATED, "127.0.0.1");
        cluster = Cluster.start(config, Progress.NONE);
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void fabric8CreatesWatchesPatchesAndDeletesADeployment() {
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(cluster.kubeconfig()))
                .build()) {
            SharedIndexInformer<Pod> pods = client.pods()
                    .inNamespace("default")
                    .withLabel("app", "fabric")
                    .inform();
            var mine = client.apps().deployments().inNamespace("default").withName("fabric");
            client.resource(DEPLOYMENT.replace("NAME", "fabric")).create();
            await().atMost(PATIENCE).until(() -> readyReplicas(mine.get()) == 2);

            mine.patch(
                    PatchContext.of(PatchType.STRATEGIC_MERGE),
                    "{\"metadata\":{\"labels\":{\"tier\":\"web\"}},\"spec\":{\"replicas\":3}}");

            await().atMost(PATIENCE).until(() -> readyReplicas(mine.get()) == 3);
            assertThat(mine.get().getMetadata().getLabels()).containsEntry("tier", "web");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(pods.getStore().list()).hasSize(3));

            mine.delete();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(pods.getStore().list()).isEmpty());
        }
    }

    private static int readyReplicas(Deployment deployment) {
        Integer ready =
                deployment.getStatus() == null ? null : deployment.getStatus().getReadyReplicas();
        return ready == null ? 0 : ready;
    }

    private static int readyReplicas(V1Deployment deployment) {
        Integer ready =
                deployment.getStatus() == null ? null : deployment.getStatus().getReadyReplicas();
        return ready == null ? 0 : ready;
    }

    @Test
    void theOfficialClientCreatesWatchesPatchesAndDeletesADeployment() throws Exception {
        ApiClient client = ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(new StringReader(cluster.kubeconfig())))
                .build();
        client.setReadTimeout((int) PATIENCE.toMillis());
        AppsV1Api apps = new AppsV1Api(client);
        V1Deployment wanted = Yaml.loadAs(DEPLOYMENT.replace("NAME", "official"), V1Deployment.class);
        String version =
                apps.listNamespacedDeployment("default").execute().getMetadata().getResourceVersion();

        apps.createNamespacedDeployment("default", wanted).execute();
        PatchUtils.patch(
                V1Deployment.class,
                () -> apps.patchNamespacedDeployment("official", "default", new V1Patch("{\"spec\":{\"replicas\":3}}"))
                        .buildCall(null),
                V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH,
                client);

        List<String> types = new ArrayList<>();
        try (Watch<V1Deployment> watch = Watch.createWatch(
                client,
                apps.listNamespacedDeployment("default")
                        .fieldSelector("metadata.name=official")
                        .resourceVersion(version)
                        .watch(true)
                        .buildCall(null),
                new com.google.gson.reflect.TypeToken<Watch.Response<V1Deployment>>() {}.getType())) {
            for (Watch.Response<V1Deployment> event : watch) {
                types.add(event.type);
                if (readyReplicas(event.object) == 3) {
                    break;
                }
            }
        }
        assertThat(types).startsWith("ADDED").contains("MODIFIED");

        apps.deleteNamespacedDeployment("official", "default").execute();
        await().atMost(PATIENCE).until(() -> apps.listNamespacedDeployment("default")
                .execute()
                .getItems()
                .isEmpty());
    }
}
