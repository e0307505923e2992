package dev.jukung.controllers.deployment;

import dev.jukung.model.apps.v1.DeploymentCondition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The conditions of a Deployment. A condition is written anew only when its status or its reason changes. */
final class Conditions {
    static final String PROGRESSING = "Progressing";
    static final String AVAILABLE = "Available";
    static final String REPLICA_FAILURE = "ReplicaFailure";

    private Conditions() {}

    static Optional<DeploymentCondition> find(List<DeploymentCondition> conditions, String type) {
        return conditions.stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst();
    }

    static DeploymentCondition of(String type, String status, String reason, String message, Instant now) {
        return DeploymentCondition.EMPTY
                .withType(type)
                .withStatus(status)
                .withLastUpdateTime(now)
                .withLastTransitionTime(now)
                .withReason(reason)
                .withMessage(message);
    }

    static List<DeploymentCondition> with(List<DeploymentCondition> conditions, DeploymentCondition condition) {
        Optional<DeploymentCondition> before = find(conditions, condition.type());
        DeploymentCondition added = condition;
        if (before.isPresent() && before.get().status().equals(condition.status())) {
            if (before.get().reason().equals(condition.reason())) {
                return conditions;
            }
            added = before.get()
                    .lastTransitionTime()
                    .map(condition::withLastTransitionTime)
                    .orElse(condition);
        }
        List<DeploymentCondition> result = new ArrayList<>(without(conditions, condition.type()));
        result.add(added);
        return result;
    }

    static List<DeploymentCondition> without(List<DeploymentCondition> conditions, String type) {
        return conditions.stream()
                .filter(condition -> !condition.type().equals(type))
                .toList();
    }
}
