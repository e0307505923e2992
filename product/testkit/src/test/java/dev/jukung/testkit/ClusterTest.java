package dev.jukung.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.ConfigMap;
import dev.jukung.model.core.v1.Namespace;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiClient.ListQuery;
import dev.jukung.runtime.ApiException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A whole cluster in the test's process: its time, its forks, what users may see of it. */
@JukungTest
class ClusterTest {
    private static final ObjectKey WEB = ObjectKey.of("default", "web");

    private final Cluster cluster;

    ClusterTest(Cluster cluster) {
        this.cluster = cluster;
    }

    private static List<Pod> pods(Cluster cluster) throws InterruptedException {
        return cluster.client().list(Resources.PODS, ListQuery.in("default")).items();
    }

    private static boolean ready(Pod pod) {
        return pod.status().conditions().stream()
                .anyMatch(condition ->
                        condition.type().equals("Ready") && condition.status().equals("True"));
    }

    private long readyReplicas() throws InterruptedException {
        return cluster.client()
                .get(Resources.DEPLOYMENTS, WEB)
                .status()
                .readyReplicas()
                .orElse(0);
    }

    @Test
    void aDeploymentIsReadyWhenTheClusterHasSettled() throws Exception {
        cluster.client().create(Resources.DEPLOYMENTS, Manifests.deployment("web", 3));

        cluster.settle();

        assertThat(readyReplicas()).isEqualTo(3);
        assertThat(pods(cluster)).hasSize(3).allMatch(ClusterTest::ready);
    }

    @Test
    void timeStandsStillUntilItIsAdvanced() throws Exception {
        Instant before = cluster.now();
        cluster.client().create(Resources.PODS, Manifests.pod("slow", "sim.jukung.dev/ready-after: 30s"));
        cluster.settle();
        assertThat(cluster.now()).isEqualTo(before);

        cluster.advance(Duration.ofSeconds(29));
        assertThat(pods(cluster)).noneMatch(ClusterTest::ready);

        cluster.advance(Duration.ofSeconds(1));
        assertThat(pods(cluster)).allMatch(ClusterTest::ready);
        assertThat(cluster.now()).isEqualTo(before.plusSeconds(30));
    }

    @Test
    void anHourPassesInAMomentAndTheNodeStaysAlive() throws Exception {
        cluster.client().create(Resources.DEPLOYMENTS, Manifests.deployment("web", 1));

        cluster.advance(Duration.ofHours(1));

        assertThat(readyReplicas()).isEqualTo(1);
        assertThat(cluster.client()
                        .get(Resources.LEASES, ObjectKey.of("kube-node-lease", "node-1"))
                        .spec()
                        .renewTime()
                        .orElseThrow())
                .isAfter(cluster.now().minusSeconds(11));
    }

    @Test
    void aForkStartsFromTheSameStateAndNeitherKnowsOfTheOther() throws Exception {
        cluster.client().create(Resources.DEPLOYMENTS, Manifests.deployment("web", 2));
        try (Cluster fork = cluster.fork()) {
            assertThat(pods(fork))
                    .extracting(Pod::uid)
                    .isEqualTo(pods(cluster).stream().map(Pod::uid).toList());

            fork.client().delete(Resources.DEPLOYMENTS, WEB, DeleteOptions.propagation("Background"));
            fork.advance(Duration.ofMinutes(1));
            cluster.client().create(Resources.CONFIGMAPS, ConfigMap.named("default", "later"));
            cluster.settle();

            assertThat(pods(fork)).isEmpty();
            assertThat(pods(cluster)).hasSize(2).allMatch(ClusterTest::ready);
            assertThat(fork.client().find(Resources.CONFIGMAPS, ObjectKey.of("default", "later")))
                    .isEmpty();
            assertThat(Duration.between(cluster.now(), fork.now())).isEqualTo(Duration.ofMinutes(1));
        }
    }

    @Test
    void theContainersOfAForkRunOnWithoutARestartAndEndWhenTheyWouldHave() throws Exception {
        cluster.client().create(Resources.PODS, Manifests.pod("brief", "sim.jukung.dev/exit-after: 60s"));
        cluster.advance(Duration.ofSeconds(40));
        Pod before = pods(cluster).getFirst();
        try (Cluster fork = cluster.fork()) {
            assertThat(pods(fork)).containsExactly(before);

            fork.advance(Duration.ofSeconds(19));
            assertThat(restarts(fork)).isZero();

            fork.advance(Duration.ofSeconds(2));
            assertThat(restarts(fork)).isEqualTo(1);
            assertThat(restarts(cluster)).isZero();
        }
    }

    private static long restarts(Cluster cluster) throws InterruptedException {
        return pods(cluster).getFirst().status().containerStatuses().getFirst().restartCount();
    }

