package dev.jukung.controllers.cronjob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.controllers.ControllerCluster;
import dev.jukung.model.Resources;
import dev.jukung.model.batch.v1.CronJob;
import dev.jukung.model.batch.v1.Job;
import dev.jukung.model.core.v1.ObjectReference;
import dev.jukung.model.core.v1.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** CronJobs on virtual time, which starts at midnight of 2026-01-01. */
@Timeout(60)
class CronJobClusterTest {
    private ControllerCluster cluster;

    @BeforeEach
    void start() throws InterruptedException {
        cluster = new ControllerCluster();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void create(String schedule, String spec) throws InterruptedException {
        cluster.create(Resources.CRONJOBS, """
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: report, namespace: default}
                spec:
                  schedule: "%s"
                  %s
                  jobTemplate:
                    metadata: {labels: {app: report}}
                    spec: {template: {spec: {restartPolicy: Never, containers: [{name: main, image: "report:1"}]}}}
                """.formatted(schedule, spec));
        cluster.settle();
    }

    private CronJob cron() throws InterruptedException {
        return cluster.get(Resources.CRONJOBS, "report");
    }

    private List<String> jobs() throws InterruptedException {
        return cluster.list(Resources.JOBS).stream().map(Job::name).sorted().toList();
    }

    private static String at(String time) {
        return "report-" + Instant.parse(time).getEpochSecond() / 60;
    }

    @Test
    void startsAJobAtEachTimeAndRemembersIt() throws InterruptedException {
        create("*/10 * * * *", "");
        assertThat(jobs()).isEmpty();

        cluster.advance(Duration.ofMinutes(10));

        Job job = cluster.get(Resources.JOBS, at("2026-01-01T00:10:00Z"));
        assertThat(job.metadata().labels()).containsEntry("app", "report");
        assertThat(job.metadata().annotations())
                .containsEntry("batch.kubernetes.io/cronjob-scheduled-timestamp", "2026-01-01T00:10:00Z");
        assertThat(job.metadata().ownerReferences())
                .singleElement()
                .matches(owner -> owner.kind().equals("CronJob") && owner.name().equals("report"));
        assertThat(cron().status().lastScheduleTime()).contains(Instant.parse("2026-01-01T00:10:00Z"));
        assertThat(cron().status().active()).extracting(ObjectReference::name).containsExactly(Optional.of(job.name()));
        assertThat(cluster.told("CronJob/report SuccessfulCreate Created job " + job.name()))
                .isTrue();
    }

    @Test
    void timesAreThoseOfTheZone() throws InterruptedException {
        create("0 6 * * *", "timeZone: Asia/Tokyo");

        cluster.advance(Duration.ofHours(22));

        Job job = cluster.get(Resources.JOBS, at("2026-01-01T21:00:00Z"));
        assertThat(job.metadata().annotations())
                .containsEntry("batch.kubernetes.io/cronjob-scheduled-timestamp", "2026-01-02T06:00:00+09:00");
    }

    @Test
    void forbidWaitsForTheOneThatRuns() throws InterruptedException {
        create("*/10 * * * *", "concurrencyPolicy: Forbid");

        cluster.advance(Duration.ofMinutes(25));

        assertThat(jobs()).containsExactly(at("2026-01-01T00:10:00Z"));
        assertThat(cluster.told(
                        "CronJob/report JobAlreadyActive Not starting job because prior execution is running and"
                                + " concurrency policy is Forbid"))
                .isTrue();
    }

    @Test
    void replaceEndsTheOneThatRuns() throws InterruptedException {
        create("*/10 * * * *", "concurrencyPolicy: Replace");

        cluster.advance(Duration.ofMinutes(25));

        assertThat(jobs()).containsExactly(at("2026-01-01T00:20:00Z"));
        assertThat(cluster.told("CronJob/report SuccessfulDelete Deleted job " + at("2026-01-01T00:10:00Z")))
                .isTrue();
        assertThat(cron().status().active()).hasSize(1);
    }

    @Test
    void allowLetsThemRunSideBySide() throws InterruptedException {
        create("*/10 * * * *", "");

        cluster.advance(Duration.ofMinutes(25));

        assertThat(jobs()).containsExactly(at("2026-01-01T00:10:00Z"), at("2026-01-01T00:20:00Z"));
        assertThat(cron().status().active()).hasSize(2);
    }

    @Test
    void nothingIsStartedWhileSuspendedAndOnlyTheLastMissedRunAfterwards() throws InterruptedException {
        create("*/10 * * * *", "suspend: true");
        cluster.advance(Duration.ofMinutes(35));
        assertThat(jobs()).isEmpty();

        CronJob suspended = cron();
        cluster.client()
                .update(Resources.CRONJOBS, suspended.withSpec(suspended.spec().withSuspend(false)));
        cluster.settle();

        assertThat(jobs()).containsExactly(at("2026-01-01T00:30:00Z"));
    }

    @Test
    void aRunThatIsTooLateIsMissed() throws InterruptedException {
        create("0 * * * *", "startingDeadlineSeconds: 60\n  suspend: true");
        cluster.advance(Duration.ofMinutes(65));
        CronJob suspended = cron();
        cluster.client()
                .update(Resources.CRONJOBS, suspended.withSpec(suspended.spec().withSuspend(false)));
        cluster.settle();

        assertThat(jobs()).isEmpty();
        cluster.advance(Duration.ofMinutes(60));
        assertThat(jobs()).containsExactly(at("2026-01-01T02:00:00Z"));
    }

    @Test
    void aFinishedJobLeavesTheActiveOnesAndOldOnesGo() throws InterruptedException {
        create("*/10 * * * *", "successfulJobsHistoryLimit: 1");
        cluster.advance(Duration.ofMinutes(10));
        finish(at("2026-01-01T00:10:00Z"));
        assertThat(cron().status().active()).isEmpty();
        assertThat(cron().status().lastSuccessfulTime()).isPresent();
        assertThat(cluster.told("CronJob/report SawCompletedJob Saw completed job: " + at("2026-01-01T00:10:00Z")
                        + ", condition: Complete"))
                .isTrue();

        cluster.advance(Duration.ofMinutes(10));
        finish(at("2026-01-01T00:20:00Z"));

        assertThat(jobs()).containsExactly(at("2026-01-01T00:20:00Z"));
    }

    private void finish(String job) throws InterruptedException {
        for (Pod pod : cluster.list(Resources.PODS)) {
            if (pod.name().startsWith(job)) {
                cluster.pods().end(pod, "Succeeded");
            }
        }
        cluster.settle();
    }
}
