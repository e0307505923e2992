package dev.jukung.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.reflect.TypeToken;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AppsV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentSpec;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodList;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1ReplicaSet;
import io.kubernetes.client.openapi.models.V1Scale;
import io.kubernetes.client.util.PatchUtils;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** The official Java client, unchanged, over HTTPS: a Deployment from its creation to its end. */
@JukungTest
class OfficialClientTest {
    private final Cluster cluster;
    private final ApiClient client;
    private final AppsV1Api apps;
    private final CoreV1Api core;

    OfficialClientTest(Cluster cluster, ApiClient client) {
        this.cluster = cluster;
        this.client = client;
        apps = new AppsV1Api(client);
        core = new CoreV1Api(client);
    }

    private static V1Deployment web(int replicas) {
        Map<String, String> labels = Map.of("app", "web");
        return new V1Deployment()
                .apiVersion("apps/v1")
                .kind("Deployment")
                .metadata(new V1ObjectMeta().name("web").namespace("default"))
                .spec(new V1DeploymentSpec()
                        .replicas(replicas)
                        .selector(new V1LabelSelector().matchLabels(labels))
                        .template(new V1PodTemplateSpec()
                                .metadata(new V1ObjectMeta().labels(labels))
                                .spec(new V1PodSpec()
                                        .containers(List.of(
                                                new V1Container().name("main").image("nginx:1"))))));
    }

    private V1Deployment running(int replicas) throws Exception {
        apps.createNamespacedDeployment("default", web(replicas)).execute();
        cluster.settle();
        return get();
    }

    private V1Deployment get() throws ApiException {
        return apps.readNamespacedDeployment("web", "default").execute();
    }

    private List<V1Pod> pods() throws ApiException {
        return core.listNamespacedPod("default")
                .labelSelector("app=web")
                .execute()
                .getItems();
    }

