package dev.jukung.controllers.pods;

import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.PodCondition;
import dev.jukung.model.core.v1.PodStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Changes of the conditions in a pod's status. */
public final class PodConditions {
    private PodConditions() {}

    /** A condition about the pod as it is now, without a time. */
    public static PodCondition of(Pod pod, String type, String status, String reason, String message) {
        PodCondition condition = PodCondition.EMPTY
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message);
        long generation = pod.metadata().generation().orElse(0);
        return generation == 0 ? condition : condition.withObservedGeneration(generation);
    }

    /** Sets the condition; the time of the last transition changes only with its status. */
    public static PodStatus with(PodStatus status, PodCondition condition, Instant now) {
        List<PodCondition> conditions = new ArrayList<>(status.conditions());
        for (int i = 0; i < conditions.size(); i++) {
            PodCondition old = conditions.get(i);
            if (old.type().equals(condition.type())) {
                boolean same = old.status().equals(condition.status());
                Optional<Instant> since = same ? old.lastTransitionTime() : Optional.of(now);
                conditions.set(i, condition.withLastTransitionTime(since.orElse(now)));
                return status.withConditions(conditions);
            }
        }
        conditions.add(condition.withLastTransitionTime(now));
        return status.withConditions(conditions);
    }
}
