package dev.jukung.kubelet.pod;

import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.PodStatus;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.Optional;

/** What has to change to give a pod a new status, as a merge patch. Pure function. */
final class StatusPatch {
    private StatusPatch() {}

    /**
     * Only what differs is sent. The pod's uid goes along, so that a namesake is never touched; its version does where conditions
     * change, because others write conditions too and the list is sent whole.
     *
     * @param pod as it is now; the status may have been computed from an earlier one
     * @return empty when nothing has to change
     */
    static Optional<ObjectValue> between(Pod pod, PodStatus wanted) {
        ObjectValue before = pod.status().tree();
        ObjectValue after = wanted.tree()
                .with("conditions", PodConditions.rebased(wanted.tree().list("conditions"), before.list("conditions")));
        ObjectValue.Builder changes = ObjectValue.builder();
        after.forEach((key, value) -> {
            if (!value.equals(before.get(key))) {
                changes.set(key, value);
            }
        });
        before.forEach((key, _) -> {
            if (!after.has(key)) {
                changes.set(key, NullValue.NULL);
            }
        });
        ObjectValue status = changes.build();
        if (status.isEmpty()) {
            return Optional.empty();
        }
        ObjectValue metadata = ObjectValue.of("uid", pod.uid());
        if (status.has("conditions")) {
            metadata = metadata.with("resourceVersion", pod.resourceVersion());
        }
        return Optional.of(ObjectValue.of("metadata", metadata, "status", status));
    }
}
