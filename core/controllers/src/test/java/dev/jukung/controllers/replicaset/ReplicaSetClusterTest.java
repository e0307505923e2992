package dev.jukung.controllers.replicaset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.controllers.ControllerCluster;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.OwnerReferences;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.ReplicaSet;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.ReplicationController;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiClient.WriteOptions;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReplicaSetClusterTest {
    private static final String WEB = """
            apiVersion: apps/v1
            kind: ReplicaSet
            metadata: {name: web, namespace: default}
            spec:
              replicas: 3
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}, annotations: {note: kept}}
                spec: {containers: [{name: main, image: "web:1"}]}
            """;
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: NAME, namespace: default, labels: {app: web}}
            spec: {containers: [{name: main, image: "web:1"}]}
            """;

    private ControllerCluster cluster;

    @BeforeEach
    void start() throws InterruptedException {
        cluster = new ControllerCluster();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private ReplicaSet web() throws InterruptedException {
        return cluster.get(Resources.REPLICASETS, "web");
    }

    private List<Pod> pods() throws InterruptedException {
        return cluster.list(Resources.PODS);
    }

    private void patch(ResourceType<?> type, String name, String yaml) throws InterruptedException {
        cluster.client()
                .patch(
                        type,
                        ObjectKey.of("default", name),
                        Patch.merge((ObjectValue) Yaml.parse(yaml)),
                        WriteOptions.NONE);
    }

    @Test
    void thePodsAreMadeFromTheTemplate() throws InterruptedException {
        cluster.create(Resources.REPLICASETS, WEB);
        cluster.settle();

        assertThat(pods()).hasSize(3).allSatisfy(pod -> {
            assertThat(pod.name()).startsWith("web-");
            assertThat(pod.metadata().labels()).isEqualTo(Map.of("app", "web"));
            assertThat(pod.metadata().annotations()).isEqualTo(Map.of("note", "kept"));
            assertThat(OwnerReferences.controllerOf(pod).orElseThrow().tree())
                    .isEqualTo(ObjectValue.of(
                            "apiVersion",
                            "apps/v1",
                            "kind",
                            "ReplicaSet",
                            "name",
                            "web",
                            "uid",
                            web().uid(),
                            "controller",
                            true,
                            "blockOwnerDeletion",
                            true));
        });
        assertThat(web().status().tree())
                .isEqualTo(ObjectValue.of(
                        "replicas", 3L,
                        "fullyLabeledReplicas", 3L,
                        "readyReplicas", 3L,
                        "availableReplicas", 3L,
                        "terminatingReplicas", 0L,
                        "observedGeneration", 1L));
    }

    @Test
    void manyPodsAreCreatedExactlyOnce() throws InterruptedException {
        cluster.create(Resources.REPLICASETS, WEB.replace("replicas: 3", "replicas: 700"));
        cluster.settle();

        assertThat(pods()).hasSize(700);
        assertThat(cluster.events().stream().filter(event -> event.contains("SuccessfulDelete")))
                .isEmpty();
    }

    @Test
    void shrinkingDeletesThePodsThatServeLeast() throws InterruptedException {
        cluster.create(Resources.REPLICASETS, WEB);
        cluster.settle();
        Pod sick = pods().get(1);
        cluster.pods().readyIf(pod -> !pod.name().equals(sick.name()));
        cluster.settle();

        patch(Resources.REPLICASETS, "web", "{spec: {replicas: 2}}");
        cluster.settle();

        assertThat(pods()).hasSize(2).noneMatch(pod -> pod.uid().equals(sick.uid()));
        assertThat(cluster.events()).contains("ReplicaSet/web SuccessfulDelete Deleted pod: " + sick.name());
    }

    @Test
    void anOrphanThatMatchesIsAdopted() throws InterruptedException {
        cluster.create(Resources.PODS, POD.replace("NAME", "orphan"));
        cluster.create(Resources.REPLICASETS, WEB);
        cluster.settle();

        assertThat(pods()).hasSize(3).allMatch(pod -> OwnerReferences.controllerOf(pod)
                .isPresent());
        assertThat(pods()).extracting(Pod::name).contains("orphan");
    }

    @Test
    void aPodThatMatchesNoLongerIsReleasedAndReplaced() throws InterruptedException {
        cluster.create(Resources.REPLICASETS, WEB);
        cluster.settle();
        Pod released = pods().getFirst();

        patch(Resources.PODS, released.name(), "{metadata: {labels: {app: other}}}");
        cluster.settle();

        assertThat(pods()).hasSize(4);
        assertThat(OwnerReferences.controllerOf(cluster.get(Resources.PODS, released.name())))
                .isEmpty();
    }

    @Test
    void aPodThatIsGoingIsReplacedAtOnceAndReported() throws InterruptedException {
        cluster.create(Resources.REPLICASETS, WEB);
        cluster.settle();
        cluster.pods().deletionTakes(Duration.ofSeconds(25));
        Pod going = pods().getFirst();

        cluster.client().delete(Resources.PODS, going.key(), DeleteOptions.NONE);
        cluster.settle();

        assertThat(pods()).hasSize(4);
        assertThat(web().status().replicas()).isEqualTo(3);
        assertThat(web().status().terminatingReplicas()).hasValue(1);
    }

    @Test
    void aFailedPodIsReplaced() throws InterruptedException {
        cluster.create(Resources.REPLICASETS, WEB);
        cluster.settle();

        cluster.pods().end(pods().getFirst(), "Failed");
        cluster.settle();

        assertThat(pods()).hasSize(4);
        assertThat(web().status().replicas()).isEqualTo(3);
    }

    @Test
    void orphanDeletionLeavesThePods() throws InterruptedException {
        cluster.create(Resources.REPLICASETS, WEB);
        cluster.settle();

        cluster.client().delete(Resources.REPLICASETS, web().key(), DeleteOptions.propagation("Orphan"));
        cluster.settle();

        assertThat(cluster.find(Resources.REPLICASETS, "web")).isEmpty();
        assertThat(pods())
                .hasSize(3)
                .allMatch(pod -> pod.metadata().ownerReferences().isEmpty());
    }

    @Test
    void foregroundDeletionTakesThePodsFirst() throws InterruptedException {
        cluster.create(Resources.REPLICASETS, WEB);
        cluster.settle();
        cluster.pods().deletionTakes(Duration.ofSeconds(20));

        cluster.client().delete(Resources.REPLICASETS, web().key(), DeleteOptions.propagation("Foreground"));
        cluster.settle();
        assertThat(web().metadata().finalizers()).containsExactly("foregroundDeletion");
        assertThat(pods()).hasSize(3).allMatch(Pod::deleting);

        cluster.advance(Duration.ofSeconds(30));
        assertThat(cluster.find(Resources.REPLICASETS, "web")).isEmpty();
        assertThat(pods()).isEmpty();
    }

    @Test
    void aReplicationControllerDoesTheSame() throws InterruptedException {
        cluster.create(
                Resources.REPLICATIONCONTROLLERS,
                WEB.replace("apps/v1", "v1")
                        .replace("kind: ReplicaSet", "kind: ReplicationController")
                        .replace("{matchLabels: {app: web}}", "{app: web}"));
        cluster.settle();

        ReplicationController controller = cluster.get(Resources.REPLICATIONCONTROLLERS, "web");
        assertThat(pods()).hasSize(3);
        assertThat(controller.status().tree())
                .isEqualTo(ObjectValue.of(
                        "replicas", 3L,
                        "fullyLabeledReplicas", 3L,
                        "readyReplicas", 3L,
                        "availableReplicas", 3L,
                        "observedGeneration", 1L));
    }

    @Test
    void whatCannotBeCreatedIsToldInStatusAndEventAndTriedAgain() throws InterruptedException {
        cluster.create(
                Resources.REPLICASETS,
                WEB.replace("spec: {containers", "spec: {serviceAccountName: absent, containers"));
        cluster.settle();

        assertThat(pods()).isEmpty();
        assertThat(web().status().conditions()).singleElement().satisfies(condition -> {
            assertThat(condition.type()).isEqualTo("ReplicaFailure");
            assertThat(condition.reason()).contains("FailedCreate");
            assertThat(condition.message().orElse("")).contains("serviceaccount \"absent\" not found");
        });
        assertThat(cluster.events())
                .anyMatch(event -> event.startsWith("ReplicaSet/web FailedCreate Error creating: pods \"web-"));

        cluster.create(
                Resources.SERVICEACCOUNTS,
                "{apiVersion: v1, kind: ServiceAccount, metadata: {name: absent, namespace: default}}");
        cluster.advance(Duration.ofMinutes(20));

        assertThat(pods()).hasSize(3);
        assertThat(web().status().conditions()).isEmpty();
    }
}
