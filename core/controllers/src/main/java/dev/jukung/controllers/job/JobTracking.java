package dev.jukung.controllers.job;

import static dev.jukung.controllers.pods.StatusFields.withCount;

import dev.jukung.model.batch.v1.Job;
import dev.jukung.model.batch.v1.JobCondition;
import dev.jukung.model.batch.v1.JobStatus;
import dev.jukung.model.batch.v1.UncountedTerminatedPods;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Brings the status of a Job forward in two steps: note what has ended, and count it once its finalizers are gone. */
final class JobTracking {
    /** Kubernetes' {@code MaxUncountedPods}: a status with more would be too large to be written often. */
    private static final int NOTED_MAX = 500;

    /** How many pods run, are ready, and are going, after what was done about them. */
    record Progress(int active, int ready, int terminating) {}

    /**
     * The first step.
     *
     * @param release pods whose finalizer can go when the status has been written
     * @param full there is more to note than fits; the Job cannot end yet
     */
    record Noted(JobStatus status, List<Pod> release, boolean full) {}

    private JobTracking() {}

    static Noted note(JobState state, JobStatus current, Optional<Ending> ending, Progress progress) {
        UncountedTerminatedPods uncounted = state.uncounted();
        Set<String> succeeded = new LinkedHashSet<>(uncounted.succeeded());
        Set<String> failed = new LinkedHashSet<>(uncounted.failed());
        List<Integer> indexes = new ArrayList<>();
        List<Pod> release = new ArrayList<>();
        Map<Integer, Pod> kept = state.lastFailedByIndex();
        boolean full = false;
        for (Pod pod : state.pods()) {
            if (state.isCounted(pod) || !isOver(state, ending, pod, kept)) {
                continue;
            }
            release.add(pod);
            note(state, ending, pod, succeeded, failed, indexes);
            if (succeeded.size() + failed.size() + indexes.size() >= NOTED_MAX) {
                full = true;
                break;
            }
        }
        JobStatus noted = withUncounted(withProgress(current, progress), succeeded, failed);
        if (Jobs.isIndexed(state.job())) {
            noted = withIndexes(state, noted, indexes);
        }
        Set<String> tracked = new HashSet<>();
        state.pods().stream().filter(pod -> !state.isCounted(pod)).forEach(pod -> tracked.add(pod.uid()));
        return new Noted(counted(state.job(), noted, tracked), release, full);
    }

    private static boolean isOver(JobState state, Optional<Ending> ending, Pod pod, Map<Integer, Pod> kept) {
        if (state.job().deleting() || ending.isPresent() || Jobs.isSucceeded(pod)) {
            return true;
        }
        boolean needed = kept.values().stream().anyMatch(last -> last.uid().equals(pod.uid()));
        return Jobs.isFailed(state.job(), pod) && !needed;
    }

    private static void note(
            JobState state,
            Optional<Ending> ending,
            Pod pod,
            Set<String> succeeded,
            Set<String> failed,
            List<Integer> indexes) {
        Job job = state.job();
        boolean wanted = !Jobs.isIndexed(job) || Jobs.hasValidIndex(job, pod);
        if (Jobs.isSucceeded(pod) && !failed.contains(pod.uid())) {
            if (!Jobs.isIndexed(job)) {
                succeeded.add(pod.uid());
            } else if (wanted && !state.countedIndexes().has(Jobs.index(pod).orElseThrow())) {
                indexes.add(Jobs.index(pod).orElseThrow());
            }
        } else if (Jobs.isFailed(job, pod)
                || ending.filter(end -> !end.success()).isPresent()) {
            if (wanted && FailurePolicy.of(job, pod).isCounted()) {
                failed.add(pod.uid());
            }
        }
    }

    private static JobStatus withProgress(JobStatus status, Progress progress) {
        ObjectValue tree = withCount(status.tree(), "active", progress.active());
        return new JobStatus(
                tree.with("ready", (long) progress.ready()).with("terminating", (long) progress.terminating()));
    }

