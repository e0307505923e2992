package dev.jukung.controllers.resourcequota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jukung.controllers.ControllerCluster;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiException;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class QuotaClusterTest {
    private ControllerCluster cluster;

    @BeforeEach
    void start() throws InterruptedException {
        cluster = new ControllerCluster();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void quota(String spec) throws InterruptedException {
        cluster.create(Resources.RESOURCEQUOTAS, """
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: team, namespace: default}
                spec: SPEC
                """.replace("SPEC", spec));
        cluster.settle();
    }

    private void pod(String name, String resources) throws InterruptedException {
        cluster.create(Resources.PODS, """
                apiVersion: v1
                kind: Pod
                metadata: {name: NAME, namespace: default}
                spec: {containers: [{name: main, image: i, resources: RES}]}
                """.replace("NAME", name).replace("RES", resources));
    }

    private String refused(String name, String resources) {
        ApiException refusal = catchThrowableOfType(ApiException.class, () -> pod(name, resources));
        return refusal.code() + " " + refusal.reason().text() + ": " + refusal.getMessage();
    }

    private ObjectValue used() throws InterruptedException {
        return cluster.get(Resources.RESOURCEQUOTAS, "team")
                .tree()
                .object("status")
                .object("used");
    }

    @Test
    void theNextPodIsRefusedAndADeletedOneGivesItsPlaceBack() throws InterruptedException {
        quota("{hard: {pods: 2, limits.cpu: '1', limits.memory: 1Gi}}");
        String half = "{limits: {cpu: 300m, memory: 512Mi}}";
        pod("a", half);
        pod("b", half);

        assertThat(refused("c", half))
                .isEqualTo(
                        "403 Forbidden: pods \"c\" is forbidden: exceeded quota: team, requested: limits.memory=512Mi,pods=1, used: limits.memory=1Gi,pods=2, limited: limits.memory=1Gi,pods=2");
        assertThat(used()).isEqualTo(ObjectValue.of("limits.cpu", "600m", "limits.memory", "1Gi", "pods", "2"));

        cluster.client().delete(Resources.PODS, ObjectKey.of("default", "a"), DeleteOptions.grace(0));
        cluster.settle();
        assertThat(used()).isEqualTo(ObjectValue.of("limits.cpu", "300m", "limits.memory", "512Mi", "pods", "1"));
        pod("c", half);
    }

    @Test
    void whatAQuotaLimitsHasToBeStated() throws InterruptedException {
        quota("{hard: {limits.cpu: '1', requests.memory: 1Gi}}");
        assertThat(refused("a", "{}"))
                .isEqualTo(
                        "403 Forbidden: pods \"a\" is forbidden: failed quota: team: must specify limits.cpu for: main; requests.memory for: main");
    }

    @Test
    void aLimitRangeStatesItForThem() throws InterruptedException {
        quota("{hard: {limits.cpu: '1'}}");
        cluster.create(Resources.LIMITRANGES, """
                apiVersion: v1
                kind: LimitRange
                metadata: {name: bounds, namespace: default}
                spec:
                  limits:
                  - {type: Container, default: {cpu: 400m}, defaultRequest: {cpu: 100m}, max: {cpu: 800m}}
                """);
        pod("a", "{}");
        assertThat(used()).isEqualTo(ObjectValue.of("limits.cpu", "400m"));
        assertThat(cluster.get(Resources.PODS, "a").metadata().annotations())
                .containsEntry(
                        "kubernetes.io/limit-ranger",
                        "LimitRanger plugin set: cpu request for container main; cpu limit for container main");
        assertThat(refused("b", "{limits: {cpu: 900m}}"))
                .isEqualTo(
                        "403 Forbidden: pods \"b\" is forbidden: maximum cpu usage per Container is 800m, but limit is 900m");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BestEffort     | {}                       | 1",
                "BestEffort     | {requests: {cpu: 1m}}    | 0",
                "NotBestEffort  | {requests: {cpu: 1m}}    | 1",
                "NotTerminating | {}                       | 1",
                "Terminating    | {}                       | 0",
            })
    void scopesSayWhatCounts(String scope, String resources, String count) throws InterruptedException {
        quota("{scopes: [" + scope + "], hard: {pods: 5}}");
        pod("a", resources);
        assertThat(used()).isEqualTo(ObjectValue.of("pods", count));
        cluster.settle();
        assertThat(used()).isEqualTo(ObjectValue.of("pods", count));
    }

    @Test
    void anyKindCanBeCounted() throws InterruptedException {
        quota("{hard: {count/jobs.batch: 0, count/configmaps: 2, configmaps: 3}}");
        ApiException refusal = catchThrowableOfType(ApiException.class, () -> cluster.create(Resources.JOBS, """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: j, namespace: default}
                spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}
                """));
        assertThat(refusal)
                .hasMessage(
                        "jobs.batch \"j\" is forbidden: exceeded quota: team, requested: count/jobs.batch=1, used: count/jobs.batch=0, limited: count/jobs.batch=0");
        // One ConfigMap is there in every namespace.
        assertThat(used())
                .isEqualTo(ObjectValue.of("configmaps", "1", "count/configmaps", "1", "count/jobs.batch", "0"));
    }

    @Test
    void anotherNamespaceIsNotConcerned() throws InterruptedException {
        quota("{hard: {pods: 0}}");
        assertThat(refused("a", "{}")).contains("exceeded quota: team");
        cluster.client()
                .create(Resources.CONFIGMAPS, Resources.CONFIGMAPS.view().apply((ObjectValue)
                        Yaml.parse("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: kube-system}}")));
    }
}
