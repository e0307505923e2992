package dev.jukung.scheduler;

import dev.jukung.model.Views;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.time.Instant;
import java.util.Optional;

/** The condition PodScheduled. */
final class PodScheduled {
    private PodScheduled() {}

    /** The pod with the condition saying why it has no node; empty when it says so already. */
    static Optional<Pod> unschedulable(Pod pod, String message, Instant now) {
        ListValue conditions = pod.tree().object("status").list("conditions");
        ListValue kept = ListValue.EMPTY;
        Object since = Views.fromTime(now);
        for (ObjectValue condition : conditions.objects()) {
            if (!condition.text("type", "").equals("PodScheduled")) {
                kept = kept.plus(condition);
            } else if (condition.text("status", "").equals("False")) {
                if (condition.text("message", "").equals(message)) {
                    return Optional.empty();
                }
                since = condition.text("lastTransitionTime", since.toString());
            }
        }
        ObjectValue condition = ObjectValue.of(
                "type", "PodScheduled",
                "status", "False",
                "lastTransitionTime", since,
                "reason", "Unschedulable",
                "message", message);
        return Optional.of(new Pod(pod.tree().withAt(kept.plus(condition), "status", "conditions")));
    }
}
