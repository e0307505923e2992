package dev.jukung.scheduler;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The text of a FailedScheduling event: how many nodes were refused for which reason (kube-scheduler's FitError). */
final class FitMessage {
    private FitMessage() {}

    static String of(Decision.Unschedulable decision) {
        String head = "0/" + decision.nodes() + " nodes are available";
        if (decision.refusals().isEmpty()) {
            return decision.nodes() == 0 ? "no nodes available to schedule pods" : head + ".";
        }
        String reasons = counted(decision.refusals()).entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .sorted()
                .collect(Collectors.joining(", "));
        return head + ": " + reasons + ". " + preemption(decision);
    }

    private static Map<String, Integer> counted(List<Decision.Refusal> refusals) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Decision.Refusal refusal : refusals) {
            for (String why : why(refusal.verdict()).split("\n")) {
                counts.merge(why, 1, Integer::sum);
            }
        }
        return counts;
    }

    private static String why(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Fits() -> "";
            case Verdict.Occupied(String why) -> why;
            case Verdict.Impossible(String why) -> why;
        };
    }

    private static String preemption(Decision.Unschedulable decision) {
        long hopeless = decision.refusals().stream()
                .filter(refusal -> refusal.verdict() instanceof Verdict.Impossible)
                .count();
        String head = "preemption: 0/" + decision.nodes() + " nodes are available: ";
        long others = decision.refusals().size() - hopeless;
        if (others == 0) {
            return head + hopeless + " Preemption is not helpful for scheduling.";
        }
        String victims = others + " No preemption victims found for incoming pod.";
        return head
                + (hopeless == 0
                        ? victims
                        : victims.replace(".", "") + ", " + hopeless + " Preemption is not helpful for scheduling.");
    }
}
