package dev.jukung.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** fabric8's client, unchanged, over HTTPS: a Deployment from its creation to its end. */
@JukungTest
class Fabric8Test {
    private final Cluster cluster;
    private final KubernetesClient client;

    Fabric8Test(Cluster cluster, KubernetesClient client) {
        this.cluster = cluster;
        this.client = client;
    }

    private static Deployment web(int replicas) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName("web")
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .addToMatchLabels("app", "web")
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "web")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage("nginx:1")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private RollableScalableResource<Deployment> web() {
        return client.apps().deployments().inNamespace("default").withName("web");
    }

    private List<Pod> pods() {
        return client.pods()
                .inNamespace("default")
                .withLabel("app", "web")
                .list()
                .getItems();
    }

    private Deployment running(int replicas) throws InterruptedException {
        client.resource(web(replicas)).create();
        cluster.settle();
        return web().get();
    }

    @Test
    void aDeploymentIsCreatedAndTheControllersMakeItReady() throws Exception {
        Deployment created = client.resource(web(2)).create();
        assertThat(created.getMetadata().getUid()).isNotEmpty();
        assertThat(created.getSpec().getStrategy().getType()).isEqualTo("RollingUpdate");

        cluster.settle();

        Deployment ready = web().get();
        assertThat(ready.getStatus().getReadyReplicas()).isEqualTo(2);
        assertThat(ready.getStatus().getObservedGeneration()).isEqualTo(1);
        List<ReplicaSet> sets =
                client.apps().replicaSets().inNamespace("default").list().getItems();
        assertThat(sets).hasSize(1);
        assertThat(sets.getFirst().getOwnerReferenceFor(ready)).isPresent();
        assertThat(pods()).hasSize(2).allMatch(Readiness::isPodReady).allSatisfy(pod -> {
            assertThat(pod.getSpec().getNodeName()).isEqualTo("node-1");
            assertThat(pod.getStatus().getPodIP()).startsWith("10.244.0.");
        });
        assertThat(client.apps().deployments().inAnyNamespace().list().getItems())
                .extracting(each -> each.getMetadata().getName())
                .containsExactly("web");
    }

    @Test
    void waitingUntilItIsReadyNeedsNoSettling() {
        client.resource(web(1)).create();

        Deployment ready = web().waitUntilReady(10, TimeUnit.SECONDS);

        assertThat(ready.getStatus().getAvailableReplicas()).isEqualTo(1);
    }

    @Test
    void aWatchTellsOfEveryChange() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        Watcher<Deployment> watcher = new Watcher<>() {
            @Override
            public void eventReceived(Action action, Deployment deployment) {
                told.add(action + " " + deployment.getSpec().getReplicas());
            }

            @Override
            public void onClose(WatcherException cause) {
                told.add("closed: " + cause.getMessage());
            }
        };
        try (Watch _ = client.apps().deployments().inNamespace("default").watch(watcher)) {
            client.resource(web(1)).create();
            assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("ADDED 1");

            web().scale(0);
            await(told, "MODIFIED 0");

            web().delete();
            await(told, "DELETED 0");
        }
    }

    private static void await(BlockingQueue<String> told, String wanted) throws InterruptedException {
        String next = told.poll(10, TimeUnit.SECONDS);
        while (!wanted.equals(next)) {
            assertThat(next).as("told while waiting for " + wanted).isNotNull();
            next = told.poll(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void anInformerKeepsACopyThatIsUpToDateWhenTheClusterHasSettled() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        try (SharedIndexInformer<Pod> informer =
                client.pods().inNamespace("default").inform(recorder(told))) {
            running(2);
            assertThat(informer.getStore().list()).hasSize(2).allMatch(Readiness::isPodReady);

            web().delete();
            cluster.advance(Duration.ofMinutes(1));
            assertThat(informer.getStore().list()).isEmpty();
        }
        assertThat(told.stream().filter("added"::equals)).hasSize(2);
        assertThat(told.stream().filter("deleted"::equals)).hasSize(2);
        assertThat(told).contains("updated");
    }

    private static ResourceEventHandler<Pod> recorder(BlockingQueue<String> told) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {
                told.add("added");
            }

            @Override
            public void onUpdate(Pod before, Pod after) {
                told.add("updated");
            }

            @Override
            public void onDelete(Pod pod, boolean stateUnknown) {
                told.add("deleted");
            }
        };
    }

    /** An operator as users write them: it watches one thing and writes another. */
    @Test
    void settlingWaitsForAnOperatorThatWatchesOverHttp() throws Exception {
        ResourceEventHandler<ConfigMap> operator = new ResourceEventHandler<>() {
            @Override
            public void onAdd(ConfigMap map) {
                if (map.getMetadata().getName().equals("wanted")) {
                    client.resource(web(Integer.parseInt(map.getData().get("replicas"))))
                            .create();
                }
            }

            @Override
            public void onUpdate(ConfigMap before, ConfigMap after) {
                web().scale(Integer.parseInt(after.getData().get("replicas")));
            }

            @Override
            public void onDelete(ConfigMap map, boolean stateUnknown) {
                web().delete();
            }
        };
        try (var _ = client.configMaps().inNamespace("default").inform(operator)) {
            var wanted = new ConfigMapBuilder()
                    .withNewMetadata()
                    .withName("wanted")
                    .withNamespace("default")
                    .endMetadata()
                    .addToData("replicas", "2")
                    .build();
            client.resource(wanted).create();
            cluster.settle();
            assertThat(pods()).hasSize(2).allMatch(Readiness::isPodReady);

            client.resource(wanted).edit(map -> {
                map.getData().put("replicas", "3");
                return map;
            });
            cluster.settle();
            assertThat(pods()).hasSize(3);
        }
    }

    @Test
    void theFourKindsOfPatchChangeWhatTheySay() throws Exception {
        running(1);

        web().patch(
                        PatchContext.of(PatchType.JSON),
                        "[{\"op\":\"add\",\"path\":\"/metadata/labels\",\"value\":{\"by\":\"json\"}}]");
        web().patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"annotations\":{\"by\":\"merge\"}}}");
        web().patch(
                        PatchContext.of(PatchType.STRATEGIC_MERGE),
                        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"side\",\"image\":\"busybox:1\"}]}}}}");
        Deployment applied = web().patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                                .withFieldManager("me")
                                .withForce(true)
                                .build(),
                        "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"web\"},\"spec\":{\"replicas\":2}}");
        cluster.settle();

        assertThat(applied.getMetadata().getLabels()).containsEntry("by", "json");
        assertThat(applied.getMetadata().getAnnotations()).containsEntry("by", "merge");
        assertThat(applied.getSpec().getTemplate().getSpec().getContainers())
                .extracting(each -> each.getName())
                .containsExactlyInAnyOrder("side", "main");
        assertThat(applied.getMetadata().getManagedFields()).anySatisfy(entry -> assertThat(entry)
                .returns("me", each -> each.getManager())
                .returns("Apply", each -> each.getOperation()));
        assertThat(web().get().getStatus().getReadyReplicas()).isEqualTo(2);
    }

    @Test
    void serverSideApplyRefusesWhatAnotherManagerOwns() throws Exception {
        client.resource(web(1)).fieldManager("first").serverSideApply();

        assertThatThrownBy(() -> client.resource(web(5)).fieldManager("second").serverSideApply())
                .isInstanceOfSatisfying(KubernetesClientException.class, e -> {
                    assertThat(e.getCode()).isEqualTo(409);
                    assertThat(e.getStatus().getDetails().getCauses())
                            .extracting(cause -> cause.getField())
                            .contains(".spec.replicas");
                });
        client.resource(web(5)).fieldManager("second").forceConflicts().serverSideApply();
        assertThat(web().get().getSpec().getReplicas()).isEqualTo(5);
    }

    @Test
    void scalingAndANewImageRollThePodsOver() throws Exception {
        running(1);
        web().scale(3);
        cluster.settle();
        assertThat(pods()).hasSize(3);

        web().edit(deployment -> new DeploymentBuilder(deployment)
                .editSpec()
                .editTemplate()
                .editSpec()
                .editFirstContainer()
                .withImage("nginx:2")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build());
        cluster.advance(Duration.ofMinutes(1));

        assertThat(pods())
                .hasSize(3)
                .allMatch(Readiness::isPodReady)
                .allMatch(pod ->
                        pod.getSpec().getContainers().getFirst().getImage().equals("nginx:2"));
        web().rolling().restart();
        cluster.advance(Duration.ofMinutes(1));
        assertThat(web().get().getMetadata().getGeneration()).isEqualTo(4);
    }

    @Test
    void aStaleVersionIsRefusedAndAnEditIsNot() throws Exception {
        Deployment old = running(1);
        web().edit(deployment -> new DeploymentBuilder(deployment)
                .editMetadata()
                .addToLabels("edited", "yes")
                .endMetadata()
                .build());

        Deployment stale =
                new DeploymentBuilder(old).editSpec().withReplicas(9).endSpec().build();

        assertThatThrownBy(() -> client.resource(stale)
                        .lockResourceVersion(old.getMetadata().getResourceVersion())
                        .update())
                .isInstanceOfSatisfying(KubernetesClientException.class, e -> assertThat(e.getCode())
                        .isEqualTo(409));
        assertThat(web().get().getMetadata().getLabels()).containsEntry("edited", "yes");
    }

    @Test
    void aDeletedDeploymentTakesItsPodsAlong() throws Exception {
        running(2);

        web().delete();
        cluster.advance(Duration.ofMinutes(1));

        assertThat(web().get()).isNull();
        assertThat(client.apps().replicaSets().inNamespace("default").list().getItems())
                .isEmpty();
        assertThat(pods()).isEmpty();
    }

    @Test
    void aBadObjectIsRefusedWithTheFieldNamed() {
        Deployment bad = new DeploymentBuilder(web(1))
                .editSpec()
                .editSelector()
                .addToMatchLabels("app", "other")
                .endSelector()
                .endSpec()
                .build();

        assertThatThrownBy(() -> client.resource(bad).create())
                .isInstanceOfSatisfying(KubernetesClientException.class, e -> {
                    assertThat(e.getCode()).isEqualTo(422);
                    assertThat(e.getStatus().getReason()).isEqualTo("Invalid");
                    assertThat(e.getStatus().getDetails().getCauses().getFirst().getField())
                            .isEqualTo("spec.template.metadata.labels");
                });
    }
}
