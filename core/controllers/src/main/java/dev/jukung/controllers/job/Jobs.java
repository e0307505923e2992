package dev.jukung.controllers.job;

import dev.jukung.controllers.pods.PodStates;
import dev.jukung.model.batch.v1.Job;
import dev.jukung.model.batch.v1.JobCondition;
import dev.jukung.model.core.v1.Pod;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What a Job and its pods say, with the defaults of the API. */
public final class Jobs {
    static final String FINALIZER = "batch.kubernetes.io/job-tracking";
    static final String INDEX = "batch.kubernetes.io/job-completion-index";
    static final String INDEX_FAILURES = "batch.kubernetes.io/job-index-failure-count";
    static final String INDEX_IGNORED_FAILURES = "batch.kubernetes.io/job-index-ignored-failure-count";
    private static final String CONTROLLER = "kubernetes.io/job-controller";

    private Jobs() {}

    static int parallelism(Job job) {
        return job.spec().parallelism().orElse(1);
    }

    static int backoffLimit(Job job) {
        return job.spec().backoffLimit().orElse(6);
    }

    static boolean isIndexed(Job job) {
        return job.spec().completionMode().filter("Indexed"::equals).isPresent();
    }

    static int completions(Job job) {
        return job.spec().completions().orElse(0);
    }

    static boolean isSuspended(Job job) {
        return job.spec().suspend().orElse(false);
    }

    /** Another controller was asked to run it. */
    static boolean isForeign(Job job) {
        return job.spec()
                .managedBy()
                .filter(manager -> !manager.equals(CONTROLLER))
                .isPresent();
    }

    /** A pod is replaced only when it has failed, not when it begins to go. */
    static boolean replacesOnlyFailed(Job job) {
        return job.spec().podReplacementPolicy().filter("Failed"::equals).isPresent()
                || job.spec().podFailurePolicy().isPresent();
    }

    static Optional<JobCondition> condition(Job job, String type) {
        return job.status().conditions().stream()
                .filter(condition ->
                        condition.type().equals(type) && condition.status().equals("True"))
                .findFirst();
    }

    static boolean isFinished(Job job) {
        return finished(job).isPresent();
    }

    /** The condition that says how it ended; empty while it has not. */
    public static Optional<JobCondition> finished(Job job) {
        return condition(job, "Complete").or(() -> condition(job, "Failed"));
    }

    /** Its end has not been counted yet. */
    static boolean isTracked(Pod pod) {
        return pod.metadata().finalizers().contains(FINALIZER);
    }

    static boolean isFailed(Job job, Pod pod) {
        if (PodStates.phase(pod).equals("Failed")) {
            return true;
        }
        return !replacesOnlyFailed(job) && pod.deleting() && !isSucceeded(pod);
    }

    static boolean isSucceeded(Pod pod) {
        return PodStates.phase(pod).equals("Succeeded");
    }

    /** The completion index; empty for pods without a valid one. */
    static OptionalInt index(Pod pod) {
        return number(pod.metadata().annotations(), INDEX);
    }

    /** Whether the pod has an index that the Job wants. */
    static boolean hasValidIndex(Job job, Pod pod) {
        OptionalInt index = index(pod);
        return index.isPresent() && index.getAsInt() < completions(job);
    }

    static int indexFailures(Pod pod) {
        return number(pod.metadata().annotations(), INDEX_FAILURES).orElse(0);
    }

    static int indexIgnoredFailures(Pod pod) {
        return number(pod.metadata().annotations(), INDEX_IGNORED_FAILURES).orElse(0);
    }

    private static OptionalInt number(Map<String, String> annotations, String key) {
        String text = annotations.getOrDefault(key, "");
        return text.matches("\\d{1,9}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }
}
