package dev.jukung.controllers.daemonset;

import dev.jukung.controllers.pods.PodStates;
import dev.jukung.model.IntOrString;
import dev.jukung.model.apps.v1.DaemonSet;
import dev.jukung.model.apps.v1.DaemonSetUpdateStrategy;
import dev.jukung.model.apps.v1.RollingUpdateDaemonSet;
import dev.jukung.model.core.v1.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Decides on which nodes a pod of a DaemonSet has to be made and which pods have to go: first so that every node has what it
 * should have, then, where that is so, for an update. One instance plans once.
 */
final class DaemonPlan {
    /**
     * What is to be done.
     *
     * @param create on these nodes
     * @param delete pods that are too many, outdated or in the wrong place
     * @param ended pods that are to be replaced because they have ended
     */
    record Decision(List<String> create, List<Pod> delete, List<Pod> ended) {
        boolean isEmpty() {
            return create.isEmpty() && delete.isEmpty() && ended.isEmpty();
        }
    }

    /**
     * What is known.
     *
     * @param fits the nodes there are
     * @param pods the pods by the node that they are on or for
     * @param hash of the template as it is now
     */
    record Known(DaemonSet set, Map<String, NodeFit> fits, Map<String, List<Pod>> pods, String hash, Instant now) {
        List<Pod> on(String node) {
            return pods.getOrDefault(node, List.of());
        }

        boolean isUpdated(Pod pod) {
            return DaemonPods.isUpdated(set, pod, hash);
        }

        boolean isAvailable(Pod pod) {
            return PodStates.isAvailable(pod, set.spec().minReadySeconds().orElse(0), now);
        }

        int desired() {
            return (int) fits.values().stream().filter(NodeFit::starts).count();
        }
    }

    private final Known known;
    private final Predicate<Pod> mayReplace;
    private final Set<String> create = new LinkedHashSet<>();
    private final Set<Pod> delete = new LinkedHashSet<>();
    private final Set<Pod> ended = new LinkedHashSet<>();

    private DaemonPlan(Known known, Predicate<Pod> mayReplace) {
        this.known = known;
        this.mayReplace = mayReplace;
    }

    /** @param mayReplace whether a failed pod may be replaced now, and not later */
    static Decision of(Known known, Predicate<Pod> mayReplace) {
        DaemonPlan plan = new DaemonPlan(known, mayReplace);
        known.fits().forEach(plan::node);
        known.pods().forEach((node, pods) -> {
            if (!known.fits().containsKey(node)) {
                // Its node has gone; the pods that were on it are taken by the garbage collection of pods.
                pods.stream()
                        .filter(pod -> !pod.deleting()
                                && pod.spec()
                                        .nodeName()
                                        .filter(name -> !name.isEmpty())
                                        .isEmpty())
                        .forEach(plan.delete::add);
            }
        });
        return plan.decision();
    }

    private Decision decision() {
        return new Decision(List.copyOf(create), List.copyOf(delete), List.copyOf(ended));
    }

    private void node(String node, NodeFit fit) {
        List<Pod> pods = known.on(node);
        if (fit.starts() && pods.isEmpty()) {
            create.add(node);
        } else if (fit.stays()) {
            keep(node, fit, pods);
        } else {
            pods.stream().filter(pod -> !pod.deleting()).forEach(delete::add);
        }
    }

    private void keep(String node, NodeFit fit, List<Pod> pods) {
        List<Pod> running = new ArrayList<>();
        for (Pod pod : pods) {
            if (pod.deleting()) {
                continue;
            }
            if (!PodStates.isTerminal(pod)) {
                running.add(pod);
            } else if (!PodStates.phase(pod).equals("Failed") || mayReplace.test(pod)) {
                ended.add(pod);
            }
        }
        running.sort(DaemonPods.ORDER);
        if (surge(known, 1) == 0) {
            running.stream().skip(1).forEach(delete::add);
        } else if (running.isEmpty() && fit.starts()) {
            create.add(node);
        } else if (running.size() > 1) {
            keepTwo(running);
        }
    }

    /** With a surge an old pod stays beside the new one until that is available. */
    private void keepTwo(List<Pod> running) {
        Optional<Pod> fresh = running.stream().filter(known::isUpdated).findFirst();
        Optional<Pod> old =
                running.stream().filter(pod -> !known.isUpdated(pod)).findFirst();
        running.stream()
                .filter(pod ->
                        !Optional.of(pod).equals(fresh) && !Optional.of(pod).equals(old))
                .forEach(delete::add);
        if (fresh.isPresent() && old.isPresent()) {
            boolean done = !PodStates.isReady(old.get()) || known.isAvailable(fresh.get());
            if (done) {
                delete.add(old.get());
            }
        }
    }

    static boolean isRolling(DaemonSet set) {
        return set.spec()
                .updateStrategy()
                .flatMap(DaemonSetUpdateStrategy::type)
                .map("RollingUpdate"::equals)
                .orElse(true);
    }

    /** How many of so many nodes may have a second pod during an update. */
    static int surge(Known known, int nodes) {
        return isRolling(known.set())
                ? rolling(known.set())
                        .flatMap(RollingUpdateDaemonSet::maxSurge)
                        .map(share -> share.scaled(nodes, true))
                        .orElse(0)
                : 0;
    }

    /** How many nodes may be without an available pod during an update. */
    static int unavailable(Known known) {
        int given = rolling(known.set())
                .flatMap(RollingUpdateDaemonSet::maxUnavailable)
                .orElse(new IntOrString.Int(1))
                .scaled(known.desired(), true);
        return known.desired() > 0 && given == 0 && surge(known, known.desired()) == 0 ? 1 : given;
    }

    private static Optional<RollingUpdateDaemonSet> rolling(DaemonSet set) {
        return set.spec().updateStrategy().flatMap(DaemonSetUpdateStrategy::rollingUpdate);
    }
}