    private static JobStatus withUncounted(JobStatus status, Collection<String> succeeded, Collection<String> failed) {
        ObjectValue uncounted = ObjectValue.EMPTY;
        uncounted = succeeded.isEmpty() ? uncounted : uncounted.with("succeeded", ListValue.copyOf(succeeded));
        uncounted = failed.isEmpty() ? uncounted : uncounted.with("failed", ListValue.copyOf(failed));
        return new JobStatus(status.tree().with("uncountedTerminatedPods", uncounted));
    }

    private static JobStatus withIndexes(JobState state, JobStatus status, List<Integer> fresh) {
        Indexes completed = state.countedIndexes().and(fresh);
        ObjectValue tree = withCount(status.tree(), "succeeded", completed.count());
        String text = completed.toString();
        tree = text.isEmpty() ? tree.without("completedIndexes") : tree.with("completedIndexes", text);
        Optional<Indexes> failed = state.failedIndexes();
        tree = failed.isPresent() ? tree.with("failedIndexes", failed.get().toString()) : tree;
        return new JobStatus(tree);
    }

    /** The second step: what is noted, and no longer has a finalizer, moves into the counts. */
    static JobStatus counted(Job job, JobStatus status, Set<String> tracked) {
        UncountedTerminatedPods noted = status.uncountedTerminatedPods().orElse(UncountedTerminatedPods.EMPTY);
        List<String> succeeded =
                noted.succeeded().stream().filter(tracked::contains).toList();
        List<String> failed = noted.failed().stream().filter(tracked::contains).toList();
        JobStatus rest = withUncounted(status, succeeded, failed);
        ObjectValue tree = rest.tree();
        if (!Jobs.isIndexed(job)) {
            int more = noted.succeeded().size() - succeeded.size();
            tree = withCount(tree, "succeeded", status.succeeded().orElse(0) + more);
        }
        int more = noted.failed().size() - failed.size();
        return new JobStatus(withCount(tree, "failed", status.failed().orElse(0) + more));
    }

    /** Adds what the ending says at once. */
    static JobStatus announced(JobStatus status, Ending ending, Instant now) {
        return with(status, ending.interimType(), "True", ending.reason(), ending.message(), now);
    }

    /** Adds what the ending says in the end, if everything is counted and gone by now. */
    static Optional<JobStatus> finished(JobStatus status, Ending ending, Instant now) {
        UncountedTerminatedPods noted = status.uncountedTerminatedPods().orElse(UncountedTerminatedPods.EMPTY);
        boolean open = !noted.succeeded().isEmpty() || !noted.failed().isEmpty();
        if (open || status.terminating().orElse(0) > 0) {
            return Optional.empty();
        }
        JobStatus told = with(status, ending.finalType(), "True", ending.reason(), ending.message(), now);
        return Optional.of(ending.success() ? told.withCompletionTime(now) : told);
    }

    /** Sets a condition; one that is false is not added for its own sake. */
    static JobStatus with(JobStatus status, String type, String state, String reason, String message, Instant now) {
        List<JobCondition> conditions = new ArrayList<>(status.conditions());
        JobCondition condition = JobCondition.EMPTY
                .withType(type)
                .withStatus(state)
                .withLastProbeTime(now)
                .withLastTransitionTime(now)
                .withReason(reason)
                .withMessage(message);
        for (int i = 0; i < conditions.size(); i++) {
            JobCondition old = conditions.get(i);
            if (old.type().equals(type)) {
                boolean same = old.status().equals(state)
                        && old.reason().orElse("").equals(reason)
                        && old.message().orElse("").equals(message);
                conditions.set(i, same ? old : condition);
                return same ? status : status.withConditions(conditions);
            }
        }
        if (state.equals("False")) {
            return status;
        }
        conditions.add(condition);
        return status.withConditions(conditions);
    }
}
