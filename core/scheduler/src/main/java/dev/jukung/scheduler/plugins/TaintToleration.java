package dev.jukung.scheduler.plugins;

import dev.jukung.model.core.v1.Taint;
import dev.jukung.scheduler.ClusterEvent;
import dev.jukung.scheduler.ClusterSnapshot;
import dev.jukung.scheduler.FilterPlugin;
import dev.jukung.scheduler.NodeSnapshot;
import dev.jukung.scheduler.PodFacts;
import dev.jukung.scheduler.ScorePlugin;
import dev.jukung.scheduler.Verdict;

/** Keeps pods off nodes whose taints they do not tolerate, and prefers nodes with few soft ones. */
public final class TaintToleration implements FilterPlugin, ScorePlugin {
    @Override
    public String name() {
        return "TaintToleration";
    }

    @Override
    public long weight() {
        return 3;
    }

    @Override
    public Prepared prepare(PodFacts pod, ClusterSnapshot cluster) {
        return new Prepared(pod);
    }

    /** Both roles look at the same pod. */
    public record Prepared(PodFacts pod) implements NodeFilter, NodeScorer {
        @Override
        public Verdict check(NodeSnapshot node) {
            for (Taint taint : node.taints()) {
                boolean hard =
                        taint.effect().equals("NoSchedule") || taint.effect().equals("NoExecute");
                if (hard && !Taints.tolerated(taint, pod.tolerations())) {
                    return new Verdict.Impossible("node(s) had untolerated taint(s)");
                }
            }
            return Verdict.FITS;
        }

        @Override
        public long score(NodeSnapshot node) {
            return node.taints().stream()
                    .filter(taint -> taint.effect().equals("PreferNoSchedule"))
                    .filter(taint -> !Taints.tolerated(taint, pod.tolerations()))
                    .count();
        }
    }

    @Override
    public void normalize(long[] scores) {
        ScorePlugin.scale(scores, true);
    }

    @Override
    public boolean mayHelp(ClusterEvent event, PodFacts refused) {
        Prepared filter = new Prepared(refused);
        return switch (event) {
            case ClusterEvent.NodeAdded(NodeSnapshot node) -> filter.check(node) instanceof Verdict.Fits;
            case ClusterEvent.NodeChanged(NodeSnapshot before, NodeSnapshot after) ->
                !(filter.check(before) instanceof Verdict.Fits) && filter.check(after) instanceof Verdict.Fits;
            case ClusterEvent.PodRemoved _ -> false;
        };
    }
}
