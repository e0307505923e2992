package dev.jukung.scheduler;

import dev.jukung.scheduler.plugins.ImageLocality;
import dev.jukung.scheduler.plugins.NodeAffinity;
import dev.jukung.scheduler.plugins.NodeName;
import dev.jukung.scheduler.plugins.NodePorts;
import dev.jukung.scheduler.plugins.NodeResourcesBalancedAllocation;
import dev.jukung.scheduler.plugins.NodeResourcesFit;
import dev.jukung.scheduler.plugins.NodeUnschedulable;
import dev.jukung.scheduler.plugins.TaintToleration;
import java.util.List;

/** The plugins that decide for pods of one {@code schedulerName}. Immutable. */
public record Profile(String schedulerName, List<FilterPlugin> filters, List<ScorePlugin> scorers) {
    public Profile {
        filters = List.copyOf(filters);
        scorers = List.copyOf(scorers);
    }

    /** Kubernetes' default plugins, as far as they exist here (docs/gaps.md names the others), with its weights. */
    public static Profile standard() {
        NodeAffinity affinity = new NodeAffinity();
        TaintToleration taints = new TaintToleration();
        NodeResourcesFit resources = new NodeResourcesFit();
        return new Profile(
                "default-scheduler",
                // The cheap ones that refuse most often come first: the first refusal ends the look at a node.
                List.of(new NodeUnschedulable(), new NodeName(), taints, affinity, new NodePorts(), resources),
                List.of(taints, affinity, resources, new NodeResourcesBalancedAllocation(), new ImageLocality()));
    }
}
