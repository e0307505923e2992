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
