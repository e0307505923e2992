package dev.jukung.controllers.disruption;

import dev.jukung.controllers.pods.PodStates;
import dev.jukung.model.Views;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a PodDisruptionBudget's status says, decided from its pods. Pure functions. */
final class BudgetStatus {
    /** How long an evicted pod counts as going before its deletion has been seen. */
    private static final Duration DELETION = Duration.ofMinutes(2);

    private static final String ALLOWED = "DisruptionAllowed";

    private BudgetStatus() {}

    /**
     * @param expected how many pods there should be
     * @param desired how many of them have to be healthy
     */
    record Need(int expected, int desired) {}

    /** The budget with its new status. */
    static ObjectValue observed(ObjectValue budget, Need need, List<Pod> pods, Instant now) {
        ObjectValue disrupted = disrupted(budget.object("status").object("disruptedPods"), pods, now);
        long healthy = pods.stream()
                .filter(pod -> !pod.deleting() && !disrupted.has(pod.name()) && PodStates.isReady(pod))
                .count();
        long allowed = need.expected() <= 0 ? 0 : Math.max(0, healthy - need.desired());
        long generation = budget.object("metadata").integer("generation", 0);
        ObjectValue status = budget.object("status").without("disruptedPods");
        status = disrupted.isEmpty() ? status : status.with("disruptedPods", disrupted);
        ObjectValue condition = allowed > 0
                ? condition("True", "SufficientPods", "", generation)
                : condition("False", "InsufficientPods", "", generation);
        return budget.with(
                "status",
                status.with("observedGeneration", generation)
                        .with("disruptionsAllowed", allowed)
                        .with("currentHealthy", healthy)
                        .with("desiredHealthy", (long) need.desired())
                        .with("expectedPods", (long) need.expected())
                        .with("conditions", withCondition(status.list("conditions"), condition, now)));
    }

    /** What is written when the numbers cannot be found out: nothing may be evicted then. */
    static ObjectValue failed(ObjectValue budget, String why, Instant now) {
        ObjectValue status = budget.object("status");
        long generation = status.integer("observedGeneration", 0);
        ObjectValue condition = condition("False", "SyncFailed", why, generation);
        return budget.with(
                "status",
                status.with("disruptionsAllowed", 0L)
                        .with("conditions", withCondition(status.list("conditions"), condition, now)));
    }

    /** When the next entry of an evicted pod is too old. */
    static Optional<Duration> recheck(ObjectValue budget, Instant now) {
        ObjectValue disrupted = budget.object("status").object("disruptedPods");
        return java.util.stream.IntStream.range(0, disrupted.size())
                .mapToObj(i -> Duration.between(
                        now, since(disrupted.valueAt(i)).plus(DELETION).plusMillis(1)))
                .min(Comparator.naturalOrder());
    }

    private static ObjectValue disrupted(ObjectValue before, List<Pod> pods, Instant now) {
        ObjectValue kept = ObjectValue.EMPTY;
        for (Pod pod : pods) {
            Object since = before.get(pod.name());
            if (since != null && !pod.deleting() && !since(since).plus(DELETION).isBefore(now)) {
                kept = kept.with(pod.name(), since);
            }
        }
        return kept;
    }

    private static Instant since(Object time) {
        return Views.toInstant(time);
    }

    private static ObjectValue condition(String status, String reason, String message, long generation) {
        return ObjectValue.of(
                "type", ALLOWED,
                "status", status,
                "observedGeneration", generation,
                "reason", reason,
                "message", message);
    }

    /** The time of a condition changes with its status only. */
    private static ListValue withCondition(ListValue all, ObjectValue condition, Instant now) {
        ListValue result = ListValue.EMPTY;
        Object since = Views.fromTime(now);
        for (ObjectValue each : all.objects()) {
            if (!each.text("type", "").equals(ALLOWED)) {
                result = result.plus(each);
            } else if (each.text("status", "").equals(condition.text("status", ""))) {
                since = each.text("lastTransitionTime")
                        .<Object>map(text -> text)
                        .orElse(since);
            }
        }
        return result.plus(condition.with("lastTransitionTime", since));
    }
}
