package dev.jukung.scheduler.plugins;

import dev.jukung.scheduler.ClusterEvent;
import dev.jukung.scheduler.ClusterSnapshot;
import dev.jukung.scheduler.FilterPlugin;
import dev.jukung.scheduler.NodeSnapshot;
import dev.jukung.scheduler.PodFacts;
import dev.jukung.scheduler.Verdict;

/** A pod that names its node goes to no other. */
public final class NodeName implements FilterPlugin {
    @Override
    public String name() {
        return "NodeName";
    }

    @Override
    public NodeFilter prepare(PodFacts pod, ClusterSnapshot cluster) {
        String wanted = pod.nodeName();
        return wanted.isEmpty() ? NodeFilter.ALL : node -> check(wanted, node);
    }

    private static Verdict check(String wanted, NodeSnapshot node) {
        return node.name().equals(wanted)
                ? Verdict.FITS
                : new Verdict.Impossible("node(s) didn't match the requested node name");
    }

    @Override
    public boolean mayHelp(ClusterEvent event, PodFacts refused) {
        return event instanceof ClusterEvent.NodeAdded(NodeSnapshot node)
                && node.name().equals(refused.nodeName());
    }
}
