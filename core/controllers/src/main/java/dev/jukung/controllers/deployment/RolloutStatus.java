package dev.jukung.controllers.deployment;

import static dev.jukung.controllers.pods.StatusFields.withCount;

import dev.jukung.model.apps.v1.Deployment;
import dev.jukung.model.apps.v1.DeploymentCondition;
import dev.jukung.model.apps.v1.DeploymentStatus;
import dev.jukung.model.apps.v1.ReplicaSet;
import dev.jukung.model.apps.v1.ReplicaSetCondition;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** What the status of a Deployment has to say, given its sets. */
final class RolloutStatus {
    private RolloutStatus() {}

    /** The counts and the Available condition; other conditions stay as they are. */
    static DeploymentStatus counts(Deployment deployment, OwnedSets sets, Instant now) {
        List<ReplicaSet> all = sets.all();
        int replicas = 0;
        int ready = 0;
        int available = 0;
        for (ReplicaSet set : all) {
            replicas += set.status().replicas();
            ready += set.status().readyReplicas().orElse(0);
            available += Numbers.available(set);
        }
        ObjectValue status = ObjectValue.EMPTY;
        status = withCount(
                status, "observedGeneration", deployment.metadata().generation().orElse(0));
        status = withCount(status, "replicas", replicas);
        status = withCount(
                status,
                "updatedReplicas",
                sets.current().map(set -> set.status().replicas()).orElse(0));
        status = withCount(status, "readyReplicas", ready);
        status = withCount(status, "availableReplicas", available);
        status = withCount(status, "unavailableReplicas", Math.max(0, Numbers.replicas(all) - available));
        OptionalInt terminating = terminating(all);
        if (terminating.isPresent()) {
            status = status.with("terminatingReplicas", (long) terminating.getAsInt());
        }
        OptionalInt collisions = deployment.status().collisionCount();
        if (collisions.isPresent()) {
            status = status.with("collisionCount", (long) collisions.getAsInt());
        }
        boolean enough = available >= Numbers.replicas(deployment) - Numbers.maxUnavailable(deployment);
        DeploymentCondition condition = enough
                ? Conditions.of(
                        Conditions.AVAILABLE,
                        "True",
                        "MinimumReplicasAvailable",
                        "Deployment has minimum availability.",
                        now)
                : Conditions.of(
                        Conditions.AVAILABLE,
                        "False",
                        "MinimumReplicasUnavailable",
                        "Deployment does not have minimum availability.",
                        now);
        return new DeploymentStatus(status)
                .withConditions(Conditions.with(deployment.status().conditions(), condition));
    }

    /** Empty while a set has not reported how many of its pods are going. */
    private static OptionalInt terminating(List<ReplicaSet> sets) {
        int sum = 0;
        for (ReplicaSet set : sets) {
            boolean seen = set.status().observedGeneration().orElse(0) != 0;
            OptionalInt reported = set.status().terminatingReplicas();
            if (reported.isEmpty() && seen) {
                return OptionalInt.empty();
            }
            sum += reported.orElse(0);
        }
        return OptionalInt.of(sum);
    }

    /** The counts, and how the rollout goes. */
    static DeploymentStatus progress(Deployment deployment, OwnedSets sets, Instant now) {
        DeploymentStatus status = counts(deployment, sets, now);
        List<DeploymentCondition> conditions = status.conditions();
        if (Numbers.progressDeadline(deployment).isEmpty()) {
            conditions = Conditions.without(conditions, Conditions.PROGRESSING);
        } else if (!wasCompleteAndStillIs(deployment, status)) {
            conditions = progressing(deployment, status, sets, now);
        }
        Optional<DeploymentCondition> failure = failure(sets);
        conditions = failure.isPresent()
                ? Conditions.with(conditions, failure.get())
                : Conditions.without(conditions, Conditions.REPLICA_FAILURE);
        return status.withConditions(conditions);
    }

    private static boolean wasCompleteAndStillIs(Deployment deployment, DeploymentStatus status) {
        return status.replicas().orElse(0) == status.updatedReplicas().orElse(0)
                && hasReason(deployment.status(), "NewReplicaSetAvailable");
    }

