package dev.jukung.controllers.daemonset;

import dev.jukung.controllers.daemonset.DaemonPlan.Decision;
import dev.jukung.controllers.daemonset.DaemonPlan.Known;
import dev.jukung.model.core.v1.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Decides the next moves of a rolling update, where every node has what it should have: which old pods go, so that new ones
 * take their place, or, with a surge, which nodes get a new pod beside the old one. Pure functions.
 */
final class DaemonRollout {
    private DaemonRollout() {}

    /** The pods of a node that are not going. Kubernetes leaves nodes with more than one of a kind to the plan. */
    private record Pair(Optional<Pod> fresh, Optional<Pod> old, boolean clear) {
        static Pair of(Known known, String node) {
            List<Pod> staying =
                    known.on(node).stream().filter(pod -> !pod.deleting()).toList();
            List<Pod> fresh = staying.stream().filter(known::isUpdated).toList();
            List<Pod> old =
                    staying.stream().filter(pod -> !known.isUpdated(pod)).toList();
            return new Pair(fresh.stream().findFirst(), old.stream().findFirst(), fresh.size() <= 1 && old.size() <= 1);
        }
    }

    static Decision of(Known known) {
        return DaemonPlan.surge(known, known.desired()) == 0 ? replacing(known) : surging(known);
    }

    private static Set<String> nodes(Known known) {
        Set<String> nodes = new TreeSet<>(known.pods().keySet());
        known.fits().forEach((node, fit) -> {
            if (fit.starts()) {
                nodes.add(node);
            }
        });
        return nodes;
    }

    private static Decision replacing(Known known) {
        int unavailable = 0;
        int max = DaemonPlan.unavailable(known);
        List<Pod> delete = new ArrayList<>();
        List<Pod> candidates = new ArrayList<>();
        for (String node : nodes(known)) {
            Pair pair = Pair.of(known, node);
            if (!pair.clear() || pair.fresh().isPresent() == pair.old().isPresent()) {
                unavailable++;
            } else if (pair.fresh().isPresent()) {
                unavailable += known.isAvailable(pair.fresh().get()) ? 0 : 1;
            } else if (!known.isAvailable(pair.old().orElseThrow())) {
                delete.add(pair.old().orElseThrow()); // it serves nobody
                unavailable++;
            } else {
                candidates.add(pair.old().orElseThrow());
            }
        }
        candidates.stream().limit(Math.max(0, max - unavailable)).forEach(delete::add);
        return new Decision(List.of(), delete, List.of());
    }

    private static Decision surging(Known known) {
        List<Pod> delete = new ArrayList<>();
        List<Pod> misplaced = new ArrayList<>();
        List<String> create = new ArrayList<>();
        List<String> candidates = new ArrayList<>();
        int surging = 0;
        int available = 0;
        for (String node : nodes(known)) {
            Pair pair = Pair.of(known, node);
            if (!pair.clear()) {
                surging++;
                continue;
            }
            available += pair.old().or(pair::fresh).filter(known::isAvailable).isPresent() ? 1 : 0;
            if (pair.old().isEmpty()) {
                continue;
            }
            Pod old = pair.old().get();
            boolean starts = Optional.ofNullable(known.fits().get(node))
                    .filter(NodeFit::starts)
                    .isPresent();
            if (pair.fresh().isPresent()) {
                if (known.isAvailable(pair.fresh().get())) {
                    delete.add(old);
                } else {
                    surging++;
                }
            } else if (!known.isAvailable(old)) {
                if (starts) {
                    create.add(node);
                } else {
                    delete.add(old);
                }
            } else if (starts) {
                candidates.add(node);
            } else {
                misplaced.add(old);
            }
        }
        // Whoever wants a surge wants no gap: a pod in the wrong place stays until another one serves.
        misplaced.stream().limit(Math.max(0, available - known.desired())).forEach(delete::add);
        candidates.stream()
                .limit(Math.max(0, DaemonPlan.surge(known, known.desired()) - surging))
                .forEach(create::add);
        return new Decision(create, delete, List.of());
    }
}
