package dev.jukung.controllers.ttlafterfinished;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.controllers.ControllerCluster;
import dev.jukung.model.Resources;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TtlClusterTest {
    private static final String JOB = """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: sum, namespace: default}
            spec:
              ttlSecondsAfterFinished: 100
              template: {spec: {restartPolicy: Never, containers: [{name: main, image: "sum:1"}]}}
            """;

    @Test
    void aJobGoesWithItsPodsSomeTimeAfterItsEnd() throws InterruptedException {
        try (ControllerCluster cluster = new ControllerCluster()) {
            cluster.pods().endAs(Duration.ofSeconds(60), _ -> "Succeeded");
            cluster.create(Resources.JOBS, JOB);
            cluster.advance(Duration.ofSeconds(140));
            assertThat(cluster.find(Resources.JOBS, "sum")).isPresent();

            cluster.advance(Duration.ofSeconds(60));
            assertThat(cluster.find(Resources.JOBS, "sum")).isEmpty();
            assertThat(cluster.list(Resources.PODS)).isEmpty();
        }
    }

    @Test
    void aJobThatRunsStays() throws InterruptedException {
        try (ControllerCluster cluster = new ControllerCluster()) {
            cluster.create(Resources.JOBS, JOB);
            cluster.advance(Duration.ofMinutes(10));
            assertThat(cluster.find(Resources.JOBS, "sum")).isPresent();
        }
    }
}
