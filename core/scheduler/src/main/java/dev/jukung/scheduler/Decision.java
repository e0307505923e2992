package dev.jukung.scheduler;

import java.util.List;
import java.util.Map;

/** What came of looking at all nodes for one pod. */
public sealed interface Decision {
    /** Which plugin refused which node, and how. */
    record Refusal(String node, String plugin, Verdict verdict) {}

    /**
     * @param scores weighted, by plugin, of the chosen node
     * @param total of each node that fits
     */
    record Chosen(String node, Map<String, Long> scores, Map<String, Long> total, List<Refusal> refusals)
            implements Decision {}

    record Unschedulable(int nodes, List<Refusal> refusals) implements Decision {}
}
