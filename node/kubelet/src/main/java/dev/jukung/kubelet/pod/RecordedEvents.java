package dev.jukung.kubelet.pod;

import dev.jukung.model.core.v1.ObjectReference;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.EventRecorder;
import java.util.Optional;

/** Pod events as Events of the API. Thread-safe. */
public final class RecordedEvents implements PodEvents {
    private final EventRecorder recorder;

    public RecordedEvents(EventRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public void record(Pod pod, Optional<PodContainer> container, String type, String reason, String message) {
        ObjectReference reference = EventRecorder.reference(pod);
        recorder.record(
                container.map(it -> reference.withFieldPath(it.fieldPath())).orElse(reference), type, reason, message);
    }
}
