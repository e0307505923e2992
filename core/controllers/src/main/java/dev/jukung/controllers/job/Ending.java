package dev.jukung.controllers.job;

import dev.jukung.controllers.pods.PodStates;
import dev.jukung.model.batch.v1.Job;
import dev.jukung.model.batch.v1.JobCondition;
import dev.jukung.model.batch.v1.SuccessPolicyRule;
import dev.jukung.model.core.v1.ContainerStatus;
import dev.jukung.model.core.v1.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * How and why a Job ends. It is told twice: at once by an interim condition, and, when all its pods are gone and counted,
 * by the final one.
 */
record Ending(boolean success, String reason, String message) {
    static final Ending COMPLETIONS_REACHED =
            new Ending(true, "CompletionsReached", "Reached expected number of succeeded pods");

    String interimType() {
        return success ? "SuccessCriteriaMet" : "FailureTarget";
    }

    String finalType() {
        return success ? "Complete" : "Failed";
    }

    /** Decided before, decided by a failure, or by a success policy; not by the number of completions. */
    static Optional<Ending> of(JobState state, Instant now) {
        Job job = state.job();
        return Jobs.condition(job, "SuccessCriteriaMet")
                .map(condition -> of(true, condition))
                .or(() -> Jobs.condition(job, "FailureTarget").map(condition -> of(false, condition)))
                .or(() -> byPolicy(state))
                .or(() -> byLimit(state, now))
                .or(() -> byIndexes(state))
                .or(() -> bySuccessPolicy(state));
    }

    private static Ending of(boolean success, JobCondition condition) {
        return new Ending(
                success, condition.reason().orElse(""), condition.message().orElse(""));
    }

    private static Ending failure(String reason, String message) {
        return new Ending(false, reason, message);
    }

    private static Optional<Ending> byPolicy(JobState state) {
        for (Pod pod : state.pods()) {
            if (Jobs.isFailed(state.job(), pod)
                    && FailurePolicy.of(state.job(), pod) instanceof FailurePolicy.Meaning.FailsJob(String message)) {
                return Optional.of(failure("PodFailurePolicy", message));
            }
        }
        return Optional.empty();
    }

    private static Optional<Ending> byLimit(JobState state, Instant now) {
        Job job = state.job();
        if (state.failed() > Jobs.backoffLimit(job) || restartedTooOften(state)) {
            return Optional.of(failure("BackoffLimitExceeded", "Job has reached the specified backoff limit"));
        }
        return untilDeadline(job, now)
                .filter(left -> !left.isPositive())
                .map(_ -> failure("DeadlineExceeded", "Job was active longer than specified deadline"));
    }

    /** Empty without a deadline, and while the Job is suspended. */
    static Optional<Duration> untilDeadline(Job job, Instant now) {
        if (job.spec().activeDeadlineSeconds().isEmpty() || Jobs.isSuspended(job)) {
            return Optional.empty();
        }
        long seconds = job.spec().activeDeadlineSeconds().getAsLong();
        return job.status().startTime().map(start -> Duration.between(now, start.plusSeconds(seconds)));
    }

    private static boolean restartedTooOften(JobState state) {
        if (!state.job()
                .spec()
                .template()
                .spec()
                .restartPolicy()
                .filter("OnFailure"::equals)
                .isPresent()) {
            return false;
        }
        int restarts = state.pods().stream()
                .filter(pod -> List.of("Running", "Pending").contains(PodStates.phase(pod)))
                .flatMap(pod -> Stream.concat(
                        pod.status().initContainerStatuses().stream(), pod.status().containerStatuses().stream()))
                .mapToInt(ContainerStatus::restartCount)
                .sum();
        int limit = Jobs.backoffLimit(state.job());
        return limit == 0 ? restarts > 0 : restarts >= limit;
    }

    private static Optional<Ending> byIndexes(JobState state) {
        Optional<Indexes> failed = Jobs.isIndexed(state.job()) ? state.failedIndexes() : Optional.empty();
        if (failed.isEmpty()) {
            return Optional.empty();
        }
        int count = failed.get().count();
        OptionalInt allowed = state.job().spec().maxFailedIndexes();
        if (allowed.isPresent() && count > allowed.getAsInt()) {
            return Optional.of(failure(
                    "MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes"));
        }
        boolean noneLeft = count + state.succeededIndexes().count() >= Jobs.completions(state.job());
        return count > 0 && noneLeft
                ? Optional.of(failure("FailedIndexes", "Job has failed indexes"))
                : Optional.empty();
    }

    private static Optional<Ending> bySuccessPolicy(JobState state) {
        Job job = state.job();
        if (!Jobs.isIndexed(job) || job.spec().successPolicy().isEmpty()) {
            return Optional.empty();
        }
        Indexes succeeded = state.succeededIndexes();
        List<SuccessPolicyRule> rules = job.spec().successPolicy().get().rules();
        for (int i = 0; i < rules.size(); i++) {
            if (succeeded.count() > 0 && isMet(rules.get(i), succeeded, Jobs.completions(job))) {
                return Optional.of(new Ending(true, "SuccessPolicy", "Matched rules at index " + i));
            }
        }
        return Optional.empty();
    }

    private static boolean isMet(SuccessPolicyRule rule, Indexes succeeded, int completions) {
        OptionalInt count = rule.succeededCount();
        if (rule.succeededIndexes().isEmpty()) {
            return count.isPresent() && succeeded.count() >= count.getAsInt();
        }
        Indexes wanted = Indexes.parse(rule.succeededIndexes().get(), completions);
        int met = succeeded.common(wanted);
        return wanted.count() > 0 && (met == wanted.count() || (count.isPresent() && met >= count.getAsInt()));
    }
}
