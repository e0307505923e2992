package dev.jukung.controllers.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.controllers.ControllerCluster;
import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.Deployment;
import dev.jukung.model.apps.v1.DeploymentCondition;
import dev.jukung.model.apps.v1.ReplicaSet;
import dev.jukung.model.core.v1.Pod;
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

/** Deployments on the real API server, with the real controllers. */
@Timeout(60)
class DeploymentClusterTest {
    private static final String WEB = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: default, labels: {app: web}}
            spec:
              replicas: 3
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers: [{name: main, image: "web:1"}]
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

    private Deployment web() throws InterruptedException {
        return cluster.get(Resources.DEPLOYMENTS, "web");
    }

    private void patch(String yaml) throws InterruptedException {
        cluster.client()
                .patch(
                        Resources.DEPLOYMENTS,
                        web().key(),
                        Patch.strategic((ObjectValue) Yaml.parse(yaml)),
                        WriteOptions.NONE);
    }

    private void setImage(String image) throws InterruptedException {
        patch("{spec: {template: {spec: {containers: [{name: main, image: '" + image + "'}]}}}}");
    }

    private List<ReplicaSet> sets() throws InterruptedException {
        return cluster.list(Resources.REPLICASETS).stream()
                .sorted(Comparator.comparing(Revisions::of))
                .toList();
    }

    private static String condition(Deployment deployment, String type) {
        return deployment.status().conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .map(condition -> condition.status() + " " + condition.reason().orElse("") + ": "
                        + condition.message().orElse(""))
                .findFirst()
                .orElse("");
    }

    @Test
    void aNewDeploymentHasItsPodsAndSaysSo() throws InterruptedException {
        cluster.create(Resources.DEPLOYMENTS, WEB);
        cluster.settle();

        Deployment web = web();
        assertThat(cluster.list(Resources.PODS)).hasSize(3);
        String set = sets().getFirst().name();
        assertThat(set).startsWith("web-");
        assertThat(web.metadata().annotations()).containsEntry("deployment.kubernetes.io/revision", "1");
        assertThat(web.status().tree().without("conditions"))
                .isEqualTo(ObjectValue.of(
                        "observedGeneration",
                        1L,
                        "replicas",
                        3L,
                        "updatedReplicas",
                        3L,
                        "readyReplicas",
                        3L,
                        "availableReplicas",
                        3L,
                        "terminatingReplicas",
                        0L));
        assertThat(condition(web, "Available"))
                .isEqualTo("True MinimumReplicasAvailable: Deployment has minimum availability.");
        assertThat(condition(web, "Progressing"))
                .isEqualTo("True NewReplicaSetAvailable: ReplicaSet \"" + set + "\" has successfully progressed.");
        assertThat(cluster.events())
                .contains("Deployment/web ScalingReplicaSet Scaled up replica set " + set + " from 0 to 3")
                .anyMatch(event -> event.startsWith("ReplicaSet/" + set + " SuccessfulCreate Created pod: " + set));
        Pod pod = cluster.list(Resources.PODS).getFirst();
        assertThat(pod.metadata().labels()).containsKeys("app", "pod-template-hash");
        assertThat(pod.metadata().generateName()).contains(set + "-");
    }

    @Test
    void aNewImageIsRolledOutAndTheOldSetKept() throws InterruptedException {
        cluster.create(Resources.DEPLOYMENTS, WEB);
        cluster.settle();

        setImage("web:2");
        cluster.settle();

        assertThat(sets()).extracting(Numbers::replicas).containsExactly(0, 3);
        assertThat(cluster.list(Resources.PODS)).hasSize(3).allMatch(pod -> pod.spec()
                .containers()
                .getFirst()
                .image()
                .filter("web:2"::equals)
                .isPresent());
        assertThat(web().metadata().annotations()).containsEntry("deployment.kubernetes.io/revision", "2");
        assertThat(condition(web(), "Progressing")).startsWith("True NewReplicaSetAvailable");
    }

    @Test
    void goingBackUsesTheOldSetAgainUnderANewRevision() throws InterruptedException {
        cluster.create(Resources.DEPLOYMENTS, WEB);
        cluster.settle();
        setImage("web:2");
        cluster.settle();

        setImage("web:1");
        cluster.settle();

        assertThat(sets()).hasSize(2);
        ReplicaSet back = sets().getLast();
        assertThat(back.metadata().annotations())
                .containsEntry("deployment.kubernetes.io/revision", "3")
                .containsEntry("deployment.kubernetes.io/revision-history", "1");
        assertThat(Numbers.replicas(back)).isEqualTo(3);
    }

    @Test
    void aRolloutThatCannotProceedTimesOutAndKeepsServing() throws InterruptedException {
        cluster.create(Resources.DEPLOYMENTS, WEB);
        cluster.settle();
        cluster.pods().readyIf(pod -> pod.spec()
                .containers()
                .getFirst()
                .image()
                .filter("web:2"::equals)
                .isEmpty());

        setImage("web:2");
        cluster.advance(Duration.ofMinutes(5));
        assertThat(condition(web(), "Progressing")).startsWith("True ReplicaSetUpdated");
        cluster.advance(Duration.ofMinutes(6));

        assertThat(sets()).extracting(Numbers::replicas).containsExactly(3, 1);
        assertThat(condition(web(), "Progressing"))
                .isEqualTo("False ProgressDeadlineExceeded: ReplicaSet \""
                        + sets().getLast().name() + "\" has timed out progressing.");
        assertThat(condition(web(), "Available")).startsWith("True");
    }

    @Test
    void scalingInTheMiddleOfARolloutIsShared() throws InterruptedException {
        cluster.create(Resources.DEPLOYMENTS, WEB.replace("replicas: 3", "replicas: 10"));
        cluster.settle();
        cluster.pods().readyIf(pod -> pod.spec()
                .containers()
                .getFirst()
                .image()
                .filter("web:2"::equals)
                .isEmpty());
        setImage("web:2");
        cluster.settle();
        assertThat(sets()).extracting(Numbers::replicas).containsExactly(8, 5);

        patch("{spec: {replicas: 20}}");
        cluster.settle();

        assertThat(sets()).extracting(Numbers::replicas).containsExactly(15, 10);
        assertThat(sets())
                .allMatch(set -> Revisions.number(set, Revisions.DESIRED).orElse(0) == 20);
    }

    @Test
    void aPausedDeploymentScalesButDoesNotRoll() throws InterruptedException {
        cluster.create(Resources.DEPLOYMENTS, WEB);
        cluster.settle();

        patch("{spec: {paused: true, replicas: 5}}");
        setImage("web:2");
        cluster.settle();

        assertThat(sets()).extracting(Numbers::replicas).containsExactly(5);
        assertThat(condition(web(), "Progressing")).isEqualTo("Unknown DeploymentPaused: Deployment is paused");

        patch("{spec: {paused: false}}");
        cluster.settle();

        assertThat(sets()).extracting(Numbers::replicas).containsExactly(0, 5);
        assertThat(condition(web(), "Progressing")).startsWith("True NewReplicaSetAvailable");
    }

    @Test
    void recreateStartsNoNewPodWhileAnOldOneRuns() throws InterruptedException {
        cluster.create(Resources.DEPLOYMENTS, WEB.replace("replicas: 3", "replicas: 3\n  strategy: {type: Recreate}"));
        cluster.settle();
        cluster.pods().deletionTakes(Duration.ofSeconds(20));

        setImage("web:2");
        cluster.advance(Duration.ofSeconds(10));
        assertThat(cluster.list(Resources.PODS)).hasSize(3).allMatch(Pod::deleting);

        cluster.advance(Duration.ofSeconds(20));
        assertThat(cluster.list(Resources.PODS)).hasSize(3).noneMatch(Pod::deleting);
        assertThat(sets()).extracting(Numbers::replicas).containsExactly(0, 3);
    }

    @Test
    void onlyAsManyOldSetsAreKeptAsTheLimitSays() throws InterruptedException {
        cluster.create(Resources.DEPLOYMENTS, WEB.replace("replicas: 3", "replicas: 3\n  revisionHistoryLimit: 2"));
        cluster.settle();
        for (int i = 2; i <= 6; i++) {
            setImage("web:" + i);
            cluster.settle();
        }

        assertThat(sets()).extracting(Revisions::of).containsExactly(4L, 5L, 6L);
    }

    @Test
    void minReadySecondsDelayAvailability() throws InterruptedException {
        cluster.create(Resources.DEPLOYMENTS, WEB.replace("replicas: 3", "replicas: 3\n  minReadySeconds: 30"));
        cluster.advance(Duration.ofSeconds(20));
        assertThat(web().status().readyReplicas()).hasValue(3);
        assertThat(web().status().availableReplicas()).isEmpty();
        assertThat(condition(web(), "Available"))
                .isEqualTo("False MinimumReplicasUnavailable: Deployment does not have minimum availability.");

        cluster.advance(Duration.ofSeconds(20));
        assertThat(web().status().availableReplicas()).hasValue(3);
    }

    @Test
    void deletingADeploymentTakesItsSetsAndPods() throws InterruptedException {
        cluster.create(Resources.DEPLOYMENTS, WEB);
        cluster.settle();

        cluster.client().delete(Resources.DEPLOYMENTS, web().key(), dev.jukung.runtime.ApiClient.DeleteOptions.NONE);
        cluster.settle();

        assertThat(cluster.list(Resources.REPLICASETS)).isEmpty();
        assertThat(cluster.list(Resources.PODS)).isEmpty();
    }

    @Test
    void aLostPodIsReplaced() throws InterruptedException {
        cluster.create(Resources.DEPLOYMENTS, WEB);
        cluster.settle();
        Pod lost = cluster.list(Resources.PODS).getFirst();

        cluster.client().delete(Resources.PODS, lost.key(), dev.jukung.runtime.ApiClient.DeleteOptions.grace(0));
        cluster.settle();

        assertThat(cluster.list(Resources.PODS)).hasSize(3).noneMatch(pod -> pod.uid()
                .equals(lost.uid()));
    }

    @Test
    void conditionsKeepTheTimeOfTheirLastTransition() throws InterruptedException {
        cluster.create(Resources.DEPLOYMENTS, WEB);
        cluster.settle();
        DeploymentCondition before = Conditions.find(web().status().conditions(), Conditions.AVAILABLE)
                .orElseThrow();
        cluster.advance(Duration.ofMinutes(1));

        setImage("web:2");
        cluster.settle();

        assertThat(Conditions.find(web().status().conditions(), Conditions.AVAILABLE))
                .contains(before);
    }
}
