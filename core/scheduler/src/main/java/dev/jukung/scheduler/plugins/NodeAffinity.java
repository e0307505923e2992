package dev.jukung.scheduler.plugins;

import dev.jukung.model.NodeSelectors;
import dev.jukung.model.core.v1.NodeSelector;
import dev.jukung.model.core.v1.NodeSelectorTerm;
import dev.jukung.model.core.v1.PreferredSchedulingTerm;
import dev.jukung.scheduler.ClusterEvent;
import dev.jukung.scheduler.ClusterSnapshot;
import dev.jukung.scheduler.FilterPlugin;
import dev.jukung.scheduler.NodeSnapshot;
import dev.jukung.scheduler.PodFacts;
import dev.jukung.scheduler.ScorePlugin;
import dev.jukung.scheduler.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Node selectors and node affinity, required and preferred. */
public final class NodeAffinity implements FilterPlugin, ScorePlugin {
    private static final Verdict REFUSED = new Verdict.Impossible("node(s) didn't match Pod's node affinity/selector");

    @Override
    public String name() {
        return "NodeAffinity";
    }

    @Override
    public long weight() {
        return 2;
    }

    @Override
    public Prepared prepare(PodFacts pod, ClusterSnapshot cluster) {
        var affinity = pod.pod().spec().affinity().flatMap(all -> all.nodeAffinity());
        Optional<NodeSelector> required =
                affinity.flatMap(node -> node.requiredDuringSchedulingIgnoredDuringExecution());
        List<PreferredSchedulingTerm> preferred = affinity.map(
                        node -> node.preferredDuringSchedulingIgnoredDuringExecution())
                .orElse(List.of());
        return new Prepared(pod.pod().spec().nodeSelector(), required.map(NodeSelector::nodeSelectorTerms), preferred);
    }

    /** Both roles look at the same terms. */
    public record Prepared(
            Map<String, String> labels,
            Optional<List<NodeSelectorTerm>> required,
            List<PreferredSchedulingTerm> preferred)
            implements NodeFilter, NodeScorer {
        @Override
        public Verdict check(NodeSnapshot node) {
            for (Map.Entry<String, String> label : labels.entrySet()) {
                if (!label.getValue().equals(node.labels().get(label.getKey()))) {
                    return REFUSED;
                }
            }
            boolean matches = required.isEmpty()
                    || required.get().stream()
                            .anyMatch(term -> NodeSelectors.matches(term, node.name(), node.labels()));
            return matches ? Verdict.FITS : REFUSED;
        }

        @Override
        public long score(NodeSnapshot node) {
            long score = 0;
            for (PreferredSchedulingTerm term : preferred) {
                if (term.weight() != 0 && NodeSelectors.matches(term.preference(), node.name(), node.labels())) {
                    score += term.weight();
                }
            }
            return score;
        }
    }

    @Override
    public void normalize(long[] scores) {
        ScorePlugin.scale(scores, false);
    }

    @Override
    public boolean mayHelp(ClusterEvent event, PodFacts refused) {
        Prepared filter = prepare(refused, new ClusterSnapshot(List.of()));
        return switch (event) {
            case ClusterEvent.NodeAdded(NodeSnapshot node) -> filter.check(node) instanceof Verdict.Fits;
            case ClusterEvent.NodeChanged(NodeSnapshot before, NodeSnapshot after) ->
                !before.labels().equals(after.labels()) && filter.check(after) instanceof Verdict.Fits;
            case ClusterEvent.PodRemoved _ -> false;
        };
    }
}
