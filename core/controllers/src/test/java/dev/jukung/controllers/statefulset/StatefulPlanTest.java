package dev.jukung.controllers.statefulset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.controllers.statefulset.StatefulPlan.Step;
import dev.jukung.model.apps.v1.StatefulSet;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatefulPlanTest {
    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

    private static StatefulSet set(String spec) {
        return new StatefulSet((ObjectValue) Yaml.parse("""
                metadata: {name: db, namespace: default, uid: u}
                spec: {%s}
                """.formatted(spec)));
    }

    /**
     * A pod as {@code 0 ready new}: its number, and what is the case: {@code ready} for an hour or {@code just} now,
     * {@code running} without being ready, {@code pending}, {@code failed}; {@code going}; {@code bare} of its labels; of the
     * {@code new} or the {@code old} template.
     */
    private static Pod pod(String text) {
        List<String> words = List.of(text.split(" "));
        boolean ready = words.contains("ready") || words.contains("just");
        String phase = words.contains("failed") ? "Failed" : words.contains("pending") ? "Pending" : "Running";
        String since = words.contains("just") ? "2026-01-01T00:59:58Z" : "2026-01-01T00:00:00Z";
        String name = "db-" + words.getFirst();
        return new Pod((ObjectValue) Yaml.parse("""
                metadata:
                  name: %s
                  namespace: default
                  uid: %s
                  labels: {%s controller-revision-hash: %s}
                  %s
                status: {phase: %s, conditions: [{type: Ready, status: "%s", lastTransitionTime: "%s"}]}
                """.formatted(
                        name,
                        name,
                        words.contains("bare") ? "" : "statefulset.kubernetes.io/pod-name: " + name + ",",
                        words.contains("old") ? "old" : "new",
                        words.contains("going") ? "deletionTimestamp: \"2026-01-01T01:00:00Z\"" : "",
                        phase,
                        ready ? "True" : "False",
                        since)));
    }

    private static String told(Step step) {
        return switch (step) {
            case Step.Create(int ordinal, boolean updated) -> "create " + ordinal + (updated ? "" : " old");
            case Step.Delete(Pod pod) -> "delete " + pod.name().substring(3);
            case Step.Claim(Pod _, int ordinal) -> "claim " + ordinal;
            case Step.Identify(Pod _, int ordinal) -> "identify " + ordinal;
        };
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            the first pod comes first                | replicas: 3                              | -                                        | create 0
            the next when it is ready                | replicas: 3                              | 0 ready                                  | create 1
            and not before                           | replicas: 3                              | 0 running                                | -
            nor before it is available               | 'replicas: 3, minReadySeconds: 10'       | 0 just                                   | -
            a pending pod may lack its claims        | replicas: 3                              | 0 pending                                | claim 0
            a gap is filled                          | replicas: 3                              | 0 ready, 2 ready                         | create 1
            a failed pod is replaced                 | replicas: 2                              | 0 failed, 1 ready                        | delete 0
            when it is gone                          | replicas: 2                              | 0 failed going, 1 ready                  | -
            numbers may start elsewhere              | 'replicas: 2, ordinals: {start: 5}'      | 5 ready                                  | create 6
            all at once where that is wanted         | 'replicas: 3, podManagementPolicy: Parallel' | 1 running                            | 'create 0, create 2'
            the last goes first                      | replicas: 1                              | 0 ready, 1 ready, 2 ready                | delete 2
            the next when it is gone                 | replicas: 1                              | 0 ready, 1 ready, 2 ready going          | -
            not while another is sick                | replicas: 1                              | 0 ready, 1 running, 2 running            | -
            but the sick one may go                  | replicas: 1                              | 0 ready, 1 ready, 2 running              | delete 2
            not while one that stays is sick         | replicas: 1                              | 0 running, 1 ready                       | -
            all go at once where that is wanted      | 'replicas: 1, podManagementPolicy: Parallel' | 0 ready, 1 ready, 2 running          | 'delete 2, delete 1'
            numbers below the start go               | 'replicas: 1, ordinals: {start: 1}'      | 0 ready, 1 ready                         | delete 0
            an update starts at the end              | replicas: 3                              | 0 ready old, 1 ready old, 2 ready old    | delete 2
            goes on when the new one is ready        | replicas: 3                              | 0 ready old, 1 ready old, 2 ready        | delete 1
            and waits for it                         | replicas: 3                              | 0 ready old, 1 ready old, 2 running      | -
            stops at the partition                   | 'replicas: 3, updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 2}}' | 0 ready old, 1 ready old, 2 ready | -
            below it pods come back as they were     | 'replicas: 3, updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 2}}' | 0 ready old, 2 ready | create 1 old
            above it with the new template           | 'replicas: 3, updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 2}}' | 0 ready old, 1 ready old | create 2
            or nothing happens until they are deleted | 'replicas: 2, updateStrategy: {type: OnDelete}' | 0 ready old, 1 ready old            | -
            and then they come with the new template | 'replicas: 2, updateStrategy: {type: OnDelete}' | 0 ready old                          | create 1
            scaling comes before updating            | replicas: 1                              | 0 ready old, 1 ready old                 | delete 1
            updates are one at a time in parallel    | 'replicas: 3, podManagementPolicy: Parallel' | 0 ready old, 1 ready old, 2 ready old | delete 2
            who it is is written on a pod            | replicas: 1                              | 0 ready bare                             | identify 0
            nothing to do                            | replicas: 2                              | 0 ready, 1 ready                         | -
            """)
    void nextSteps(String name, String spec, @Nullable String pods, @Nullable String steps) {
        List<Pod> owned = pods == null
                ? List.of()
                : Arrays.stream(pods.split(", ")).map(StatefulPlanTest::pod).toList();

        List<Step> planned = StatefulPlan.of(set(spec), owned, "new", NOW).steps();

        assertThat(planned.stream().map(StatefulPlanTest::told).collect(Collectors.joining(", ")))
                .isEqualTo(steps == null ? "" : steps);
    }
}
