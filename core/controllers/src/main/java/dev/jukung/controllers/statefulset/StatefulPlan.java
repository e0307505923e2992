package dev.jukung.controllers.statefulset;

import dev.jukung.controllers.pods.PodStates;
import dev.jukung.model.apps.v1.RollingUpdateStatefulSetStrategy;
import dev.jukung.model.apps.v1.StatefulSet;
import dev.jukung.model.apps.v1.StatefulSetUpdateStrategy;
import dev.jukung.model.core.v1.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides the next steps of a StatefulSet. By default one pod at a time: each waits until all before it are available, they
 * go in reverse order, and scaling comes before updating. Those that are managed in parallel are made and deleted at once and
 * updated one at a time. One instance plans once.
 */
final class StatefulPlan {
    /** What is to be done with the pod of a number. */
    sealed interface Step {
        /** @param updated whether it gets the new template, and not the one that has been current */
        record Create(int ordinal, boolean updated) implements Step {}

        record Delete(Pod pod) implements Step {}

        /** Its claims may be missing. */
        record Claim(Pod pod, int ordinal) implements Step {}

        /** It has lost what tells who it is. */
        record Identify(Pod pod, int ordinal) implements Step {}
    }

    /** @param updates how many pods of the current template are deleted for the sake of the new one */
    record Decision(List<Step> steps, int updates) {
        Decision {
            steps = List.copyOf(steps);
        }
    }

    private final StatefulSet set;
    private final String updateRevision;
    private final Instant now;
    private final boolean ordered;
    private final Map<Integer, Pod> pods = new TreeMap<>();
    private final List<Step> steps = new ArrayList<>();
    private int updates;

    private StatefulPlan(StatefulSet set, List<Pod> owned, String updateRevision, Instant now) {
        this.set = set;
        this.updateRevision = updateRevision;
        this.now = now;
        ordered = set.spec().podManagementPolicy().filter("Parallel"::equals).isEmpty();
        owned.forEach(pod -> Ordinals.of(set, pod).ifPresent(ordinal -> pods.put(ordinal, pod)));
    }

    static Decision of(StatefulSet set, List<Pod> owned, String updateRevision, Instant now) {
        StatefulPlan plan = new StatefulPlan(set, owned, updateRevision, now);
        if (!set.deleting() && plan.replicas() && plan.surplus()) {
            plan.update();
        }
        return new Decision(plan.steps, plan.updates);
    }

    /** False where what comes afterwards has to wait. */
    private boolean replicas() {
        for (int ordinal = Ordinals.first(set); ordinal < Ordinals.end(set); ordinal++) {
            if (!replica(ordinal, Optional.ofNullable(pods.get(ordinal))) && ordered) {
                return false;
            }
        }
        return true;
    }

    private boolean replica(int ordinal, Optional<Pod> found) {
        if (found.isEmpty()) {
            steps.add(new Step.Create(ordinal, !startsAsBefore(ordinal)));
            return false;
        }
        Pod pod = found.get();
        if (PodStates.isTerminal(pod)) {
            delete(pod); // whatever its exit code was: it should run
            return false;
        }
        if (PodStates.phase(pod).equals("Pending")) {
            steps.add(new Step.Claim(pod, ordinal));
        }
        if (!isAvailable(pod) && ordered) {
            return false;
        }
        if (!StatefulPods.hasIdentity(pod)) {
            steps.add(new Step.Identify(pod, ordinal));
        }
        return true;
    }

    /** Whether a new pod is one of those that an update has not come to. */
    private boolean startsAsBefore(int ordinal) {
        int before = rolling()
                .map(rolling -> rolling.partition().orElse(0))
                .orElse(set.status().currentReplicas().orElse(0));
        return isRolling(set) && ordinal < Ordinals.first(set) + before;
    }

    private Optional<RollingUpdateStatefulSetStrategy> rolling() {
        return set.spec().updateStrategy().flatMap(StatefulSetUpdateStrategy::rollingUpdate);
    }

    static boolean isRolling(StatefulSet set) {
        return set.spec()
                .updateStrategy()
                .flatMap(StatefulSetUpdateStrategy::type)
                .map("RollingUpdate"::equals)
                .orElse(true);
    }

    /** Pods with numbers that are not wanted, the highest first. False where what comes afterwards has to wait. */
    private boolean surplus() {
        List<Pod> surplus = pods.entrySet().stream()
                .filter(entry -> !Ordinals.isWanted(set, entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        Optional<Pod> firstUnavailable =
                surplus.stream().filter(pod -> !isAvailable(pod)).findFirst();
        for (Pod pod : surplus.reversed()) {
            boolean mayGo =
                    isAvailable(pod) || firstUnavailable.filter(pod::equals).isPresent();
            if (pod.deleting()) {
                if (ordered) {
                    return false;
                }
            } else if (ordered) {
                if (mayGo) {
                    delete(pod);
                }
                return false;
            } else {
                delete(pod);
            }
        }
        return true;
    }

    /** One pod at a time, the highest first. */
    private void update() {
        if (!isRolling(set)) {
            return;
        }
        int partition = rolling().map(rolling -> rolling.partition().orElse(0)).orElse(0);
        for (int ordinal = Ordinals.end(set) - 1; ordinal >= Ordinals.first(set) + partition; ordinal--) {
            Pod pod = pods.get(ordinal);
            if (pod == null) {
                return; // it is being made
            }
            if (!pod.deleting() && !StatefulPods.revision(pod).equals(updateRevision)) {
                delete(pod);
                updates++;
                return;
            }
            if (!isAvailable(pod)) {
                return;
            }
        }
    }

    private void delete(Pod pod) {
        Step step = new Step.Delete(pod);
        if (!pod.deleting() && !steps.contains(step)) {
            steps.add(step);
        }
    }

    private boolean isAvailable(Pod pod) {
        return !pod.deleting()
                && PodStates.phase(pod).equals("Running")
                && PodStates.isAvailable(pod, set.spec().minReadySeconds().orElse(0), now);
    }
}
