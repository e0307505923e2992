package dev.jukung.controllers.replicaset;

import static dev.jukung.controllers.pods.StatusFields.withCount;

import dev.jukung.controllers.pods.PodStates;
import dev.jukung.model.apps.v1.ReplicaSet;
import dev.jukung.model.apps.v1.ReplicaSetCondition;
import dev.jukung.model.apps.v1.ReplicaSetStatus;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.PodTemplateSpec;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What the status of a ReplicaSet has to say, given its pods. */
final class ReplicaSetStatuses {
    private ReplicaSetStatuses() {}

    /**
     * What was seen in one reconcile.
     *
     * @param terminating empty when they are not reported
     * @param failure why pods could not be created or deleted
     */
    record Observed(List<Pod> active, Optional<Integer> terminating, Optional<String> failure, Instant now) {}

    static ReplicaSetStatus of(ReplicaSet set, Observed observed) {
        ObjectValue templateLabels = set.spec()
                .template()
                .orElse(PodTemplateSpec.EMPTY)
                .tree()
                .object("metadata")
                .object("labels");
        int minReadySeconds = set.spec().minReadySeconds().orElse(0);
        int labeled = 0;
        int ready = 0;
        int available = 0;
        for (Pod pod : observed.active()) {
            labeled += hasAll(pod.tree().object("metadata").object("labels"), templateLabels) ? 1 : 0;
            ready += PodStates.isReady(pod) ? 1 : 0;
            available += PodStates.isAvailable(pod, minReadySeconds, observed.now()) ? 1 : 0;
        }
        ObjectValue status =
                set.status().tree().with("replicas", (long) observed.active().size());
        status = withCount(status, "fullyLabeledReplicas", labeled);
        status = withCount(status, "readyReplicas", ready);
        status = withCount(status, "availableReplicas", available);
        status = observed.terminating().isPresent()
                ? status.with(
                        "terminatingReplicas", (long) observed.terminating().get())
                : status.without("terminatingReplicas");
        status = withCount(
                status, "observedGeneration", set.metadata().generation().orElse(0));
        List<ReplicaSetCondition> conditions = conditions(set, observed);
        return conditions.isEmpty()
                ? new ReplicaSetStatus(status.without("conditions"))
                : new ReplicaSetStatus(status).withConditions(conditions);
    }

    /** When a pod that is ready now becomes available; empty when none is waited for. */
    static Optional<Duration> nextAvailable(ReplicaSet set, Observed observed) {
        int minReadySeconds = set.spec().minReadySeconds().orElse(0);
        return observed.active().stream()
                .flatMap(pod -> PodStates.availableIn(pod, minReadySeconds, observed.now()).stream())
                .filter(Duration::isPositive)
                .min(Comparator.naturalOrder());
    }

    private static List<ReplicaSetCondition> conditions(ReplicaSet set, Observed observed) {
        List<ReplicaSetCondition> conditions = new ArrayList<>(set.status().conditions());
        boolean failedBefore = conditions.stream().anyMatch(ReplicaSetStatuses::isFailure);
        if (observed.failure().isEmpty()) {
            conditions.removeIf(ReplicaSetStatuses::isFailure);
        } else if (!failedBefore) {
            int wanted = set.spec().replicas().orElse(1);
            conditions.add(ReplicaSetCondition.EMPTY
                    .withType("ReplicaFailure")
                    .withStatus("True")
                    .withLastTransitionTime(observed.now())
                    .withReason(observed.active().size() < wanted ? "FailedCreate" : "FailedDelete")
                    .withMessage(observed.failure().get()));
        }
        return conditions;
    }

    private static boolean isFailure(ReplicaSetCondition condition) {
        return condition.type().equals("ReplicaFailure");
    }

    private static boolean hasAll(ObjectValue labels, ObjectValue wanted) {
        for (int i = 0; i < wanted.size(); i++) {
            if (!wanted.valueAt(i).equals(labels.get(wanted.keyAt(i)))) {
                return false;
            }
        }
        return true;
    }
}
