package dev.jukung.scheduler.plugins;

import dev.jukung.scheduler.Amounts;
import dev.jukung.scheduler.ClusterSnapshot;
import dev.jukung.scheduler.NodeSnapshot;
import dev.jukung.scheduler.PodFacts;
import dev.jukung.scheduler.ScorePlugin;

/** Prefers nodes on which CPU and memory would be used to a similar degree. */
public final class NodeResourcesBalancedAllocation implements ScorePlugin {
    @Override
    public String name() {
        return "NodeResourcesBalancedAllocation";
    }

    @Override
    public long weight() {
        return 1;
    }

    @Override
    public NodeScorer prepare(PodFacts pod, ClusterSnapshot cluster) {
        boolean bestEffort = pod.requests().milliCpu() == 0 && pod.requests().memory() == 0;
        return bestEffort ? NodeScorer.NONE : node -> score(pod, node);
    }

    private static long score(PodFacts pod, NodeSnapshot node) {
        Amounts taken = node.requested().plus(pod.requests());
        double cpu = fraction(taken.milliCpu(), node.allocatable().milliCpu());
        double memory = fraction(taken.memory(), node.allocatable().memory());
        // The standard deviation of two numbers is half of their distance.
        return (long) ((1 - Math.abs(cpu - memory) / 2) * MAX);
    }

    private static double fraction(long taken, long whole) {
        return whole == 0 ? 0 : Math.min(1, (double) taken / whole);
    }
}
