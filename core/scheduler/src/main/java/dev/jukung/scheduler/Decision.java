package dev.jukung.scheduler;

import java.util.List;
import java.util.Map;

/** What came of looking at nodes for one pod. */
public sealed interface Decision {
    /** Which plugin refused which node, and how. */
    record Refusal(String node, String plugin, Verdict verdict) {}

    /**
     * @param scores weighted, by plugin, of the chosen node
     * @param total of each node that fits, as far as nodes were looked at
     * @param nodes how many there are; enough fitting ones end the search before all were looked at
     */
    record Chosen(String node, Map<String, Long> scores, Totals total, int nodes, List<Refusal> refusals)
            implements Decision {}

    /** All nodes were looked at. */
    record Unschedulable(int nodes, List<Refusal> refusals) implements Decision {}
}
