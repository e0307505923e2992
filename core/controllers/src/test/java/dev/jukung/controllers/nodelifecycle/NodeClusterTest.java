package dev.jukung.controllers.nodelifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.controllers.ControllerCluster;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.NodeCondition;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiClient.WriteOptions;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes that fall silent, are tainted, and are lost; and the pods on them. */
@Timeout(60)
class NodeClusterTest {
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: NAME, namespace: default}
            spec: {nodeName: node-1, TOLERATIONS containers: [{name: main, image: "web:1"}]}
            """;

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

    private void pod(String name, String tolerations) throws InterruptedException {
        cluster.create(
                Resources.PODS,
                POD.replace("NAME", name)
                        .replace("TOLERATIONS", tolerations.isEmpty() ? "" : "tolerations: [" + tolerations + "],"));
        cluster.settle();
    }

    private Node node(String name) throws InterruptedException {
        return cluster.get(Resources.NODES, name);
    }

    private List<String> taints(String name) throws InterruptedException {
        return node(name).spec().taints().stream()
                .map(taint -> taint.key() + ":" + taint.effect())
                .toList();
    }

    private String condition(String name, String type) throws InterruptedException {
        return NodeConditions.find(node(name), type)
                .map(condition -> condition.status() + " " + condition.reason().orElse("") + ": "
                        + condition.message().orElse(""))
                .orElse("");
    }

    private void patchNode(String name, String yaml) throws InterruptedException {
        Patch patch = Patch.merge((ObjectValue) Yaml.parse(yaml));
        cluster.client().patch(Resources.NODES, ObjectKey.of(name), patch, WriteOptions.NONE);
    }

    @Test
    void aNodeIsRegisteredAndTheTaintItStartsWithGoesWhenItIsReady() throws InterruptedException {
        assertThat(taints("node-1")).isEmpty();
        assertThat(cluster.events())
                .contains("Node/node-1 RegisteredNode Node node-1 event: Registered Node node-1 in Controller");
    }

    @Test
    void aSilentNodeIsUnknownAfterItsGraceAndItsPodsAreNotReady() throws InterruptedException {
        pod("web", "");
        cluster.nodes().silence("node-1");

        // Its last renewal may be ten seconds old: it comes later when its first status lost a race.
        cluster.advance(Duration.ofSeconds(35));
        assertThat(condition("node-1", "Ready")).startsWith("True");
        cluster.advance(Duration.ofSeconds(30));

        assertThat(condition("node-1", "Ready"))
                .isEqualTo("Unknown NodeStatusUnknown: Kubelet stopped posting node status.");
        assertThat(condition("node-1", "MemoryPressure"))
                .isEqualTo("Unknown NodeStatusNeverUpdated: Kubelet never posted node status.");
        assertThat(taints("node-1"))
                .containsExactlyInAnyOrder(
                        "node.kubernetes.io/unreachable:NoSchedule", "node.kubernetes.io/unreachable:NoExecute");
        assertThat(cluster.get(Resources.PODS, "web").status().conditions())
                .anyMatch(condition ->
                        condition.type().equals("Ready") && condition.status().equals("False"));
        assertThat(cluster.events())
                .contains(
                        "Node/node-1 NodeNotReady Node node-1 status is now: NodeNotReady",
                        "Pod/web NodeNotReady Node is not ready");
    }

    @Test
    void aNodeThatComesBackLosesItsTaints() throws InterruptedException {
        cluster.nodes().silence("node-1");
        cluster.advance(Duration.ofSeconds(70));

        cluster.nodes().wake("node-1");
        cluster.settle();

        assertThat(taints("node-1")).isEmpty();
        assertThat(condition("node-1", "Ready")).startsWith("True KubeletReady");
    }

    @Test
    void podsAreEvictedWhenTheirTolerationEnds() throws InterruptedException {
        pod("web", ""); // the server lets it tolerate both taints for 300 seconds
        cluster.nodes().silence("node-1");

        cluster.advance(Duration.ofSeconds(70 + 280));
        assertThat(cluster.get(Resources.PODS, "web").deleting()).isFalse();
        cluster.advance(Duration.ofSeconds(30));

        Pod evicted = cluster.get(Resources.PODS, "web");
        assertThat(evicted.deleting()).isTrue();
        assertThat(evicted.status().conditions())
                .anyMatch(condition -> condition.type().equals("DisruptionTarget")
                        && condition
                                .reason()
                                .filter("DeletionByTaintManager"::equals)
                                .isPresent());
        assertThat(cluster.events()).contains("Pod/web TaintManagerEviction Marking for deletion Pod default/web");
    }

    @Test
    void anEvictionIsCalledOffWhenTheNodeComesBack() throws InterruptedException {
        pod("web", "");
        cluster.nodes().silence("node-1");
        cluster.advance(Duration.ofSeconds(120));

        cluster.nodes().wake("node-1");
        cluster.advance(Duration.ofMinutes(10));

        assertThat(cluster.get(Resources.PODS, "web").deleting()).isFalse();
        assertThat(cluster.events()).contains("Pod/web TaintManagerEviction Cancelling deletion of Pod default/web");
    }

    @Test
    void aTaintOfAUserEvictsAtOnceWhatDoesNotTolerateIt() throws InterruptedException {
        pod("plain", "");
        pod("tough", "{key: maintenance, operator: Exists}");

        patchNode("node-1", "{spec: {taints: [{key: maintenance, effect: NoExecute}]}}");
        cluster.settle();

        assertThat(cluster.find(Resources.PODS, "plain")).isEmpty();
        assertThat(cluster.get(Resources.PODS, "tough").deleting()).isFalse();
        assertThat(taints("node-1")).containsExactly("maintenance:NoExecute");
    }

    @Test
    void whenNoNodeIsReadyNothingIsEvicted() throws InterruptedException {
        pod("web", "{operator: Exists, effect: NoExecute, tolerationSeconds: 30}");
        cluster.nodes().silence("node-1");
        cluster.nodes().silence("node-2");

        cluster.advance(Duration.ofMinutes(10));

        assertThat(taints("node-1")).containsExactly("node.kubernetes.io/unreachable:NoSchedule");
        assertThat(taints("node-2")).containsExactly("node.kubernetes.io/unreachable:NoSchedule");
        assertThat(cluster.get(Resources.PODS, "web").deleting()).isFalse();
    }

    @Test
    void aCordonedNodeIsTainted() throws InterruptedException {
        patchNode("node-1", "{spec: {unschedulable: true}}");
        cluster.settle();
        assertThat(taints("node-1")).containsExactly("node.kubernetes.io/unschedulable:NoSchedule");

        patchNode("node-1", "{spec: {unschedulable: null}}");
        cluster.settle();
        assertThat(taints("node-1")).isEmpty();
    }

    @Test
    void pressureIsATaint() throws InterruptedException {
        Node node = node("node-1");
        List<NodeCondition> conditions = new ArrayList<>(node.status().conditions());
        conditions.add(NodeCondition.EMPTY.withType("DiskPressure").withStatus("True"));

        cluster.client()
                .updateStatus(Resources.NODES, node.withStatus(node.status().withConditions(conditions)));
        cluster.settle();

        assertThat(taints("node-1")).containsExactly("node.kubernetes.io/disk-pressure:NoSchedule");
    }

    @Test
    void podsOfANodeThatIsGoneAreRemovedAfterAWhile() throws InterruptedException {
        pod("web", "");
        cluster.pods().deletionTakes(Duration.ofHours(1));
        cluster.client().delete(Resources.NODES, ObjectKey.of("node-1"), DeleteOptions.NONE);

        cluster.advance(Duration.ofSeconds(30));
        assertThat(cluster.find(Resources.PODS, "web")).isPresent();
        cluster.advance(Duration.ofSeconds(30));

        assertThat(cluster.find(Resources.PODS, "web")).isEmpty();
    }
}
