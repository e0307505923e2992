package dev.jukung.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.controllers.ControllerCluster;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.batch.v1.Job;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiClient.WriteOptions;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JobClusterTest {
    private static final ObjectKey KEY = ObjectKey.of("default", "sum");

    private ControllerCluster cluster;

    @BeforeEach
    void start() throws InterruptedException {
        cluster = new ControllerCluster();
        cluster.pods().endAs(Duration.ofSeconds(10), _ -> "Succeeded");
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void create(String spec) throws InterruptedException {
        cluster.create(Resources.JOBS, """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: sum, namespace: default}
                spec:
                  SPEC
                  template:
                    spec: {restartPolicy: Never, containers: [{name: main, image: "sum:1"}]}
                """.replace("SPEC", spec));
    }

    private Job job() throws InterruptedException {
        return cluster.get(Resources.JOBS, "sum");
    }

    private void patch(String yaml) throws InterruptedException {
        Patch patch = Patch.merge((ObjectValue) Yaml.parse(yaml));
        cluster.client().patch(Resources.JOBS, KEY, patch, WriteOptions.NONE);
    }

    private List<Pod> pods() throws InterruptedException {
        return cluster.list(Resources.PODS);
    }

    private List<String> conditions() throws InterruptedException {
        return job().status().conditions().stream()
                .map(condition -> condition.type() + "=" + condition.status() + " "
                        + condition.reason().orElse("") + ": "
                        + condition.message().orElse(""))
                .toList();
    }

    @Test
    void aJobRunsUntilItsCompletionsHaveSucceeded() throws InterruptedException {
        create("completions: 5\n  parallelism: 2");
        cluster.settle();
        assertThat(job().status().active()).hasValue(2);
        assertThat(job().status().ready()).hasValue(2);

        cluster.advance(Duration.ofMinutes(1));

        assertThat(conditions())
                .containsExactly(
                        "SuccessCriteriaMet=True CompletionsReached: Reached expected number of succeeded pods",
                        "Complete=True CompletionsReached: Reached expected number of succeeded pods");
        assertThat(job().status().succeeded()).hasValue(5);
        assertThat(job().status().active()).isEmpty();
        assertThat(job().status().completionTime()).isPresent();
        assertThat(job().status().tree().object("uncountedTerminatedPods")).isEqualTo(ObjectValue.EMPTY);
        assertThat(pods())
                .hasSize(5)
                .allMatch(pod -> pod.metadata().finalizers().isEmpty());
        assertThat(cluster.events()).contains("Job/sum Completed Job completed");
    }

    @Test
    void failedPodsAreReplacedWithGrowingDelaysUntilTheLimit() throws InterruptedException {
        cluster.pods().endAs(Duration.ofSeconds(1), _ -> "Failed");
        create("backoffLimit: 3");

        cluster.advance(Duration.ofSeconds(10));
        assertThat(pods()).hasSize(1);
        cluster.advance(Duration.ofSeconds(3));
        assertThat(pods()).hasSize(2);
        cluster.advance(Duration.ofMinutes(10));

        assertThat(pods()).hasSize(4);
        assertThat(job().status().failed()).hasValue(4);
        assertThat(conditions())
                .containsExactly(
                        "FailureTarget=True BackoffLimitExceeded: Job has reached the specified backoff limit",
                        "Failed=True BackoffLimitExceeded: Job has reached the specified backoff limit");
        assertThat(cluster.events())
                .contains("Job/sum BackoffLimitExceeded Job has reached the specified backoff limit");
    }

    @Test
    void aJobThatRunsTooLongIsStopped() throws InterruptedException {
        cluster.pods().endAs(Duration.ofSeconds(10), _ -> "");
        create("activeDeadlineSeconds: 30\n  parallelism: 3");

        cluster.advance(Duration.ofSeconds(29));
        assertThat(pods()).hasSize(3);
        cluster.advance(Duration.ofSeconds(5));

        assertThat(pods()).isEmpty();
        assertThat(conditions())
                .contains("Failed=True DeadlineExceeded: Job was active longer than specified deadline");
        assertThat(job().status().failed()).hasValue(3);
    }

    @Test
    void theEndIsToldWhenThePodsAreGone() throws InterruptedException {
        cluster.pods().endAs(Duration.ofSeconds(10), _ -> "");
        cluster.pods().deletionTakes(Duration.ofSeconds(25));
        create("activeDeadlineSeconds: 30");

        cluster.advance(Duration.ofSeconds(35));
        assertThat(conditions())
                .containsExactly("FailureTarget=True DeadlineExceeded: Job was active longer than specified deadline");
        assertThat(job().status().terminating()).hasValue(1);
        cluster.advance(Duration.ofSeconds(30));

        assertThat(conditions())
                .contains("Failed=True DeadlineExceeded: Job was active longer than specified deadline");
    }

    @Test
    void everyIndexRunsOnceAndKnowsItself() throws InterruptedException {
        create("completionMode: Indexed\n  completions: 4\n  parallelism: 4");
        cluster.settle();
        assertThat(pods())
                .extracting(pod -> pod.spec().hostname().orElse(""))
                .containsExactlyInAnyOrder("sum-0", "sum-1", "sum-2", "sum-3");
        assertThat(pods()).allSatisfy(pod -> {
            int index = Jobs.index(pod).orElseThrow();
            assertThat(pod.name()).startsWith("sum-" + index + "-");
            assertThat(pod.metadata().labels())
                    .containsEntry("batch.kubernetes.io/job-completion-index", Integer.toString(index));
            assertThat(pod.spec().containers().getFirst().env().getFirst().name())
                    .isEqualTo("JOB_COMPLETION_INDEX");
        });

        cluster.advance(Duration.ofMinutes(1));

        assertThat(job().status().completedIndexes()).contains("0-3");
        assertThat(job().status().succeeded()).hasValue(4);
        assertThat(conditions()).anyMatch(condition -> condition.startsWith("Complete=True"));
    }

    @Test
    void anIndexMayUseUpItsOwnLimit() throws InterruptedException {
        cluster.pods().endAs(Duration.ofSeconds(1), pod -> Jobs.index(pod).orElse(0) == 1 ? "Failed" : "Succeeded");
        create("completionMode: Indexed\n  completions: 3\n  parallelism: 3\n  backoffLimitPerIndex: 1");

        cluster.advance(Duration.ofMinutes(5));

        assertThat(job().status().completedIndexes()).contains("0,2");
        assertThat(job().status().failedIndexes()).contains("1");
        assertThat(job().status().failed()).hasValue(2);
        assertThat(conditions()).contains("Failed=True FailedIndexes: Job has failed indexes");
    }

    @Test
    void aSuccessPolicyMayBeMetEarly() throws InterruptedException {
        cluster.pods().endAs(Duration.ofSeconds(1), pod -> Jobs.index(pod).orElse(0) == 0 ? "Succeeded" : "");
        create(
                "completionMode: Indexed\n  completions: 3\n  parallelism: 3\n  successPolicy: {rules: [{succeededIndexes: \"0\"}]}");

        cluster.advance(Duration.ofMinutes(1));

        assertThat(conditions())
                .containsExactly(
                        "SuccessCriteriaMet=True SuccessPolicy: Matched rules at index 0",
                        "Complete=True SuccessPolicy: Matched rules at index 0");
        assertThat(pods()).hasSize(1);
    }

    @Test
    void aFailurePolicyMayEndTheJobAtTheFirstFailure() throws InterruptedException {
        cluster.pods().endAs(Duration.ofSeconds(1), _ -> "Failed");
        create("podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {operator: In, values: [1]}}]}");

        cluster.advance(Duration.ofMinutes(1));

        String name = pods().getFirst().name();
        assertThat(conditions())
                .contains("Failed=True PodFailurePolicy: Container main for pod default/" + name
                        + " failed with exit code 1 matching FailJob rule at index 0");
        assertThat(job().status().failed()).hasValue(1);
    }

    @Test
    void ignoredFailuresDoNotCount() throws InterruptedException {
        cluster.pods().endAs(Duration.ofSeconds(1), _ -> "Failed");
        create(
                "backoffLimit: 0\n  podFailurePolicy: {rules: [{action: Ignore, onExitCodes: {operator: In, values: [1]}}]}");

        cluster.advance(Duration.ofMinutes(2));

        assertThat(job().status().failed()).isEmpty();
        assertThat(conditions()).isEmpty();
        assertThat(pods().size()).isGreaterThan(2);
    }

    @Test
    void aSuspendedJobHasNoPodsUntilItIsResumed() throws InterruptedException {
        create("suspend: true\n  completions: 2\n  parallelism: 2");
        cluster.settle();
        assertThat(pods()).isEmpty();
        assertThat(conditions()).containsExactly("Suspended=True JobSuspended: Job suspended");
        assertThat(job().status().startTime()).isEmpty();

        patch("{spec: {suspend: false}}");
        cluster.settle();
        assertThat(pods()).hasSize(2);
        assertThat(conditions()).containsExactly("Suspended=False JobResumed: Job resumed");

        patch("{spec: {suspend: true}}");
        cluster.settle();
        assertThat(pods()).isEmpty();
        assertThat(cluster.events()).contains("Job/sum Suspended Job suspended", "Job/sum Resumed Job resumed");
    }

    @Test
    void deletingAJobLeavesNoPodBehind() throws InterruptedException {
        create("parallelism: 3");
        cluster.settle();

        cluster.client().delete(Resources.JOBS, KEY, DeleteOptions.propagation("Background"));
        cluster.settle();

        assertThat(pods()).isEmpty();
    }

    @Test
    void anyNumberOfPodsIsCountedExactly() throws InterruptedException {
        cluster.pods().endAs(Duration.ofSeconds(1), pod -> pod.uid().hashCode() % 10 == 0 ? "Failed" : "Succeeded");
        create("completions: 300\n  parallelism: 60\n  backoffLimit: 100000");

        cluster.advance(Duration.ofHours(5));

        assertThat(job().status().succeeded()).hasValue(300);
        assertThat(job().status().failed().orElse(0)).isEqualTo(pods().size() - 300);
        assertThat(conditions()).anyMatch(condition -> condition.startsWith("Complete=True"));
    }
}
