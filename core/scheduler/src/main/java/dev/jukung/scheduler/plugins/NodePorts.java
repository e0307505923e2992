package dev.jukung.scheduler.plugins;

import dev.jukung.scheduler.ClusterEvent;
import dev.jukung.scheduler.ClusterSnapshot;
import dev.jukung.scheduler.FilterPlugin;
import dev.jukung.scheduler.NodeSnapshot;
import dev.jukung.scheduler.PodFacts;
import dev.jukung.scheduler.PodFacts.HostPort;
import dev.jukung.scheduler.Verdict;
import java.util.List;

/** No two pods on one node have the same host port. */
public final class NodePorts implements FilterPlugin {
    @Override
    public String name() {
        return "NodePorts";
    }

    @Override
    public NodeFilter prepare(PodFacts pod, ClusterSnapshot cluster) {
        return pod.hostPorts().isEmpty() ? NodeFilter.ALL : node -> check(pod.hostPorts(), node);
    }

    private static Verdict check(List<HostPort> wanted, NodeSnapshot node) {
        for (PodFacts other : node.pods()) {
            for (HostPort taken : other.hostPorts()) {
                if (wanted.stream().anyMatch(port -> port.conflictsWith(taken))) {
                    return new Verdict.Occupied("node(s) didn't have free ports for the requested pod ports");
                }
            }
        }
        return Verdict.FITS;
    }

    @Override
    public boolean mayHelp(ClusterEvent event, PodFacts refused) {
        return switch (event) {
            case ClusterEvent.NodeAdded _ -> true;
            case ClusterEvent.NodeChanged _ -> false;
            case ClusterEvent.PodRemoved(PodFacts pod, NodeSnapshot _) ->
                !pod.hostPorts().isEmpty();
        };
    }
}
