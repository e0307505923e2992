package dev.jukung.controllers.statefulset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.controllers.ControllerCluster;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.ControllerRevision;
import dev.jukung.model.apps.v1.StatefulSet;
import dev.jukung.model.core.v1.PersistentVolumeClaim;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiClient.WriteOptions;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StatefulSetClusterTest {
    private static final ObjectKey KEY = ObjectKey.of("default", "db");

    private ControllerCluster cluster;

    @BeforeEach
    void start() throws InterruptedException {
        cluster = new ControllerCluster();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void create(String spec) throws InterruptedException {
        cluster.create(Resources.STATEFULSETS, """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: db, namespace: default}
                spec:
                  replicas: 3
                  serviceName: db
                  selector: {matchLabels: {app: db}}
                  template:
                    metadata: {labels: {app: db}}
                    spec: {containers: [{name: main, image: "db:1"}]}
                  volumeClaimTemplates:
                  - metadata: {name: data}
                    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                  %s
                """.formatted(spec));
        cluster.settle();
    }

    private void patch(String spec) throws InterruptedException {
        cluster.client()
                .patch(
                        Resources.STATEFULSETS,
                        KEY,
                        Patch.merge((ObjectValue) Yaml.parse("spec: " + spec)),
                        WriteOptions.NONE);
        cluster.settle();
    }

    private void image(String image) throws InterruptedException {
        patch("{template: {spec: {containers: [{name: main, image: \"" + image + "\"}]}}}");
    }

    private StatefulSet set() throws InterruptedException {
        return cluster.get(Resources.STATEFULSETS, "db");
    }

    private List<String> pods() throws InterruptedException {
        return cluster.list(Resources.PODS).stream().map(Pod::name).sorted().toList();
    }

    private List<String> images() throws InterruptedException {
        return cluster.list(Resources.PODS).stream()
                .sorted(Comparator.comparing(Pod::name))
                .map(pod -> pod.spec().containers().getFirst().image().orElse(""))
                .toList();
    }

    private List<String> claims() throws InterruptedException {
        return cluster.list(Resources.PERSISTENTVOLUMECLAIMS).stream()
                .map(PersistentVolumeClaim::name)
                .sorted()
                .toList();
    }

    @Test
    void podsHaveANumberANameAndClaims() throws InterruptedException {
        create("");

        assertThat(pods()).containsExactly("db-0", "db-1", "db-2");
        assertThat(claims()).containsExactly("data-db-0", "data-db-1", "data-db-2");
        Pod pod = cluster.get(Resources.PODS, "db-1");
        assertThat(pod.spec().hostname()).contains("db-1");
        assertThat(pod.spec().subdomain()).contains("db");
        assertThat(pod.metadata().labels())
                .containsEntry("statefulset.kubernetes.io/pod-name", "db-1")
                .containsEntry("apps.kubernetes.io/pod-index", "1")
                .containsEntry(
                        "controller-revision-hash",
                        set().status().updateRevision().orElseThrow());
        assertThat(pod.spec().volumes()).anyMatch(volume -> volume.persistentVolumeClaim()
                .filter(source -> source.claimName().equals("data-db-1"))
                .isPresent());
        assertThat(set().status().tree().without("currentRevision").without("updateRevision"))
                .isEqualTo(
                        Yaml.parse(
                                "{observedGeneration: 1, replicas: 3, readyReplicas: 3, currentReplicas: 3, updatedReplicas: 3, collisionCount: 0, availableReplicas: 3}"));
        assertThat(cluster.told("StatefulSet/db SuccessfulCreate Create Pod db-0 in StatefulSet db successful"))
                .isTrue();
        assertThat(cluster.told(
                        "StatefulSet/db SuccessfulCreate Create Claim data-db-0 Pod db-0 in StatefulSet db success"))
                .isTrue();
    }

    @Test
    void eachPodWaitsForTheOneBefore() throws InterruptedException {
        cluster.pods().readyIf(pod -> !pod.name().equals("db-1"));
        create("");
        assertThat(pods()).containsExactly("db-0", "db-1");

        cluster.pods().readyIf(_ -> true);
        cluster.settle();
        assertThat(pods()).containsExactly("db-0", "db-1", "db-2");
    }

    @Test
    void aLostPodComesBackWithItsNameAndItsClaim() throws InterruptedException {
        create("");
        String claim =
                cluster.get(Resources.PERSISTENTVOLUMECLAIMS, "data-db-1").uid();
        String pod = cluster.get(Resources.PODS, "db-1").uid();

        cluster.client().delete(Resources.PODS, ObjectKey.of("default", "db-1"), DeleteOptions.NONE);
        cluster.settle();

        assertThat(pods()).containsExactly("db-0", "db-1", "db-2");
        assertThat(cluster.get(Resources.PODS, "db-1").uid()).isNotEqualTo(pod);
        assertThat(cluster.get(Resources.PERSISTENTVOLUMECLAIMS, "data-db-1").uid())
                .isEqualTo(claim);
    }

    @Test
    void aSmallerSetLosesItsLastPodsAndKeepsTheClaims() throws InterruptedException {
        create("");
        cluster.pods().deletionTakes(Duration.ofSeconds(20));
        patch("{replicas: 1}");
        assertThat(cluster.get(Resources.PODS, "db-2").deleting()).isTrue();
        assertThat(cluster.get(Resources.PODS, "db-1").deleting()).isFalse();

        cluster.advance(Duration.ofMinutes(2));
        assertThat(pods()).containsExactly("db-0");
        assertThat(claims()).hasSize(3);
        assertThat(set().status().replicas()).isEqualTo(1);
    }

    @Test
    void anUpdateGoesFromTheLastToTheFirstAndWaitsForEach() throws InterruptedException {
        create("");
        String first = set().status().currentRevision().orElseThrow();
        cluster.pods()
                .readyIf(pod -> !pod.name().equals("db-1")
                        || pod.spec().containers().getFirst().image().orElse("").equals("db:1"));

        image("db:2");
        assertThat(images()).containsExactly("db:1", "db:2", "db:2");
        assertThat(set().status().currentRevision()).contains(first);
        assertThat(set().status().updatedReplicas()).hasValue(2);

        cluster.pods().readyIf(_ -> true);
        cluster.settle();
        assertThat(images()).containsExactly("db:2", "db:2", "db:2");
        assertThat(set().status().currentRevision()).isEqualTo(set().status().updateRevision());
        assertThat(set().status().currentReplicas()).hasValue(3);
    }

    @Test
    void aPartitionKeepsTheFirstPodsAsTheyWere() throws InterruptedException {
        create("updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 2}}");
        image("db:2");
        assertThat(images()).containsExactly("db:1", "db:1", "db:2");

        cluster.client().delete(Resources.PODS, ObjectKey.of("default", "db-0"), DeleteOptions.NONE);
        cluster.settle();
        assertThat(images()).containsExactly("db:1", "db:1", "db:2");

        patch("{updateStrategy: {rollingUpdate: {partition: 0}}}");
        assertThat(images()).containsExactly("db:2", "db:2", "db:2");
    }

    @Test
    void anEarlierTemplateIsFoundAgainAndOldOnesAreForgotten() throws InterruptedException {
        create("revisionHistoryLimit: 1");
        String first = set().status().updateRevision().orElseThrow();
        image("db:2");
        image("db:1");
        assertThat(set().status().updateRevision()).contains(first);
        assertThat(cluster.list(Resources.CONTROLLERREVISIONS))
                .extracting(ControllerRevision::revision)
                .containsExactlyInAnyOrder(2L, 3L);

        image("db:3");
        image("db:4");
        assertThat(cluster.list(Resources.CONTROLLERREVISIONS))
                .extracting(ControllerRevision::revision)
                .containsExactlyInAnyOrder(4L, 5L);
    }

    @Test
    void inParallelNobodyWaits() throws InterruptedException {
        cluster.pods().readyIf(_ -> false);
        create("podManagementPolicy: Parallel");
        assertThat(pods()).containsExactly("db-0", "db-1", "db-2");

        patch("{replicas: 0}");
        assertThat(pods()).isEmpty();
        assertThat(set().status().tree().without("currentRevision").without("updateRevision"))
                .isEqualTo(Yaml.parse("{observedGeneration: 2, replicas: 0, collisionCount: 0, availableReplicas: 0}"));
    }

    @Test
    void claimsGoWithTheSetOrThePodWhereThePolicySaysSo() throws InterruptedException {
        create("persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete, whenScaled: Delete}");
        assertThat(claims()).hasSize(3);

        patch("{replicas: 1}");
        assertThat(claims()).containsExactly("data-db-0");
        patch("{replicas: 2}");
        assertThat(claims()).containsExactly("data-db-0", "data-db-1");
        assertThat(pods()).containsExactly("db-0", "db-1");

        cluster.client().delete(Resources.STATEFULSETS, KEY, DeleteOptions.NONE);
        cluster.settle();
        assertThat(pods()).isEmpty();
        assertThat(claims()).isEmpty();
    }

    @Test
    void aFailedPodIsReplaced() throws InterruptedException {
        create("");
        cluster.pods().end(cluster.get(Resources.PODS, "db-1"), "Failed");
        cluster.settle();

        assertThat(cluster.get(Resources.PODS, "db-1").status().phase()).contains("Running");
        assertThat(set().status().readyReplicas()).hasValue(3);
    }

    @Test
    void readyIsNotYetAvailableWhereThatTakesLonger() throws InterruptedException {
        create("minReadySeconds: 60");
        assertThat(pods()).containsExactly("db-0");
        assertThat(set().status().readyReplicas()).hasValue(1);
        assertThat(set().status().availableReplicas()).hasValue(0);

        cluster.advance(Duration.ofSeconds(60));
        assertThat(pods()).containsExactly("db-0", "db-1");
        cluster.advance(Duration.ofSeconds(130));
        assertThat(set().status().availableReplicas()).hasValue(3);
    }

    @Test
    void podsThatWereLeftBehindAreTakenInAgain() throws InterruptedException {
        create("");
        List<String> uids = cluster.list(Resources.PODS).stream().map(Pod::uid).toList();
        cluster.client().delete(Resources.STATEFULSETS, KEY, DeleteOptions.propagation("Orphan"));
        cluster.settle();
        assertThat(pods()).hasSize(3);

        create("");
        assertThat(cluster.list(Resources.PODS)).extracting(Pod::uid).containsExactlyElementsOf(uids);
        assertThat(cluster.list(Resources.CONTROLLERREVISIONS)).hasSize(1);
        assertThat(set().status().readyReplicas()).hasValue(3);
    }
}
