package dev.jukung.kubelet.pod;

import dev.jukung.model.core.v1.ContainerStatus;
import dev.jukung.model.core.v1.Pod;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the status of a pod as the API has it. Pure functions. */
final class PodStatuses {
    private PodStatuses() {}

    /** The status of a container, whichever list it is in. */
    static Optional<ContainerStatus> of(Pod pod, String container) {
        return Stream.of(
                        pod.status().initContainerStatuses(),
                        pod.status().containerStatuses(),
                        pod.status().ephemeralContainerStatuses())
                .flatMap(java.util.List::stream)
                .filter(status -> status.name().equals(container))
                .findFirst();
    }
}