    @Test
    void aContainerCanBeMadeToFail() throws Exception {
        cluster.client().create(Resources.PODS, Manifests.pod("shaky", ""));
        cluster.settle();

        cluster.pods().ready("default", "shaky", "main", false);
        cluster.settle();
        assertThat(pods(cluster)).noneMatch(ClusterTest::ready);

        cluster.pods().end("default", "shaky", "main", 1);
        cluster.advance(Duration.ofSeconds(1));
        assertThat(restarts(cluster)).isEqualTo(1);
        assertThat(pods(cluster)).allMatch(ClusterTest::ready);
        assertThatThrownBy(() -> cluster.pods().end("default", "other", "main", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no container main of pod default/other runs now");
    }

    @Test
    void aNamespaceGoesWithAllThatIsInIt() throws Exception {
        cluster.client().create(Resources.NAMESPACES, Namespace.named("", "gone"));
        cluster.client().create(Resources.CONFIGMAPS, ConfigMap.named("gone", "settings"));
        cluster.settle();

        cluster.client().delete(Resources.NAMESPACES, ObjectKey.of("gone"), DeleteOptions.NONE);
        cluster.settle();

        assertThat(cluster.client().find(Resources.NAMESPACES, ObjectKey.of("gone")))
                .isEmpty();
    }

    @Test
    void usersMayDoWhatRolesGiveThemOnly() throws Exception {
        assertThatThrownBy(() -> cluster.clientAs("jane").list(Resources.PODS, ListQuery.in("default")))
                .isInstanceOf(ApiException.class)
                .hasMessage("pods is forbidden: User \"jane\" cannot list resource \"pods\" in API group \"\" in the"
                        + " namespace \"default\"");
        assertThatThrownBy(() -> cluster.clientAsServiceAccount("default", "robot")
                        .get(Resources.CONFIGMAPS, ObjectKey.of("default", "settings")))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("User \"system:serviceaccount:default:robot\" cannot get resource");
    }

    @Test
    void aClusterWithoutNodesExplainsWhyItsPodsArePending() throws Exception {
        try (Cluster empty = Cluster.inMemory(ClusterOptions.STANDARD.withNodes(0))) {
            empty.client().create(Resources.PODS, Manifests.pod("homeless", ""));
            empty.settle();

            assertThat(empty.explainScheduling("default", "homeless")).isPresent();
            assertThat(empty.report())
                    .contains("FailedScheduling: no nodes available to schedule pods")
                    .contains("Pod default/homeless: PodScheduled=False Unschedulable");
        }
    }

    @Test
    void podsSpreadOverSeveralNodes() throws Exception {
        try (Cluster three = Cluster.inMemory(ClusterOptions.STANDARD.withNodes(3))) {
            three.client().create(Resources.DEPLOYMENTS, Manifests.deployment("web", 6));
            three.settle();

            assertThat(pods(three).stream().map(pod -> pod.spec().nodeName().orElse("")))
                    .containsOnly("node-1", "node-2", "node-3");
        }
    }

    @Test
    void theSameSeedAndStartGiveTheSameUids() throws Exception {
        ClusterOptions options = ClusterOptions.STANDARD.withSeed(7).startingAt(Instant.parse("2030-01-01T00:00:00Z"));
        try (Cluster one = Cluster.inMemory(options.withNodes(0));
                Cluster other = Cluster.inMemory(options.withNodes(0))) {
            ObjectKey key = ObjectKey.of("default");
            assertThat(one.client().get(Resources.NAMESPACES, key))
                    .isEqualTo(other.client().get(Resources.NAMESPACES, key));
        }
    }

    @Test
    void theReportTellsWhoChangedWhat() throws Exception {
        cluster.client().create(Resources.DEPLOYMENTS, Manifests.deployment("web", 1));
        cluster.settle();

        assertThat(cluster.report())
                .contains("created Deployment default/web")
                .containsPattern("replicaset-controller: created Pod default/web-\\S+  \\(")
                .containsPattern("created Event .*Scheduled: Successfully assigned default/web-")
                .doesNotContain("Lease")
                .endsWith("What is not well:\n");
    }

    @Test
    void thePortIsThereWhenAskedForAndGoneWithTheCluster() throws Exception {
        URI url;
        try (Cluster fork = cluster.fork()) {
            url = URI.create(fork.url());
            new Socket(url.getHost(), url.getPort()).close();
            assertThat(fork.kubeconfig()).contains("server: " + url);
        }
        assertThatThrownBy(() -> connect(url)).isInstanceOf(ConnectException.class);
    }

    private static void connect(URI url) throws IOException {
        new Socket(url.getHost(), url.getPort()).close();
    }

    @Test
    void valuesOfObjectsSurviveAFork() throws Exception {
        cluster.client()
                .create(Resources.CONFIGMAPS, ConfigMap.named("default", "kept").withData(Map.of("a", "1")));
        try (Cluster fork = cluster.fork()) {
            assertThat(fork.client().get(Resources.CONFIGMAPS, ObjectKey.of("default", "kept")))
                    .isEqualTo(cluster.client().get(Resources.CONFIGMAPS, ObjectKey.of("default", "kept")));
        }
    }
}
