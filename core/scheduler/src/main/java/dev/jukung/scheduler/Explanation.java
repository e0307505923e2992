package dev.jukung.scheduler;

import dev.jukung.model.ObjectKey;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Why a pod is where it is, or nowhere: one attempt of the scheduler, as data. */
public record Explanation(ObjectKey pod, Instant time, Decision decision) {
    /** As it is served: what became of the attempt, and of each node that was looked at. */
    public ObjectValue toValue() {
        ObjectValue.Builder value = ObjectValue.builder().set("time", time.toString());
        switch (decision) {
            case Decision.Chosen chosen -> {
                value.set("chosen", chosen.node());
                value.set(
                        "nodes",
                        (long) chosen.total().size() + chosen.refusals().size());
                value.set("clusterNodes", (long) chosen.nodes());
                value.set("scores", numbers(chosen.scores()));
                value.set("total", numbers(chosen.total().byNode()));
                value.set("refusals", refusals(chosen.refusals()));
            }
            case Decision.Unschedulable refused -> {
                value.set("nodes", (long) refused.nodes());
                value.set("message", FitMessage.of(refused));
                value.set("refusals", refusals(refused.refusals()));
            }
        }
        return value.build();
    }

    private static ObjectValue numbers(Map<String, Long> numbers) {
        ObjectValue.Builder value = ObjectValue.builder();
        new TreeMap<>(numbers).forEach(value::set);
        return value.build();
    }

    private static ListValue refusals(List<Decision.Refusal> refusals) {
        return ListValue.copyOf(refusals.stream()
                .map(refusal -> ObjectValue.of(
                        "node", refusal.node(),
                        "plugin", refusal.plugin(),
                        "why", why(refusal.verdict()),
                        "preemption", refusal.verdict() instanceof Verdict.Occupied))
                .toList());
    }

    private static String why(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Fits() -> "";
            case Verdict.Occupied(String why) -> why;
            case Verdict.Impossible(String why) -> why;
        };
    }
}
