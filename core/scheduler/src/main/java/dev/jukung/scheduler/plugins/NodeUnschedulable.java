package dev.jukung.scheduler.plugins;

import dev.jukung.model.core.v1.Taint;
import dev.jukung.scheduler.ClusterEvent;
import dev.jukung.scheduler.ClusterSnapshot;
import dev.jukung.scheduler.FilterPlugin;
import dev.jukung.scheduler.NodeSnapshot;
import dev.jukung.scheduler.PodFacts;
import dev.jukung.scheduler.Verdict;

/** Keeps pods off cordoned nodes, unless they tolerate that. */
public final class NodeUnschedulable implements FilterPlugin {
    private static final Taint UNSCHEDULABLE =
            Taint.EMPTY.withKey("node.kubernetes.io/unschedulable").withEffect("NoSchedule");

    @Override
    public String name() {
        return "NodeUnschedulable";
    }

    @Override
    public NodeFilter prepare(PodFacts pod, ClusterSnapshot cluster) {
        return Taints.tolerated(UNSCHEDULABLE, pod.tolerations()) ? NodeFilter.ALL : NodeUnschedulable::check;
    }

    private static Verdict check(NodeSnapshot node) {
        return node.unschedulable() ? new Verdict.Impossible("node(s) were unschedulable") : Verdict.FITS;
    }

    @Override
    public boolean mayHelp(ClusterEvent event, PodFacts refused) {
        return switch (event) {
            case ClusterEvent.NodeAdded(NodeSnapshot node) -> !node.unschedulable();
            case ClusterEvent.NodeChanged(NodeSnapshot before, NodeSnapshot after) ->
                before.unschedulable() && !after.unschedulable();
            case ClusterEvent.PodRemoved _ -> false;
        };
    }
}
