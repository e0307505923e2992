package dev.jukung.controllers.statefulset;

import static dev.jukung.controllers.pods.StatusFields.withCount;

import dev.jukung.controllers.pods.PodStates;
import dev.jukung.model.apps.v1.StatefulSet;
import dev.jukung.model.apps.v1.StatefulSetStatus;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What the status of a StatefulSet says. Pure functions. */
final class StatefulSetStatuses {
    private StatefulSetStatuses() {}

    /**
     * @param current the revision that has been current
     * @param update the revision of the template as it is now
     * @param updates how many current pods have just been deleted for an update
     */
    record Observed(List<Pod> pods, String current, String update, int collisions, int updates, Instant now) {}

    static StatefulSetStatus of(StatefulSet set, Observed observed) {
        int minReady = set.spec().minReadySeconds().orElse(0);
        int all = count(observed, StatefulSetStatuses::isCreated);
        int ready = count(observed, StatefulSetStatuses::isReady);
        int available = count(observed, pod -> isReady(pod) && PodStates.isAvailable(pod, minReady, observed.now()));
        int updated = count(observed, pod -> isOf(pod, observed.update()));
        int current = count(observed, pod -> isOf(pod, observed.current())) - observed.updates();
        int wanted = Ordinals.replicas(set);
        boolean complete = StatefulPlan.isRolling(set) && updated == wanted && ready == wanted && all == wanted;
        StatefulSetStatus status = StatefulSetStatus.EMPTY
                .withObservedGeneration(set.metadata().generation().orElse(0))
                .withReplicas(all)
                .withCurrentRevision(complete ? observed.update() : observed.current())
                .withUpdateRevision(observed.update())
                .withCollisionCount(observed.collisions())
                .withAvailableReplicas(available);
        ObjectValue counted = withCount(status.tree(), "readyReplicas", ready);
        counted = withCount(counted, "currentReplicas", complete ? updated : current);
        return new StatefulSetStatus(withCount(counted, "updatedReplicas", updated));
    }

    private static int count(Observed observed, Predicate<Pod> which) {
        return (int) observed.pods().stream().filter(which).count();
    }

    private static boolean isCreated(Pod pod) {
        return !PodStates.phase(pod).isEmpty();
    }

    private static boolean isReady(Pod pod) {
        return PodStates.phase(pod).equals("Running") && PodStates.isReady(pod);
    }

    private static boolean isOf(Pod pod, String revision) {
        return isCreated(pod) && !pod.deleting() && StatefulPods.revision(pod).equals(revision);
    }

    /** How long until the next ready pod counts as available; empty when none waits for that. */
    static Optional<Duration> untilAvailable(StatefulSet set, Observed observed) {
        int minReady = set.spec().minReadySeconds().orElse(0);
        return observed.pods().stream()
                .flatMap(pod -> PodStates.availableIn(pod, minReady, observed.now()).stream())
                .filter(Duration::isPositive)
                .min(Duration::compareTo);
    }
}
