package dev.jukung.controllers.daemonset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.controllers.ControllerCluster;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.ControllerRevision;
import dev.jukung.model.apps.v1.DaemonSet;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.Toleration;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiClient.WriteOptions;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DaemonSetClusterTest {
    private static final ObjectKey KEY = ObjectKey.of("default", "log");

    private ControllerCluster cluster;

    @BeforeEach
    void start() throws InterruptedException {
        cluster = new ControllerCluster();
        cluster.nodes().add("node-2");
        cluster.settle();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void create(String podSpec, String spec) throws InterruptedException {
        cluster.create(Resources.DAEMONSETS, """
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: log, namespace: default}
                spec:
                  selector: {matchLabels: {app: log}}
                  template:
                    metadata: {labels: {app: log}}
                    spec: {containers: [{name: main, image: "log:1"}]%s}
                  %s
                """.formatted(podSpec, spec));
        cluster.settle();
    }

    private void image(String image) throws InterruptedException {
        cluster.client()
                .patch(
                        Resources.DAEMONSETS,
                        KEY,
                        Patch.merge((ObjectValue) Yaml.parse(
                                "spec: {template: {spec: {containers: [{name: main, image: \"" + image + "\"}]}}}")),
                        WriteOptions.NONE);
        cluster.settle();
    }

    private void label(String node) throws InterruptedException {
        cluster.client()
                .patch(
                        Resources.NODES,
                        ObjectKey.of(node),
                        Patch.merge((ObjectValue) Yaml.parse("metadata: {labels: {disk: ssd}}")),
                        WriteOptions.NONE);
        cluster.settle();
    }

    private DaemonSet set() throws InterruptedException {
        return cluster.get(Resources.DAEMONSETS, "log");
    }

    /** Where the pods are, and what they run. */
    private List<String> pods() throws InterruptedException {
        return cluster.list(Resources.PODS).stream()
                .map(pod -> pod.spec().nodeName().orElse("") + " "
                        + pod.spec().containers().getFirst().image().orElse(""))
                .sorted()
                .toList();
    }

    @Test
    void everyNodeHasOnePodAlsoThoseThatJoinLater() throws InterruptedException {
        create("", "");
        assertThat(pods()).containsExactly("node-1 log:1", "node-2 log:1");
        Pod pod = cluster.list(Resources.PODS).getFirst();
        assertThat(pod.name()).startsWith("log-");
        assertThat(pod.metadata().labels())
                .containsKey("controller-revision-hash")
                .containsEntry("pod-template-generation", "1");
        assertThat(pod.spec().tolerations())
                .extracting(Toleration::key)
                .contains(Optional.of("node.kubernetes.io/unschedulable"));
        assertThat(set().status().tree())
                .isEqualTo(Yaml.parse("{currentNumberScheduled: 2, numberMisscheduled: 0, desiredNumberScheduled: 2,"
                        + " numberReady: 2, observedGeneration: 1, updatedNumberScheduled: 2, numberAvailable: 2}"));

        cluster.nodes().add("node-3");
        cluster.settle();
        assertThat(pods()).containsExactly("node-1 log:1", "node-2 log:1", "node-3 log:1");

        String version = set().resourceVersion();
        cluster.advance(Duration.ofMinutes(30));
        assertThat(set().resourceVersion()).isEqualTo(version);
    }

    @Test
    void aLostPodIsReplacedOnItsNode() throws InterruptedException {
        create("", "");
        Pod lost = cluster.list(Resources.PODS).getFirst();
        cluster.client().delete(Resources.PODS, lost.key(), DeleteOptions.NONE);
        cluster.settle();
        assertThat(pods()).containsExactly("node-1 log:1", "node-2 log:1");
    }

    @Test
    void onlyNodesThatFitHaveOne() throws InterruptedException {
        create(", nodeSelector: {disk: ssd}", "");
        assertThat(pods()).isEmpty();

        label("node-2");
        assertThat(pods()).containsExactly("node-2 log:1");
        assertThat(set().status().desiredNumberScheduled()).isEqualTo(1);

        cluster.client()
                .patch(
                        Resources.NODES,
                        ObjectKey.of("node-2"),
                        Patch.merge((ObjectValue) Yaml.parse("metadata: {labels: {disk: null}}")),
                        WriteOptions.NONE);
        cluster.settle();
        assertThat(pods()).isEmpty();
    }

    @Test
    void aNodeThatLeavesTakesItsPodAlong() throws InterruptedException {
        create("", "");
        cluster.client().delete(Resources.NODES, ObjectKey.of("node-2"), DeleteOptions.NONE);
        cluster.advance(Duration.ofMinutes(3));

        assertThat(pods()).containsExactly("node-1 log:1");
        assertThat(set().status().desiredNumberScheduled()).isEqualTo(1);
    }

    @Test
    void aTaintThatIsNotToleratedDrivesThePodOut() throws InterruptedException {
        create("", "");
        cluster.client()
                .patch(
                        Resources.NODES,
                        ObjectKey.of("node-2"),
                        Patch.merge((ObjectValue) Yaml.parse("spec: {taints: [{key: gpu, effect: NoExecute}]}")),
                        WriteOptions.NONE);
        cluster.settle();

        assertThat(pods()).containsExactly("node-1 log:1");
    }

    @Test
    void anUpdateReplacesOneNodeAfterTheOther() throws InterruptedException {
        create("", "");
        cluster.pods()
                .readyIf(pod ->
                        pod.spec().containers().getFirst().image().orElse("").equals("log:1"));
        image("log:2");
        assertThat(pods()).containsExactly("node-1 log:2", "node-2 log:1");
        assertThat(set().status().updatedNumberScheduled()).hasValue(1);
        assertThat(set().status().numberUnavailable()).hasValue(1);

        cluster.pods().readyIf(_ -> true);
        cluster.settle();
        assertThat(pods()).containsExactly("node-1 log:2", "node-2 log:2");
        assertThat(cluster.list(Resources.CONTROLLERREVISIONS))
                .extracting(ControllerRevision::revision)
                .containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void withASurgeTheOldPodStaysUntilTheNewOneServes() throws InterruptedException {
        create("", "updateStrategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}");
        cluster.pods()
                .readyIf(pod ->
                        pod.spec().containers().getFirst().image().orElse("").equals("log:1"));
        image("log:2");
        assertThat(pods()).containsExactly("node-1 log:1", "node-1 log:2", "node-2 log:1");

        cluster.pods().readyIf(_ -> true);
        cluster.settle();
        assertThat(pods()).containsExactly("node-1 log:2", "node-2 log:2");
    }

    @Test
    void onDeleteWaitsForTheUser() throws InterruptedException {
        create("", "updateStrategy: {type: OnDelete}");
        image("log:2");
        assertThat(pods()).containsExactly("node-1 log:1", "node-2 log:1");

        for (Pod pod : cluster.list(Resources.PODS)) {
            cluster.client().delete(Resources.PODS, pod.key(), DeleteOptions.NONE);
        }
        cluster.settle();
        assertThat(pods()).containsExactly("node-1 log:2", "node-2 log:2");
    }

    @Test
    void aPodThatFailsAgainAndAgainIsReplacedMoreAndMoreSlowly() throws InterruptedException {
        create("", "");
        int replaced = 0;
        for (int i = 0; i < 10; i++) {
            Pod pod = cluster.list(Resources.PODS).stream()
                    .filter(each ->
                            each.spec().nodeName().filter("node-1"::equals).isPresent())
                    .findFirst()
                    .orElseThrow();
            if (!pod.status().phase().filter("Failed"::equals).isPresent()) {
                cluster.pods().end(pod, "Failed");
                replaced++;
            }
            cluster.settle();
        }
        assertThat(replaced).isBetween(4, 8);
        assertThat(cluster.events()).anyMatch(event -> event.startsWith("DaemonSet/log FailedDaemonPod"));

        cluster.advance(Duration.ofMinutes(2));
        assertThat(set().status().numberReady()).isEqualTo(2);
    }
}
