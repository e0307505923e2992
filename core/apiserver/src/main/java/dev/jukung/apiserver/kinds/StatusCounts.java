package dev.jukung.apiserver.kinds;

import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Map;

/** What the numbers in the status of a workload have to be to each other. By kind. Pure functions. */
final class StatusCounts {
    private static final String MORE_THAN_ALL = "cannot be greater than status.replicas";

    /**
     * @param counts what is no negative number
     * @param bounded what is not more than there are replicas
     * @param readyText of more available than ready ones; empty where that is not looked at
     */
    private record Rules(List<String> counts, List<String> bounded, String readyText) {}

    private static final Map<String, Rules> RULES = Map.of(
            "Deployment",
                    new Rules(
                            List.of(
                                    "observedGeneration",
                                    "replicas",
                                    "updatedReplicas",
                                    "readyReplicas",
                                    "availableReplicas",
                                    "unavailableReplicas",
                                    "terminatingReplicas",
                                    "collisionCount"),
                            List.of("updatedReplicas", "readyReplicas", "availableReplicas"),
                            "cannot be greater than readyReplicas"),
            "ReplicaSet",
                    new Rules(
                            List.of(
                                    "replicas",
                                    "fullyLabeledReplicas",
                                    "readyReplicas",
                                    "availableReplicas",
                                    "observedGeneration",
                                    "terminatingReplicas"),
                            List.of("fullyLabeledReplicas", "readyReplicas", "availableReplicas"),
                            "cannot be greater than readyReplicas"),
            "ReplicationController",
                    new Rules(
                            List.of(
                                    "replicas",
                                    "fullyLabeledReplicas",
                                    "readyReplicas",
                                    "availableReplicas",
                                    "observedGeneration"),
                            List.of("fullyLabeledReplicas", "readyReplicas", "availableReplicas"),
                            "cannot be greater than readyReplicas"),
            "StatefulSet",
                    new Rules(
                            List.of(
                                    "replicas",
                                    "readyReplicas",
                                    "currentReplicas",
                                    "updatedReplicas",
                                    "availableReplicas",
                                    "observedGeneration",
                                    "collisionCount"),
                            List.of("readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"),
                            "cannot be greater than status.readyReplicas"),
            "DaemonSet",
                    new Rules(
                            List.of(
                                    "currentNumberScheduled",
                                    "numberMisscheduled",
                                    "desiredNumberScheduled",
                                    "numberReady",
                                    "observedGeneration",
                                    "updatedNumberScheduled",
                                    "numberAvailable",
                                    "numberUnavailable",
                                    "collisionCount"),
                            List.of(),
                            ""));

    private StatusCounts() {}

    static void check(ObjectValue workload, FieldErrors errors) {
        Rules rules = RULES.get(workload.text("kind", ""));
        if (rules == null) {
            return;
        }
        Checked status = new Checked(workload, FieldPath.ROOT, errors).in("status");
        for (String field : rules.counts()) {
            if (status.number(field) < 0) {
                status.invalidNumber(field, "must be greater than or equal to 0");
            }
        }
        for (String field : rules.bounded()) {
            if (status.number(field) > status.number("replicas")) {
                status.invalidNumber(field, MORE_THAN_ALL);
            }
        }
        if (!rules.readyText().isEmpty() && status.number("availableReplicas") > status.number("readyReplicas")) {
            status.invalidNumber("availableReplicas", rules.readyText());
        }
    }
}
