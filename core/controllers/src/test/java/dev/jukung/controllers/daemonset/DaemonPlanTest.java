package dev.jukung.controllers.daemonset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.controllers.daemonset.DaemonPlan.Decision;
import dev.jukung.controllers.daemonset.DaemonPlan.Known;
import dev.jukung.model.apps.v1.DaemonSet;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nodes a, b, c, d start and keep pods; node k only keeps them, and node x is none for them. */
class DaemonPlanTest {
    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

    private static Known known(String strategy, String nodes, @Nullable String pods) {
        Map<String, NodeFit> fits = new TreeMap<>();
        for (String node : nodes.split("")) {
            fits.put(node, new NodeFit(!node.equals("x") && !node.equals("k"), !node.equals("x")));
        }
        Map<String, List<Pod>> byNode = new TreeMap<>();
        for (String text : pods == null ? new String[0] : pods.split(", ")) {
            byNode.computeIfAbsent(text.substring(0, 1), _ -> new ArrayList<>()).add(pod(text));
        }
        DaemonSet set = new DaemonSet((ObjectValue)
                Yaml.parse("{metadata: {name: log, namespace: default, uid: u}, spec: {updateStrategy: {%s}}}"
                        .formatted(strategy)));
        return new Known(set, fits, byNode, "new", NOW);
    }

    /** A pod as {@code a1 ready old}: node, number in the order of creation, and what is the case. */
    private static Pod pod(String text) {
        List<String> words = List.of(text.split(" "));
        String name = words.getFirst();
        String phase = words.contains("failed") ? "Failed" : words.contains("succeeded") ? "Succeeded" : "Running";
        return new Pod((ObjectValue) Yaml.parse("""
                metadata:
                  name: %s
                  namespace: default
                  creationTimestamp: "2026-01-01T00:00:0%sZ"
                  labels: {controller-revision-hash: %s}
                  %s
                spec: {nodeName: "%s"}
                status: {phase: %s, conditions: [{type: Ready, status: "%s"}]}
                """.formatted(
                        name,
                        name.substring(1),
                        words.contains("old") ? "old" : "new",
                        words.contains("going") ? "deletionTimestamp: \"2026-01-01T01:00:00Z\"" : "",
                        words.contains("unscheduled") ? "" : name.substring(0, 1),
                        phase,
                        words.contains("ready") ? "True" : "False")));
    }

    private static String told(Decision decision) {
        List<String> words = new ArrayList<>();
        decision.create().forEach(node -> words.add("+" + node));
        decision.delete().forEach(pod -> words.add("-" + pod.name()));
        decision.ended().forEach(pod -> words.add("!" + pod.name()));
        return String.join(" ", words);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            every node gets a pod                     |                                | abx | -                                    | +a +b
            a pod that is there is enough             |                                | a   | a1 ready                             |
            even if it is outdated                    |                                | a   | a1 ready old                         |
            the oldest of several stays               |                                | a   | a2 ready, a1 ready                   | -a2
            nobody comes while one is going           |                                | a   | a1 ready going                       |
            a failed pod is replaced                  |                                | a   | a1 failed                            | !a1
            a succeeded pod, too                      |                                | a   | a1 succeeded                         | !a1
            where none may start one may stay         |                                | k   | k1 ready                             |
            but none is made                          |                                | k   | -                                    |
            in the wrong place it goes                |                                | x   | x1 ready                             | -x1
            when its node is gone and it waits        |                                | a   | a1 ready, y1 unscheduled             | -y1
            not when it had started                   |                                | a   | a1 ready, y1 ready                   |
            with a surge there are two                | rollingUpdate: {maxSurge: 1}   | a   | a1 ready old, a2                     |
            until the new one is available            | rollingUpdate: {maxSurge: 1}   | a   | a1 ready old, a2 ready               | -a1
            or the old one is not ready               | rollingUpdate: {maxSurge: 1}   | a   | a1 old, a2                           | -a1
            and never three                           | rollingUpdate: {maxSurge: 1}   | a   | a1 ready old, a2, a3                 | -a3
            with a surge a going pod is replaced      | rollingUpdate: {maxSurge: 1}   | a   | a1 ready going                       | +a
            """)
    void everyNodeHasWhatItShouldHave(
            String name, @Nullable String strategy, String nodes, String pods, @Nullable String decision) {
        Known known = known(strategy == null ? "" : strategy, nodes, pods.equals("-") ? null : pods);

        assertThat(told(DaemonPlan.of(known, _ -> true))).isEqualTo(decision == null ? "" : decision);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            one node at a time                      |                                       | abc  | a1 ready old, b1 ready old, c1 ready old | -a1
            or as many as may be                    | rollingUpdate: {maxUnavailable: 2}    | abc  | a1 ready old, b1 ready old, c1 ready old | -a1 -b1
            or a share of them, rounded up          | 'rollingUpdate: {maxUnavailable: 34%}' | abc | a1 ready old, b1 ready old, c1 ready old | -a1 -b1
            the next when the new one is available  |                                       | abc  | a2 ready, b1 ready old, c1 ready old     | -b1
            not before                              |                                       | abc  | a2, b1 ready old, c1 ready old           |
            nor while a node has none               |                                       | abc  | b1 ready old, c1 ready old               |
            whoever serves nobody goes at once      |                                       | abc  | a1 ready old, b1 old, c1 old             | -b1 -c1
            all are new                             |                                       | ab   | a1 ready, b1 ready                       |
            with a surge a second pod comes         | rollingUpdate: {maxSurge: 1}          | abc  | a1 ready old, b1 ready old, c1 ready old | +a
            and the first goes                      | rollingUpdate: {maxSurge: 1}          | abc  | a1 ready old, a2 ready, b1 ready old     | -a1 +b
            not before that is available            | rollingUpdate: {maxSurge: 1}          | abc  | a1 ready old, a2, b1 ready old           |
            but not for nodes that only keep pods   | 'rollingUpdate: {maxSurge: 50%, maxUnavailable: 0}' | k | k1 ready old             |
            beside one that serves nobody at once   | rollingUpdate: {maxSurge: 1}          | abc  | a1 old, b1 ready old, c1 ready old       | +a +b
            """)
    void anUpdateGoesOn(String name, @Nullable String strategy, String nodes, String pods, @Nullable String decision) {
        Known known = known(strategy == null ? "" : strategy, nodes, pods);

        assertThat(told(DaemonRollout.of(known)).split(" "))
                .containsExactlyInAnyOrder((decision == null ? "" : decision).split(" "));
    }
}
