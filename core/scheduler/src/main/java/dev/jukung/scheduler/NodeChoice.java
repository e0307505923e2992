package dev.jukung.scheduler;

import dev.jukung.base.Randomness;
import dev.jukung.scheduler.FilterPlugin.NodeFilter;
import dev.jukung.scheduler.ScorePlugin.NodeScorer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses a node for a pod: filters, then scores, then takes the best, one of several equal ones by chance. Looks at a
 * snapshot and changes nothing but where it starts next time. Confined to the scheduling thread.
 */
final class NodeChoice {
    /** Below this many nodes all are looked at. */
    private static final int MIN_FEASIBLE = 100;

    private static final int MIN_PERCENT = 5;

    private final Randomness random;
    private int start;

    NodeChoice(Randomness random) {
        this.random = random;
    }

    private record Prepared(FilterPlugin plugin, NodeFilter filter) {}

    Decision choose(PodFacts pod, ClusterSnapshot cluster, Profile profile) {
        List<NodeSnapshot> nodes = cluster.nodes();
        List<Prepared> filters = new ArrayList<>();
        for (FilterPlugin plugin : profile.filters()) {
            NodeFilter filter = plugin.prepare(pod, cluster);
            if (filter != NodeFilter.ALL) {
                filters.add(new Prepared(plugin, filter));
            }
        }
        int wanted = enough(nodes.size());
        List<NodeSnapshot> feasible = new ArrayList<>();
        List<Decision.Refusal> refusals = new ArrayList<>();
        int looked = 0;
        while (looked < nodes.size() && feasible.size() < wanted) {
            NodeSnapshot node = nodes.get((start + looked) % nodes.size());
            looked++;
            if (fits(node, filters, refusals)) {
                feasible.add(node);
            }
        }
        start = nodes.isEmpty() ? 0 : (start + looked) % nodes.size();
        return feasible.isEmpty()
                ? new Decision.Unschedulable(nodes.size(), refusals)
                : best(pod, cluster, profile, feasible, refusals);
    }

    private static boolean fits(NodeSnapshot node, List<Prepared> filters, List<Decision.Refusal> refusals) {
        for (Prepared prepared : filters) {
            Verdict verdict = prepared.filter().check(node);
            if (!(verdict instanceof Verdict.Fits)) {
                refusals.add(new Decision.Refusal(node.name(), prepared.plugin().name(), verdict));
                return false;
            }
        }
        return true;
    }

    /** In large clusters not all nodes are looked at: kube-scheduler's adaptive percentage. */
    static int enough(int nodes) {
        if (nodes < MIN_FEASIBLE) {
            return nodes;
        }
        int percent = Math.max(MIN_PERCENT, 50 - nodes / 125);
        return Math.max(MIN_FEASIBLE, nodes * percent / 100);
    }

    private Decision best(
            PodFacts pod,
            ClusterSnapshot cluster,
            Profile profile,
            List<NodeSnapshot> feasible,
            List<Decision.Refusal> refusals) {
        if (feasible.size() == 1) {
            String only = feasible.getFirst().name();
            Totals unscored = Totals.of(feasible, new long[1]);
            return new Decision.Chosen(only, Map.of(), unscored, cluster.nodes().size(), refusals);
        }
        long[] totals = new long[feasible.size()];
        Map<String, long[]> byPlugin = new LinkedHashMap<>();
        for (ScorePlugin plugin : profile.scorers()) {
            NodeScorer scorer = plugin.prepare(pod, cluster);
            if (scorer == NodeScorer.NONE) {
                continue;
            }
            long[] scores = new long[feasible.size()];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = scorer.score(feasible.get(i));
            }
            plugin.normalize(scores);
            for (int i = 0; i < scores.length; i++) {
                scores[i] *= plugin.weight();
                totals[i] += scores[i];
            }
            byPlugin.put(plugin.name(), scores);
        }
        int chosen = highest(totals);
        Map<String, Long> scores = new LinkedHashMap<>();
        byPlugin.forEach((plugin, all) -> scores.put(plugin, all[chosen]));
        return new Decision.Chosen(
                feasible.get(chosen).name(),
                scores,
                Totals.of(feasible, totals),
                cluster.nodes().size(),
                refusals);
    }

    /** The place of the highest total; each of several equal ones with the same chance. */
    private int highest(long[] totals) {
        long best = totals[0];
        int equal = 0;
        for (long total : totals) {
            equal = total > best ? 1 : total == best ? equal + 1 : equal;
            best = Math.max(best, total);
        }
        int left = equal == 1 ? 0 : random.below(equal);
        int place = 0;
        while (totals[place] != best || left-- > 0) {
            place++;
        }
        return place;
    }
}
