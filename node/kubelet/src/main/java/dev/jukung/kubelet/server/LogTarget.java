package dev.jukung.kubelet.server;

import dev.jukung.model.core.v1.ContainerState;
import dev.jukung.model.core.v1.ContainerStateTerminated;
import dev.jukung.model.core.v1.ContainerStatus;
import dev.jukung.model.core.v1.Pod;
import java.util.Optional;
import java.util.stream.Stream;

/** Which of a container's incarnations has the log that is asked for. Pure functions. */
final class LogTarget {
    private LogTarget() {}

    /** The runtime's id, or a refusal in the kubelet's words. */
    static String containerId(Pod pod, String container, boolean previous) throws RefusedException {
        String name = "container \"" + container + "\" in pod \"" + pod.name() + "\"";
        ContainerStatus status = Stream.of(
                        pod.status().containerStatuses(),
                        pod.status().initContainerStatuses(),
                        pod.status().ephemeralContainerStatuses())
                .flatMap(java.util.List::stream)
                .filter(each -> each.name().equals(container))
                .findFirst()
                .orElseThrow(() -> new RefusedException(400, name + " is not available"));
        Optional<ContainerStateTerminated> last = status.lastState().flatMap(ContainerState::terminated);
        Optional<String> lastId = last.flatMap(LogTarget::id);
        if (previous) {
            return lastId.orElseThrow(() -> new RefusedException(400, "previous terminated " + name + " not found"));
        }
        Optional<ContainerState> state = status.state();
        if (state.flatMap(ContainerState::running).isPresent()) {
            return bare(status.containerID().orElse(""));
        }
        Optional<ContainerStateTerminated> ended = state.flatMap(ContainerState::terminated);
        if (ended.isPresent() || last.isPresent()) {
            return ended.flatMap(LogTarget::id)
                    .or(() -> lastId)
                    .orElseThrow(() -> new RefusedException(400, name + " is terminated"));
        }
        throw new RefusedException(400, name + waiting(state));
    }

    private static String waiting(Optional<ContainerState> state) {
        return state.flatMap(ContainerState::waiting)
                .map(waiting -> " is waiting to start: "
                        + switch (waiting.reason().orElse("")) {
                            case "ErrImagePull" -> "image can't be pulled";
                            case "ImagePullBackOff" -> "trying and failing to pull image";
                            default -> waiting.reason().orElse("");
                        })
                .orElse(" is waiting to start - no logs yet");
    }

    private static Optional<String> id(ContainerStateTerminated ended) {
        return ended.containerID().filter(id -> !id.isEmpty()).map(LogTarget::bare);
    }

    private static String bare(String id) {
        return id.replaceFirst("^[^/]*://", "");
    }
}
