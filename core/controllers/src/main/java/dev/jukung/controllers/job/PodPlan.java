package dev.jukung.controllers.job;

import dev.jukung.controllers.pods.DeletionRanking;
import dev.jukung.controllers.pods.PodStates;
import dev.jukung.model.batch.v1.Job;
import dev.jukung.model.core.v1.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What to do about the pods of a Job that goes on.
 *
 * @param create the completion index of each new pod; empty for Jobs without indexes
 * @param delay until pods may be created that are missing now; zero when none are missing, or they may be
 */
record PodPlan(List<Pod> delete, List<OptionalInt> create, Duration delay) {
    /** Kubernetes' {@code MaxPodCreateDeletePerSync}. */
    private static final int AT_ONCE_MAX = 500;

    private static PodPlan deleting(List<Pod> pods) {
        return new PodPlan(pods, List.of(), Duration.ZERO);
    }

    static PodPlan of(JobState state, Instant now) {
        Job job = state.job();
        List<Pod> active = state.active();
        if (Jobs.isSuspended(job)) {
            return deleting(active);
        }
        int wanted = wanted(state, active.size());
        List<Pod> superfluous = superfluous(state, active, Math.max(0, active.size() - wanted), now);
        if (!superfluous.isEmpty()) {
            return deleting(superfluous.stream().limit(AT_ONCE_MAX).toList());
        }
        int leaving = Jobs.replacesOnlyFailed(job) ? state.terminating() : 0;
        int missing = Math.min(wanted - leaving - active.size(), AT_ONCE_MAX);
        return missing > 0 ? creating(state, missing, now) : deleting(List.of());
    }

    private static int wanted(JobState state, int active) {
        Job job = state.job();
        if (job.spec().completions().isEmpty()) {
            // Any success ends the Job: then no more are started, and those that run may finish.
            return state.succeeded() > 0 ? active : Jobs.parallelism(job);
        }
        return Math.clamp(Jobs.completions(job) - state.succeeded(), 0, Jobs.parallelism(job));
    }

    private static List<Pod> superfluous(JobState state, List<Pod> active, int atLeast, Instant now) {
        List<Pod> rest = new ArrayList<>(active);
        List<Pod> chosen = new ArrayList<>();
        if (Jobs.isIndexed(state.job())) {
            Map<Integer, List<Pod>> byIndex = new TreeMap<>();
            for (Pod pod : active) {
                int key = Jobs.hasValidIndex(state.job(), pod) ? Jobs.index(pod).orElseThrow() : -1;
                byIndex.computeIfAbsent(key, _ -> new ArrayList<>()).add(pod);
            }
            byIndex.forEach((index, pods) -> chosen.addAll(
                    DeletionRanking.choose(pods, List.of(), index < 0 ? pods.size() : pods.size() - 1, now)));
            rest.removeAll(chosen);
        }
        if (chosen.size() < atLeast) {
            chosen.addAll(DeletionRanking.choose(rest, List.of(), atLeast - chosen.size(), now));
        }
        return chosen;
    }

    private static PodPlan creating(JobState state, int missing, Instant now) {
        Job job = state.job();
        boolean perIndex = job.spec().backoffLimitPerIndex().isPresent();
        Duration delay = perIndex ? Duration.ZERO : state.delay().remaining(now);
        if (delay.isPositive()) {
            return new PodPlan(List.of(), List.of(), delay);
        }
        if (!Jobs.isIndexed(job)) {
            return new PodPlan(List.of(), Collections.nCopies(missing, OptionalInt.empty()), Duration.ZERO);
        }
        Indexes done = state.succeededIndexes().and(JobState.indexes(state.active()));
        if (Jobs.replacesOnlyFailed(job)) {
            done = done.and(JobState.indexes(
                    state.pods().stream().filter(PodStates::isTerminating).toList()));
        }
        Optional<Indexes> failed = state.failedIndexes();
        done = failed.isPresent() ? done.and(failed.get()) : done;
        List<Integer> indexes = done.missing(missing, Jobs.completions(job));
        return perIndex ? delayed(state, indexes, now) : new PodPlan(List.of(), some(indexes), Duration.ZERO);
    }

    /** Each index has its own delay; those that may start do. */
    private static PodPlan delayed(JobState state, List<Integer> indexes, Instant now) {
        Map<Integer, Pod> failed = state.lastFailedByIndex();
        Map<Integer, Duration> delays = new LinkedHashMap<>();
        for (int index : indexes) {
            Pod last = failed.get(index);
            Duration delay = last == null
                    ? Duration.ZERO
                    : new FailureDelay(
                                    Jobs.indexFailures(last) + Jobs.indexIgnoredFailures(last) + 1,
                                    Optional.of(FailureDelay.finishedAt(last)))
                            .remaining(now);
            delays.put(index, delay);
        }
        List<Integer> ready = delays.entrySet().stream()
                .filter(entry -> entry.getValue().isZero())
                .map(Map.Entry::getKey)
                .toList();
        Duration shortest = delays.values().stream()
                .filter(Duration::isPositive)
                .min(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        return new PodPlan(List.of(), some(ready), shortest);
    }

    private static List<OptionalInt> some(List<Integer> indexes) {
        return indexes.stream().map(OptionalInt::of).toList();
    }
}