    private static boolean ready(V1Pod pod) {
        return pod.getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Ready")
                        && condition.getStatus().equals("True"));
    }

    @Test
    void aDeploymentIsCreatedAndTheControllersMakeItReady() throws Exception {
        V1Deployment ready = running(2);

        assertThat(ready.getStatus().getReadyReplicas()).isEqualTo(2);
        List<V1ReplicaSet> sets =
                apps.listNamespacedReplicaSet("default").execute().getItems();
        assertThat(sets).hasSize(1);
        assertThat(sets.getFirst().getMetadata().getOwnerReferences().getFirst().getUid())
                .isEqualTo(ready.getMetadata().getUid());
        assertThat(pods()).hasSize(2).allMatch(OfficialClientTest::ready).allMatch(pod -> "node-1"
                .equals(pod.getSpec().getNodeName()));
        assertThat(apps.listDeploymentForAllNamespaces().execute().getItems())
                .extracting(each -> each.getMetadata().getName())
                .containsExactly("web");
    }

    @Test
    void aWatchTellsOfEveryChange() throws Exception {
        String version =
                apps.listNamespacedDeployment("default").execute().getMetadata().getResourceVersion();
        try (Watch<V1Deployment> watch = Watch.createWatch(
                client,
                apps.listNamespacedDeployment("default")
                        .resourceVersion(version)
                        .watch(true)
                        .buildCall(null),
                new TypeToken<Watch.Response<V1Deployment>>() {}.getType())) {
            apps.createNamespacedDeployment("default", web(1)).execute();
            Watch.Response<V1Deployment> first = watch.next();
            assertThat(first.type).isEqualTo("ADDED");
            assertThat(first.object.getMetadata().getName()).isEqualTo("web");

            Watch.Response<V1Deployment> event = watch.next();
            while (ready(event.object) < 1) {
                assertThat(event.type).isEqualTo("MODIFIED");
                event = watch.next();
            }
            apps.deleteNamespacedDeployment("web", "default").execute();
            while (!event.type.equals("DELETED")) {
                event = watch.next();
            }
            assertThat(event.object.getMetadata().getUid())
                    .isEqualTo(first.object.getMetadata().getUid());
        }
    }

    private static int ready(V1Deployment deployment) {
        Integer ready = deployment.getStatus().getReadyReplicas();
        return ready == null ? 0 : ready;
    }

    @Test
    void anInformerKeepsACopyThatIsUpToDateWhenTheClusterHasSettled() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        SharedInformerFactory factory = new SharedInformerFactory(client);
        GenericKubernetesApi<V1Pod, V1PodList> api =
                new GenericKubernetesApi<>(V1Pod.class, V1PodList.class, "", "v1", "pods", client);
        SharedIndexInformer<V1Pod> informer = factory.sharedIndexInformerFor(api, V1Pod.class, 0, "default");
        informer.addEventHandler(recorder(told));
        factory.startAllRegisteredInformers();
        try {
            assertThat(running(2).getStatus().getReadyReplicas()).isEqualTo(2);
            assertThat(told.poll(10, java.util.concurrent.TimeUnit.SECONDS)).isEqualTo("added");
            cluster.settle();
            assertThat(informer.getIndexer().list()).hasSize(2).allMatch(OfficialClientTest::ready);
        } finally {
            factory.stopAllRegisteredInformers();
        }
    }

    private static ResourceEventHandler<V1Pod> recorder(BlockingQueue<String> told) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(V1Pod pod) {
                told.add("added");
            }

            @Override
            public void onUpdate(V1Pod before, V1Pod after) {
                told.add("updated");
            }

            @Override
            public void onDelete(V1Pod pod, boolean stateUnknown) {
                told.add("deleted");
            }
        };
    }

    private V1Deployment patch(String format, String body) throws ApiException {
        return PatchUtils.patch(
                V1Deployment.class,
                () -> apps.patchNamespacedDeployment("web", "default", new V1Patch(body))
                        .fieldManager("me")
                        .buildCall(null),
                format,
                client);
    }

    private V1Deployment apply(String manager, boolean force, int replicas) throws ApiException {
        V1Patch body = new V1Patch("{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\","
                + "\"metadata\":{\"name\":\"web\"},\"spec\":{\"replicas\":" + replicas + "}}");
        return PatchUtils.patch(
                V1Deployment.class,
                () -> apps.patchNamespacedDeployment("web", "default", body)
                        .fieldManager(manager)
                        .force(force)
                        .buildCall(null),
                V1Patch.PATCH_FORMAT_APPLY_YAML,
                client);
    }

    @Test
    void theFourKindsOfPatchChangeWhatTheySay() throws Exception {
        running(1);

        patch(
                V1Patch.PATCH_FORMAT_JSON_PATCH,
                "[{\"op\":\"add\",\"path\":\"/metadata/labels\",\"value\":{\"by\":\"json\"}}]");
        patch(V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH, "{\"metadata\":{\"annotations\":{\"by\":\"merge\"}}}");
        patch(
                V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH,
                "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"side\",\"image\":\"busybox:1\"}]}}}}");
        V1Deployment applied = apply("applier", true, 2);
        cluster.settle();

        assertThat(applied.getMetadata().getLabels()).containsEntry("by", "json");
        assertThat(applied.getMetadata().getAnnotations()).containsEntry("by", "merge");
        assertThat(applied.getSpec().getTemplate().getSpec().getContainers())
                .extracting(V1Container::getName)
                .containsExactlyInAnyOrder("side", "main");
        // This client drops managedFields from what it reads; whose a field is shows when another wants it.
        assertThatThrownBy(() -> apply("other", false, 5)).isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e.getCode()).isEqualTo(409);
            assertThat(e.getResponseBody())
                    .contains("conflict with \\\"applier\\\"")
                    .contains(".spec.replicas");
        });
        assertThat(get().getStatus().getReadyReplicas()).isEqualTo(2);
    }

    @Test
    void theScaleSubresourceChangesTheNumberOfPods() throws Exception {
        running(1);
        V1Scale scale = apps.readNamespacedDeploymentScale("web", "default").execute();
        assertThat(scale.getStatus().getSelector()).isEqualTo("app=web");

        scale.getSpec().setReplicas(3);
        apps.replaceNamespacedDeploymentScale("web", "default", scale).execute();
        cluster.settle();

        assertThat(pods()).hasSize(3).allMatch(OfficialClientTest::ready);
    }

    @Test
    void aStaleVersionIsRefused() throws Exception {
        V1Deployment old = running(1);
        patch(V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH, "{\"metadata\":{\"labels\":{\"edited\":\"yes\"}}}");

        old.getSpec().setReplicas(9);

        assertThatThrownBy(() ->
                        apps.replaceNamespacedDeployment("web", "default", old).execute())
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.getCode()).isEqualTo(409);
                    assertThat(e.getResponseBody())
                            .contains("the object has been modified; please apply your changes to the latest version");
                });
    }

    @Test
    void aDeletedDeploymentTakesItsPodsAlong() throws Exception {
        running(2);

        apps.deleteNamespacedDeployment("web", "default").execute();
        cluster.advance(Duration.ofMinutes(1));

        assertThatThrownBy(this::get).isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.getCode())
                .isEqualTo(404));
        assertThat(apps.listNamespacedReplicaSet("default").execute().getItems())
                .isEmpty();
        assertThat(pods()).isEmpty();
    }
}
