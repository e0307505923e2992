package dev.jukung.controllers.job;

import dev.jukung.model.batch.v1.Job;
import dev.jukung.model.batch.v1.PodFailurePolicy;
import dev.jukung.model.batch.v1.PodFailurePolicyOnExitCodesRequirement;
import dev.jukung.model.batch.v1.PodFailurePolicyRule;
import dev.jukung.model.core.v1.ContainerState;
import dev.jukung.model.core.v1.ContainerStatus;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.PodCondition;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What {@code spec.podFailurePolicy} makes of a failed pod. */
final class FailurePolicy {
    private FailurePolicy() {}

    /** What a failure means. */
    sealed interface Meaning {
        /** It counts towards the backoff limit, as without a policy. */
        record Counts() implements Meaning {}

        record Ignored() implements Meaning {}

        /** The index is not tried again. */
        record FailsIndex() implements Meaning {}

        record FailsJob(String message) implements Meaning {}

        default boolean isCounted() {
            return !(this instanceof Ignored);
        }
    }

    /** By the first rule that matches. */
    static Meaning of(Job job, Pod pod) {
        List<PodFailurePolicyRule> rules =
                job.spec().podFailurePolicy().map(PodFailurePolicy::rules).orElse(List.of());
        for (int i = 0; i < rules.size(); i++) {
            Optional<String> match = match(rules.get(i), pod);
            if (match.isPresent()) {
                String action = rules.get(i).action();
                return switch (action) {
                    case "Ignore" -> new Meaning.Ignored();
                    case "FailIndex" -> new Meaning.FailsIndex();
                    case "FailJob" -> new Meaning.FailsJob(match.get() + " matching " + action + " rule at index " + i);
                    default -> new Meaning.Counts();
                };
            }
        }
        return new Meaning.Counts();
    }

    /** How the rule matches, in words. */
    private static Optional<String> match(PodFailurePolicyRule rule, Pod pod) {
        return rule.onExitCodes().isPresent() ? byExitCode(rule.onExitCodes().get(), pod) : byCondition(rule, pod);
    }

    private static Optional<String> byExitCode(PodFailurePolicyOnExitCodesRequirement wanted, Pod pod) {
        return Stream.concat(pod.status().containerStatuses().stream(), pod.status().initContainerStatuses().stream())
                .filter(status -> wanted.containerName()
                        .filter(name -> !name.equals(status.name()))
                        .isEmpty())
                .flatMap(status -> exitCode(status).stream()
                        .filter(code -> code != 0
                                && wanted.values().contains(code)
                                        == wanted.operator().equals("In"))
                        .map(code -> "Container " + status.name() + " for pod " + pod.key() + " failed with exit code "
                                + code))
                .findFirst();
    }

    private static Optional<Integer> exitCode(ContainerStatus status) {
        return status.state().flatMap(ContainerState::terminated).map(ended -> ended.exitCode());
    }

    private static Optional<String> byCondition(PodFailurePolicyRule rule, Pod pod) {
        for (PodCondition condition : pod.status().conditions()) {
            boolean matches = rule.onPodConditions().stream()
                    .anyMatch(pattern -> pattern.type().equals(condition.type())
                            && pattern.status().orElse("True").equals(condition.status()));
            if (matches) {
                return Optional.of("Pod " + pod.key() + " has condition " + condition.type());
            }
        }
        return Optional.empty();
    }
}
