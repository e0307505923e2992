package dev.jukung.controllers.daemonset;

import static dev.jukung.controllers.pods.StatusFields.withCount;

import dev.jukung.controllers.daemonset.DaemonPlan.Known;
import dev.jukung.controllers.pods.PodStates;
import dev.jukung.model.apps.v1.DaemonSet;
import dev.jukung.model.apps.v1.DaemonSetStatus;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What the status of a DaemonSet says. Pure functions. */
final class DaemonSetStatuses {
    private DaemonSetStatuses() {}

    /** @param collisions of names of its revisions */
    static DaemonSetStatus of(Known known, int collisions) {
        int misplaced = 0;
        int current = 0;
        int ready = 0;
        int available = 0;
        int updated = 0;
        for (var entry : known.fits().entrySet()) {
            Optional<Pod> first = known.on(entry.getKey()).stream().min(DaemonPods.ORDER);
            if (first.isEmpty()) {
                continue;
            }
            if (!entry.getValue().starts()) {
                misplaced++;
                continue;
            }
            current++;
            ready += PodStates.isReady(first.get()) ? 1 : 0;
            available += known.isAvailable(first.get()) ? 1 : 0;
            updated += known.isUpdated(first.get()) ? 1 : 0;
        }
        DaemonSetStatus status = known.set()
                .status()
                .withCurrentNumberScheduled(current)
                .withNumberMisscheduled(misplaced)
                .withDesiredNumberScheduled(known.desired())
                .withNumberReady(ready);
        ObjectValue counted = withCount(status.tree(), "updatedNumberScheduled", updated);
        counted = withCount(counted, "numberAvailable", available);
        counted = withCount(counted, "numberUnavailable", known.desired() - available);
        return collisions == 0
                ? new DaemonSetStatus(counted)
                : new DaemonSetStatus(counted).withCollisionCount(collisions);
    }

    /** As long as a set is not acted upon its generation is not observed. */
    static DaemonSetStatus observed(DaemonSetStatus status, DaemonSet set) {
        return status.withObservedGeneration(set.metadata().generation().orElse(0));
    }

    /** How long until the next ready pod counts as available; empty when none waits for that. */
    static Optional<Duration> untilAvailable(Known known) {
        int minReady = known.set().spec().minReadySeconds().orElse(0);
        return known.pods().values().stream()
                .flatMap(List::stream)
                .flatMap(pod -> PodStates.availableIn(pod, minReady, known.now()).stream())
                .filter(Duration::isPositive)
                .min(Comparator.naturalOrder());
    }
}
