package dev.jukung.controllers.pods;

import dev.jukung.model.core.v1.ContainerStatus;
import dev.jukung.model.core.v1.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which pods of a set go first when it shrinks: Kubernetes' {@code ActivePodsWithRanks}. First those that serve least:
 * unscheduled, pending, not ready, cheap by {@code controller.kubernetes.io/pod-deletion-cost}, on a node with many of
 * their kind; then the younger ones, where ages count by their order of magnitude, so that a rollout does not keep only
 * the oldest nodes busy.
 */
public final class DeletionRanking {
    private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";
    private static final Map<String, Integer> PHASES = Map.of("Pending", 0, "Unknown", 1, "Running", 2);

    private DeletionRanking() {}

    /** The {@code count} pods of {@code pods} to delete, given all pods whose nodes should not be crowded. */
    public static List<Pod> choose(List<Pod> pods, List<Pod> related, int count, Instant now) {
        if (count >= pods.size()) {
            return pods;
        }
        Map<String, Integer> onNode = new HashMap<>();
        for (Pod pod : related) {
            if (PodStates.isActive(pod)) {
                onNode.merge(node(pod), 1, Integer::sum);
            }
        }
        return pods.stream().sorted(order(onNode, now)).limit(count).toList();
    }

    private static Comparator<Pod> order(Map<String, Integer> onNode, Instant now) {
        return Comparator.comparing((Pod pod) -> !node(pod).isEmpty())
                .thenComparing(pod -> PHASES.getOrDefault(PodStates.phase(pod), 0))
                .thenComparing(PodStates::isReady)
                .thenComparing(DeletionRanking::deletionCost)
                .thenComparing(pod -> -onNode.getOrDefault(node(pod), 0))
                .thenComparing((a, b) -> byAge(PodStates.readySince(a), PodStates.readySince(b), a, b, now))
                .thenComparing(pod -> -restarts(pod))
                .thenComparing((a, b) ->
                        byAge(a.metadata().creationTimestamp(), b.metadata().creationTimestamp(), a, b, now))
                .thenComparing(Pod::uid);
    }

    private static String node(Pod pod) {
        return pod.tree().object("spec").text("nodeName", "");
    }

    private static int deletionCost(Pod pod) {
        String text = pod.tree().object("metadata").object("annotations").text(DELETION_COST, "0");
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            return 0; // the API server warns of such a value; Kubernetes counts it as 0 as well
        }
    }

    private static int restarts(Pod pod) {
        return pod.status().containerStatuses().stream()
                .mapToInt(ContainerStatus::restartCount)
                .max()
                .orElse(0);
    }

    /** Younger first; an absent time is the youngest. Ages of the same order of magnitude are ordered by uid. */
    private static int byAge(Optional<Instant> a, Optional<Instant> b, Pod podA, Pod podB, Instant now) {
        if (a.equals(b)) {
            return 0;
        }
        if (a.isEmpty() || b.isEmpty()) {
            return a.isEmpty() ? -1 : 1;
        }
        int order = Long.compare(magnitude(a.get(), now), magnitude(b.get(), now));
        return order != 0 ? order : podA.uid().compareTo(podB.uid());
    }

    private static long magnitude(Instant time, Instant now) {
        Duration age = Duration.between(time, now);
        return age.isPositive() ? (long) (Math.log(age.toNanos()) / Math.log(2)) : -1;
    }
}
