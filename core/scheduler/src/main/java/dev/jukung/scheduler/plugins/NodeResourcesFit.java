package dev.jukung.scheduler.plugins;

import dev.jukung.scheduler.Amounts;
import dev.jukung.scheduler.ClusterEvent;
import dev.jukung.scheduler.ClusterSnapshot;
import dev.jukung.scheduler.FilterPlugin;
import dev.jukung.scheduler.NodeSnapshot;
import dev.jukung.scheduler.PodFacts;
import dev.jukung.scheduler.ScorePlugin;
import dev.jukung.scheduler.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Keeps a pod off nodes that cannot hold what it requests, and prefers those with the most left (LeastAllocated). */
public final class NodeResourcesFit implements FilterPlugin, ScorePlugin {
    @Override
    public String name() {
        return "NodeResourcesFit";
    }

    @Override
    public long weight() {
        return 1;
    }

    @Override
    public Prepared prepare(PodFacts pod, ClusterSnapshot cluster) {
        return new Prepared(pod);
    }

    /** Both roles look at the same requests. */
    public record Prepared(PodFacts pod) implements NodeFilter, NodeScorer {
        @Override
        public Verdict check(NodeSnapshot node) {
            Amounts wanted = pod.requests();
            Amounts whole = node.allocatable();
            Amounts taken = node.requested();
            if (fits(wanted, whole, taken)) {
                return Verdict.FITS; // the usual case, without making texts
            }
            List<String> lacking = new ArrayList<>();
            boolean tooSmall = false;
            if (wanted.pods() + taken.pods() > whole.pods()) {
                lacking.add("Too many pods");
                tooSmall |= wanted.pods() > whole.pods();
            }
            tooSmall |= lacks("cpu", wanted.milliCpu(), whole.milliCpu(), taken.milliCpu(), lacking);
            tooSmall |= lacks("memory", wanted.memory(), whole.memory(), taken.memory(), lacking);
            tooSmall |= lacks("ephemeral-storage", wanted.storage(), whole.storage(), taken.storage(), lacking);
            for (Map.Entry<String, Long> other : wanted.others().entrySet()) {
                tooSmall |= lacks(
                        other.getKey(),
                        other.getValue(),
                        whole.others().getOrDefault(other.getKey(), 0L),
                        taken.others().getOrDefault(other.getKey(), 0L),
                        lacking);
            }
            String why = String.join("\n", lacking);
            return tooSmall ? new Verdict.Impossible(why) : new Verdict.Occupied(why);
        }

        private static boolean fits(Amounts wanted, Amounts whole, Amounts taken) {
            if (wanted.pods() + taken.pods() > whole.pods()
                    || exceeds(wanted.milliCpu(), whole.milliCpu(), taken.milliCpu())
                    || exceeds(wanted.memory(), whole.memory(), taken.memory())
                    || exceeds(wanted.storage(), whole.storage(), taken.storage())) {
                return false;
            }
            for (Map.Entry<String, Long> other : wanted.others().entrySet()) {
                long has = whole.others().getOrDefault(other.getKey(), 0L);
                if (exceeds(other.getValue(), has, taken.others().getOrDefault(other.getKey(), 0L))) {
                    return false;
                }
            }
            return true;
        }

        private static boolean exceeds(long wanted, long whole, long taken) {
            return wanted > 0 && wanted > whole - taken;
        }

        private static boolean lacks(String resource, long wanted, long whole, long taken, List<String> lacking) {
            if (!exceeds(wanted, whole, taken)) {
                return false;
            }
            lacking.add("Insufficient " + resource);
            return wanted > whole;
        }

        @Override
        public long score(NodeSnapshot node) {
            Amounts taken = node.scored().plus(pod.scoredRequests());
            long cpu = left(node.allocatable().milliCpu(), taken.milliCpu());
            long memory = left(node.allocatable().memory(), taken.memory());
            return (cpu + memory) / 2;
        }

        private static long left(long whole, long taken) {
            return whole == 0 || taken > whole ? 0 : (whole - taken) * MAX / whole;
        }
    }

    @Override
    public boolean mayHelp(ClusterEvent event, PodFacts refused) {
        Prepared filter = new Prepared(refused);
        return switch (event) {
            case ClusterEvent.NodeAdded(NodeSnapshot node) -> filter.check(node) instanceof Verdict.Fits;
            case ClusterEvent.NodeChanged(NodeSnapshot before, NodeSnapshot after) ->
                !before.allocatable().equals(after.allocatable()) && filter.check(after) instanceof Verdict.Fits;
            case ClusterEvent.PodRemoved(PodFacts _, NodeSnapshot from) -> filter.check(from) instanceof Verdict.Fits;
        };
    }
}
