package dev.jukung.controllers.job;

import dev.jukung.controllers.pods.PodStates;
import dev.jukung.model.batch.v1.Job;
import dev.jukung.model.batch.v1.UncountedTerminatedPods;
import dev.jukung.model.core.v1.Pod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A Job and its pods as one picture: what runs, what has ended, and what of that is counted. Immutable.
 *
 * <p>A pod's end is counted exactly once although it is written in two places: first its uid is put into
 * {@code status.uncountedTerminatedPods}, then its finalizer is removed, then the uid becomes part of the count. A pod
 * without the finalizer has been counted.
 *
 * @param uncounted ended pods (by uid, in either list) that are still in the status, not in the counts
 * @param released pods whose finalizer we have removed; our view of them may still show it
 */
record JobState(Job job, List<Pod> pods, UncountedTerminatedPods uncounted, Set<String> released, FailureDelay delay) {
    static JobState of(Job job, List<Pod> pods, Set<String> released, FailureDelay before) {
        UncountedTerminatedPods uncounted =
                job.status().uncountedTerminatedPods().orElse(UncountedTerminatedPods.EMPTY);
        JobState state = new JobState(job, List.copyOf(pods), uncounted, Set.copyOf(released), before);
        FailureDelay after = before.after(state.newlySucceeded(), state.newlyFailed());
        return new JobState(job, state.pods, uncounted, state.released, after);
    }

    List<Pod> active() {
        return pods.stream().filter(PodStates::isActive).toList();
    }

    int terminating() {
        return (int) pods.stream().filter(PodStates::isTerminating).count();
    }

    /** Succeeded, and neither counted nor noted. */
    List<Pod> newlySucceeded() {
        return uncountedPods(uncounted.succeeded(), Jobs::isSucceeded);
    }

    List<Pod> newlyFailed() {
        return uncountedPods(uncounted.failed(), pod -> Jobs.isFailed(job, pod));
    }

    boolean isCounted(Pod pod) {
        return !Jobs.isTracked(pod) || released.contains(pod.uid());
    }

    private List<Pod> uncountedPods(Collection<String> noted, Predicate<Pod> filter) {
        Set<String> uids = new HashSet<>(noted);
        return pods.stream()
                .filter(pod -> !isCounted(pod) && !uids.contains(pod.uid()))
                .filter(pod -> !Jobs.isIndexed(job) || Jobs.hasValidIndex(job, pod))
                .filter(filter)
                .toList();
    }

    int succeeded() {
        return Jobs.isIndexed(job)
                ? succeededIndexes().count()
                : job.status().succeeded().orElse(0)
                        + newlySucceeded().size()
                        + uncounted.succeeded().size();
    }

    int failed() {
        int counting = (int) newlyFailed().stream()
                .filter(pod -> FailurePolicy.of(job, pod).isCounted())
                .count();
        return job.status().failed().orElse(0) + counting + uncounted.failed().size();
    }

    Indexes countedIndexes() {
        return Indexes.parse(job.status().completedIndexes().orElse(""), Jobs.completions(job));
    }

    Indexes succeededIndexes() {
        List<Integer> fresh = pods.stream()
                .filter(pod -> Jobs.isSucceeded(pod) && Jobs.isTracked(pod) && Jobs.hasValidIndex(job, pod))
                .map(pod -> Jobs.index(pod).orElseThrow())
                .toList();
        return countedIndexes().and(fresh);
    }

    /** Indexes that have used up {@code backoffLimitPerIndex}; empty without that field. */
    Optional<Indexes> failedIndexes() {
        if (job.spec().backoffLimitPerIndex().isEmpty()) {
            return Optional.empty();
        }
        int limit = job.spec().backoffLimitPerIndex().getAsInt();
        List<Integer> fresh = new ArrayList<>();
        for (Pod pod : pods) {
            if (Jobs.isTracked(pod) && Jobs.hasValidIndex(job, pod) && Jobs.isFailed(job, pod)) {
                FailurePolicy.Meaning meaning = FailurePolicy.of(job, pod);
                boolean usedUp = meaning.isCounted() && Jobs.indexFailures(pod) >= limit;
                if (usedUp || meaning instanceof FailurePolicy.Meaning.FailsIndex) {
                    fresh.add(Jobs.index(pod).orElseThrow());
                }
            }
        }
        Indexes before = Indexes.parse(job.status().failedIndexes().orElse(""), Jobs.completions(job));
        return Optional.of(before.and(fresh));
    }

    /**
     * With {@code backoffLimitPerIndex} the last failed pod of an index keeps its finalizer until it is replaced, for it
     * says how often the index has failed.
     */
    Map<Integer, Pod> lastFailedByIndex() {
        Map<Integer, Pod> result = new HashMap<>();
        Optional<Indexes> failed = failedIndexes();
        if (failed.isEmpty()) {
            return result;
        }
        Indexes done = succeededIndexes().and(failed.get()).and(indexes(active()));
        for (Pod pod : uncountedPods(List.of(), candidate -> Jobs.isFailed(job, candidate))) {
            int index = Jobs.index(pod).orElseThrow();
            if (!done.has(index)) {
                result.merge(index, pod, JobState::laterFailure);
            }
        }
        return result;
    }

    private static Pod laterFailure(Pod a, Pod b) {
        int failuresOfA = Jobs.indexFailures(a) + Jobs.indexIgnoredFailures(a);
        int failuresOfB = Jobs.indexFailures(b) + Jobs.indexIgnoredFailures(b);
        boolean later = !FailureDelay.finishedAt(b).isBefore(FailureDelay.finishedAt(a));
        return failuresOfA <= failuresOfB && later ? b : a;
    }

    static List<Integer> indexes(List<Pod> pods) {
        return pods.stream()
                .flatMapToInt(pod -> Jobs.index(pod).stream())
                .boxed()
                .toList();
    }
}
