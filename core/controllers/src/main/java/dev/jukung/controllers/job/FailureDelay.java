package dev.jukung.controllers.job;

import dev.jukung.controllers.pods.PodStates;
import dev.jukung.model.core.v1.ContainerState;
import dev.jukung.model.core.v1.ContainerStateTerminated;
import dev.jukung.model.core.v1.ContainerStatus;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How long to wait before a failed pod is replaced: ten seconds after the first failure, twice as long after each further
 * one in a row, at most ten minutes; a success ends the row. Immutable.
 *
 * @param failures since the last success
 */
record FailureDelay(int failures, Optional<Instant> last) {
    static final FailureDelay NONE = new FailureDelay(0, Optional.empty());
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration MAX = Duration.ofMinutes(10);

    /** With pods that have ended since. */
    FailureDelay after(List<Pod> succeeded, List<Pod> failed) {
        if (succeeded.isEmpty() && failed.isEmpty()) {
            return this;
        }
        Optional<Instant> lastSuccess =
                succeeded.stream().map(FailureDelay::finishedAt).max(Comparator.naturalOrder());
        List<Instant> counted = failed.stream()
                .map(FailureDelay::finishedAt)
                .filter(time -> lastSuccess.isEmpty() || time.isAfter(lastSuccess.get()))
                .toList();
        int before = lastSuccess.isPresent() ? 0 : failures;
        Optional<Instant> newest = counted.stream().max(Comparator.naturalOrder());
        return new FailureDelay(before + counted.size(), newest.or(() -> before == 0 ? Optional.empty() : last));
    }

    /** Zero when nothing has to be waited for. */
    Duration remaining(Instant now) {
        if (failures == 0 || last.isEmpty()) {
            return Duration.ZERO;
        }
        Duration delay = FIRST;
        for (int i = 1; i < failures && delay.compareTo(MAX) < 0; i++) {
            delay = delay.multipliedBy(2);
        }
        Duration left = Duration.between(now, last.get().plus(delay.compareTo(MAX) < 0 ? delay : MAX));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** When the last container ended; for lack of that when the pod became unready, was deleted, or was created. */
    static Instant finishedAt(Pod pod) {
        Optional<Instant> containers = pod.status().containerStatuses().stream()
                .map(FailureDelay::endOf)
                .reduce((a, b) ->
                        a.isPresent() && b.isPresent() ? (a.get().isAfter(b.get()) ? a : b) : Optional.empty())
                .flatMap(end -> end);
        return containers
                .or(() -> PodStates.condition(pod, "Ready")
                        .filter(condition -> condition.status().equals("False"))
                        .flatMap(PodCondition::lastTransitionTime))
                .or(() -> pod.metadata()
                        .deletionTimestamp()
                        .map(time -> time.minusSeconds(
                                pod.metadata().deletionGracePeriodSeconds().orElse(0))))
                .or(() -> pod.metadata().creationTimestamp())
                .orElse(Instant.EPOCH);
    }

    private static Optional<Instant> endOf(ContainerStatus status) {
        return status.state().flatMap(ContainerState::terminated).flatMap(ContainerStateTerminated::finishedAt);
    }
}
