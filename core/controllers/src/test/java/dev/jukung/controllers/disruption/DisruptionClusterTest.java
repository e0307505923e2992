package dev.jukung.controllers.disruption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jukung.controllers.ControllerCluster;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiException;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class DisruptionClusterTest {
    private static final String WEB = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: default}
            spec:
              replicas: REPLICAS
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: main, image: "web:1"}]}
            """;
    private static final String BUDGET = """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: web, namespace: default}
            spec: {RULE, selector: {matchLabels: {app: web}}}
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

    private void given(int replicas, String rule) throws InterruptedException {
        cluster.create(Resources.DEPLOYMENTS, WEB.replace("REPLICAS", Integer.toString(replicas)));
        cluster.create(Resources.PODDISRUPTIONBUDGETS, BUDGET.replace("RULE", rule));
        cluster.settle();
    }

    private ObjectValue status() throws InterruptedException {
        return cluster.get(Resources.PODDISRUPTIONBUDGETS, "web").tree().object("status");
    }

    private List<Pod> pods() throws InterruptedException {
        return cluster.list(Resources.PODS);
    }

    private void evict(Pod pod) throws InterruptedException {
        ObjectValue eviction = ObjectValue.of(
                "apiVersion", "policy/v1",
                "kind", "Eviction",
                "metadata", ObjectValue.of("name", pod.name(), "namespace", "default"));
        cluster.client().postSubresource(Resources.PODS, pod.key(), "eviction", eviction);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10 | maxUnavailable: 10% | 9 | 1",
                "7  | maxUnavailable: 10% | 6 | 1",
                "3  | maxUnavailable: 1   | 2 | 1",
                "3  | maxUnavailable: 0   | 3 | 0",
                "4  | minAvailable: 3     | 3 | 1",
                "4  | minAvailable: 9     | 9 | 0",
                "5  | minAvailable: 50%   | 3 | 2",
            })
    void theStatusSaysHowManyMayGo(int replicas, String rule, int desired, int allowed) throws InterruptedException {
        given(replicas, rule);
        assertThat(status().without("conditions").without("observedGeneration"))
                .isEqualTo(ObjectValue.of(
                        "disruptionsAllowed", (long) allowed,
                        "currentHealthy", (long) replicas,
                        "desiredHealthy", (long) desired,
                        "expectedPods", (long) replicas));
        ObjectValue condition = status().list("conditions").objects().getFirst();
        assertThat(condition.text("status", "") + condition.text("reason", ""))
                .isEqualTo(allowed > 0 ? "TrueSufficientPods" : "FalseInsufficientPods");
    }

    @Test
    void anEvictionTooManyIsRefusedUntilTheNextPodIsReady() throws InterruptedException {
        given(3, "maxUnavailable: 1");
        List<Pod> before = pods();
        cluster.pods().readyIf(pod -> before.stream()
                .anyMatch(old -> old.name().equals(pod.name()))); // new ones take their time
        evict(before.get(0));
        cluster.advance(Duration.ofMinutes(1));

        ApiException refused = catchThrowableOfType(ApiException.class, () -> evict(before.get(1)));

        assertThat(refused.status().toString())
                .isEqualTo(
                        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":\"Cannot evict pod as it would violate the pod's disruption budget.\",\"reason\":\"TooManyRequests\",\"details\":{\"causes\":[{\"reason\":\"DisruptionBudget\",\"message\":\"The disruption budget web needs 2 healthy pods and has 2 currently\"}]},\"code\":429}");
        cluster.pods().readyIf(_ -> true);
        cluster.advance(Duration.ofMinutes(1));
        assertThat(status().integer("disruptionsAllowed", 0)).isEqualTo(1);
        assertThatCode(() -> evict(before.get(1))).doesNotThrowAnyException();
        cluster.advance(Duration.ofMinutes(1));
        assertThat(pods()).hasSize(3).noneMatch(pod -> pod.name()
                .equals(before.get(0).name()));
    }

    @Test
    void aPodThatIsNotReadyUsesTheBudgetUp() throws InterruptedException {
        given(3, "maxUnavailable: 1");
        Pod sick = pods().getFirst();
        Pod well = pods().getLast();
        cluster.pods().readyIf(pod -> !pod.name().equals(sick.name()));
        cluster.settle();
        assertThat(status().integer("disruptionsAllowed", 7)).isZero();
        assertThat(catchThrowableOfType(ApiException.class, () -> evict(well))
                        .details()
                        .list("causes")
                        .objects())
                .extracting(cause -> cause.text("message", ""))
                .containsExactly("The disruption budget web needs 2 healthy pods and has 2 currently");
        assertThatCode(() -> evict(sick)).doesNotThrowAnyException();
    }

    @Test
    void aSickPodOfASickApplicationStaysUnlessThePolicySaysOtherwise() throws InterruptedException {
        given(3, "maxUnavailable: 1");
        cluster.pods().readyIf(_ -> false);
        cluster.settle();
        Pod sick = pods().getFirst();
        assertThat(catchThrowableOfType(ApiException.class, () -> evict(sick)).code())
                .isEqualTo(429);
        cluster.client()
                .patch(
                        Resources.PODDISRUPTIONBUDGETS,
                        dev.jukung.model.ObjectKey.of("default", "web"),
                        dev.jukung.runtime.ApiClient.Patch.merge(
                                ObjectValue.of("spec", ObjectValue.of("unhealthyPodEvictionPolicy", "AlwaysAllow"))),
                        dev.jukung.runtime.ApiClient.WriteOptions.NONE);
        assertThatCode(() -> evict(sick)).doesNotThrowAnyException();
    }
}
