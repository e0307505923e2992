package dev.jukung.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.apiserver.explain.Explanation;
import dev.jukung.apiserver.explain.Explanation.Step;
import dev.jukung.model.KubeObject;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiClient.WriteOptions;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The causes that controllers leave behind, from a user's request to a pod. */
@Timeout(60)
class WhyTest {
    private static final String WEB = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: default}
            spec:
              replicas: 1
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

    private Pod onlyPod() throws InterruptedException {
        List<Pod> pods = cluster.list(Resources.PODS);
        assertThat(pods).hasSize(1);
        return pods.getFirst();
    }

    private static Step stepThat(Explanation explanation, String effect, String kind) {
        return explanation.chain().stream()
                .filter(step -> step.touched().stream()
                        .anyMatch(touch ->
                                touch.effect().equals(effect) && touch.kind().equals(kind)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing " + effect + " a " + kind + ": " + explanation));
    }

    /** Whether the commits lead from one to the other, each triggered by one before it. */
    private static boolean leadsTo(Explanation explanation, Step from, Step to) {
        long at = to.revision();
        while (at > from.revision()) {
            long now = at;
            at = explanation.chain().stream()
                    .filter(step -> step.revision() == now)
                    .mapToLong(Step::trigger)
                    .findFirst()
                    .orElse(0);
        }
        return at == from.revision();
    }

    @Test
    void theChainLeadsFromTheRequestThroughEachControllerToThePod() throws InterruptedException {
        cluster.create(Resources.DEPLOYMENTS, WEB);
        cluster.settle();

        Explanation explanation = cluster.explain(Resources.PODS, onlyPod().name());

        Step request = explanation.chain().getFirst();
        assertThat(request.actor()).isEqualTo("kubernetes-admin");
        assertThat(request.what()).isEqualTo("create deployments.apps default/web");
        assertThat(request.trigger()).isZero();
        assertThat(explanation.complete()).isTrue();

        Step set = stepThat(explanation, "created", "ReplicaSet");
        assertThat(set.actor()).isEqualTo("system:serviceaccount:kube-system:deployment-controller");
        assertThat(set.agent()).isEqualTo("deployment-controller");
        assertThat(set.what()).isEqualTo("create a replica set of 1 for the pod template of web");
        assertThat(leadsTo(explanation, request, set)).isTrue();

        Step pod = stepThat(explanation, "created", "Pod");
        assertThat(pod.actor()).isEqualTo("system:serviceaccount:kube-system:replicaset-controller");
        assertThat(pod.what()).startsWith("create a missing pod of web-");
        assertThat(leadsTo(explanation, set, pod)).isTrue();
        assertThat(pod.time()).isBetween(request.time(), explanation.now());

        Step bound = stepThat(explanation, "changed", "Pod");
        assertThat(bound.agent()).isEqualTo("simulated-pods");
        assertThat(leadsTo(explanation, pod, bound)).isTrue();
    }

    @Test
    void aPodThatReplacesADeletedOneIsThereBecauseOfTheDeletion() throws InterruptedException {
        cluster.create(Resources.DEPLOYMENTS, WEB);
        cluster.settle();
        Pod first = onlyPod();
        cluster.client().delete(Resources.PODS, first.key(), DeleteOptions.NONE);
        cluster.settle();

        Explanation explanation = cluster.explain(Resources.PODS, onlyPod().name());

        Step deletion = explanation.chain().stream()
                .filter(step -> step.what().equals("delete pods " + first.key()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no deletion: " + explanation));
        Step pod = explanation.chain().stream()
                .filter(step -> step.touched().stream()
                        .anyMatch(touch ->
                                touch.effect().equals("created") && touch.kind().equals("Pod")))
                .findFirst()
                .orElseThrow();
        assertThat(leadsTo(explanation, deletion, pod)).isTrue();
        assertThat(explanation.chain().getFirst().what()).isEqualTo("create deployments.apps default/web");
    }

    @Test
    void whatIsGoneIsExplainedByItsDeletion() throws InterruptedException {
        cluster.create(Resources.DEPLOYMENTS, WEB);
        cluster.settle();
        String name = onlyPod().name();
        cluster.client()
                .patch(
                        Resources.DEPLOYMENTS,
                        cluster.get(Resources.DEPLOYMENTS, "web").key(),
                        Patch.merge((ObjectValue) Yaml.parse("spec: {replicas: 0}")),
                        WriteOptions.NONE);
        cluster.settle();

        Explanation explanation = cluster.explain(Resources.PODS, name);

        assertThat(explanation.subject().object()).isEqualTo(ObjectValue.EMPTY);
        Step scaled = explanation.chain().stream()
                .filter(step -> step.what().equals("patch deployments.apps default/web"))
                .findFirst()
                .orElseThrow();
        Step deleted = stepThat(explanation, "deleted", "Pod");
        assertThat(leadsTo(explanation, scaled, deleted)).isTrue();
        assertThat(explanation.chain()).extracting(Step::what).contains("scale from 1 to 0");
    }

    @Test
    void everyWriteOfAControllerSaysWhatItDecidedAndWhatLedToIt() throws InterruptedException {
        cluster.create(Resources.DEPLOYMENTS, WEB);
        cluster.settle();
        cluster.client().delete(Resources.PODS, onlyPod().key(), DeleteOptions.NONE);
        cluster.settle();

        for (KubeObject each : List.of(
                cluster.get(Resources.DEPLOYMENTS, "web"),
                cluster.list(Resources.REPLICASETS).getFirst(),
                onlyPod())) {
            Explanation explanation = cluster.explain(
                    switch (each.tree().text("kind", "")) {
                        case "Deployment" -> Resources.DEPLOYMENTS;
                        case "ReplicaSet" -> Resources.REPLICASETS;
                        default -> Resources.PODS;
                    },
                    each.name());
            assertThat(explanation.chain())
                    .filteredOn(step -> step.actor().startsWith("system:serviceaccount:kube-system:"))
                    .isNotEmpty()
                    .allSatisfy(step -> {
                        assertThat(step.trigger()).isPositive();
                        assertThat(step.what()).doesNotStartWith("reconcile");
                        assertThat(step.actor()).endsWith(":" + step.agent());
                    });
        }
    }
}
