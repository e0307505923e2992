package dev.jukung.kubelet.pod;

import dev.jukung.kubelet.container.ContainerStatus;
import dev.jukung.kubelet.pod.PodFacts.Health;
import dev.jukung.model.core.v1.Pod;
import java.util.List;
import java.util.function.Consumer;

/** Asks containers how they are. Thread-safe. */
public interface Probing {
    /**
     * Starts to probe a running container, until the watch is closed.
     *
     * @param addresses of the pod, the main one first
     * @param changed told what was found whenever that changes
     */
    Watch start(
            Pod pod, PodContainer container, ContainerStatus status, List<String> addresses, Consumer<Health> changed);

    /** What running containers have answered so far, where that is counted. */
    default List<Count> counts() {
        return List.of();
    }

    /**
     * How often a probe of a container has had a result.
     *
     * @param type {@code Liveness}, {@code Readiness} or {@code Startup}
     * @param result {@code successful}, {@code failed} or {@code unknown}
     */
    record Count(Pod pod, String container, String type, String result, long count) {}

    /** Ends the probing; closing twice does nothing. */
    interface Watch extends AutoCloseable {
        /** What is known now. */
        Health now();

        /** The pod ends: only its readiness is of interest from now on. */
        void ending();

        @Override
        void close();
    }
}
