package dev.jukung.kubelet.pod;

import dev.jukung.model.core.v1.Pod;
import java.util.Optional;

/** Tells users what happens to a pod, as Events of the API. Never blocks and never fails. Thread-safe. */
public interface PodEvents {
    /**
     * @param container whom it is about; empty for the pod as a whole
     * @param type {@code Normal} or {@code Warning}
     */
    void record(Pod pod, Optional<PodContainer> container, String type, String reason, String message);

    default void normal(Pod pod, PodContainer container, String reason, String message) {
        record(pod, Optional.of(container), "Normal", reason, message);
    }

    default void warning(Pod pod, PodContainer container, String reason, String message) {
        record(pod, Optional.of(container), "Warning", reason, message);
    }

    default void warning(Pod pod, String reason, String message) {
        record(pod, Optional.empty(), "Warning", reason, message);
    }
}