    private static List<DeploymentCondition> progressing(
            Deployment deployment, DeploymentStatus status, OwnedSets sets, Instant now) {
        String subject = sets.current()
                .map(set -> "ReplicaSet \"" + set.name() + "\"")
                .orElse("Deployment \"" + deployment.name() + "\"");
        List<DeploymentCondition> conditions = status.conditions();
        if (isComplete(deployment, status)) {
            return Conditions.with(
                    conditions,
                    Conditions.of(
                            Conditions.PROGRESSING,
                            "True",
                            "NewReplicaSetAvailable",
                            subject + " has successfully progressed.",
                            now));
        }
        if (hasProgressed(deployment.status(), status)) {
            DeploymentCondition condition = Conditions.of(
                    Conditions.PROGRESSING, "True", "ReplicaSetUpdated", subject + " is progressing.", now);
            // Progress is noted even if status and reason stay: the deadline counts from the last update.
            Optional<Instant> since = Conditions.find(conditions, Conditions.PROGRESSING)
                    .filter(before -> before.status().equals("True"))
                    .flatMap(DeploymentCondition::lastTransitionTime);
            return Conditions.with(
                    Conditions.without(conditions, Conditions.PROGRESSING),
                    since.map(condition::withLastTransitionTime).orElse(condition));
        }
        if (isTimedOut(deployment, status, now)) {
            return Conditions.with(
                    conditions,
                    Conditions.of(
                            Conditions.PROGRESSING,
                            "False",
                            "ProgressDeadlineExceeded",
                            subject + " has timed out progressing.",
                            now));
        }
        return conditions;
    }

    static boolean isComplete(Deployment deployment, DeploymentStatus status) {
        int replicas = Numbers.replicas(deployment);
        return status.updatedReplicas().orElse(0) == replicas
                && status.replicas().orElse(0) == replicas
                && status.availableReplicas().orElse(0) == replicas
                && status.observedGeneration().orElse(0)
                        >= deployment.metadata().generation().orElse(0);
    }

    private static boolean hasProgressed(DeploymentStatus before, DeploymentStatus after) {
        return after.updatedReplicas().orElse(0) > before.updatedReplicas().orElse(0)
                || outdated(after) < outdated(before)
                || after.readyReplicas().orElse(0) > before.readyReplicas().orElse(0)
                || after.availableReplicas().orElse(0)
                        > before.availableReplicas().orElse(0);
    }

    private static int outdated(DeploymentStatus status) {
        return status.replicas().orElse(0) - status.updatedReplicas().orElse(0);
    }

    private static boolean isTimedOut(Deployment deployment, DeploymentStatus status, Instant now) {
        Optional<DeploymentCondition> condition = Conditions.find(status.conditions(), Conditions.PROGRESSING);
        if (condition.isEmpty() || hasReason(status, "NewReplicaSetAvailable")) {
            return false;
        }
        int seconds = Numbers.progressDeadline(deployment).orElseThrow();
        return hasReason(status, "ProgressDeadlineExceeded")
                || condition
                        .get()
                        .lastUpdateTime()
                        .orElse(now)
                        .plusSeconds(seconds)
                        .isBefore(now);
    }

    /** When to look whether the rollout has timed out; empty when that cannot happen. */
    static Optional<Duration> checkAfter(Deployment deployment, DeploymentStatus status, Instant now) {
        OptionalInt deadline = Numbers.progressDeadline(deployment);
        Optional<DeploymentCondition> condition = Conditions.find(status.conditions(), Conditions.PROGRESSING);
        if (deadline.isEmpty()
                || condition.isEmpty()
                || isComplete(deployment, status)
                || hasReason(status, "NewReplicaSetAvailable")
                || hasReason(status, "ProgressDeadlineExceeded")) {
            return Optional.empty();
        }
        Instant due = condition.get().lastUpdateTime().orElse(now).plusSeconds(deadline.getAsInt());
        Duration left = Duration.between(now, due);
        // One more second, because conditions hold whole seconds.
        return Optional.of((left.isNegative() ? Duration.ZERO : left).plusSeconds(1));
    }

    static boolean hasReason(DeploymentStatus status, String reason) {
        return Conditions.find(status.conditions(), Conditions.PROGRESSING)
                .flatMap(DeploymentCondition::reason)
                .filter(reason::equals)
                .isPresent();
    }

    /** The failure of the current set, or else of any: why pods cannot be created or deleted. */
    private static Optional<DeploymentCondition> failure(OwnedSets sets) {
        return Stream.concat(sets.current().stream(), sets.old().stream())
                .flatMap(set -> set.status().conditions().stream())
                .filter(condition -> condition.type().equals(Conditions.REPLICA_FAILURE))
                .findFirst()
                .map(RolloutStatus::converted);
    }

    private static DeploymentCondition converted(ReplicaSetCondition condition) {
        return Conditions.of(
                condition.type(),
                condition.status(),
                condition.reason().orElse(""),
                condition.message().orElse(""),
                condition.lastTransitionTime().orElse(Instant.EPOCH));
    }
}
