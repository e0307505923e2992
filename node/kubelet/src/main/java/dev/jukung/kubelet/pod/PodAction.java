package dev.jukung.kubelet.pod;

import dev.jukung.kubelet.container.ContainerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One thing to do for a pod. */
sealed interface PodAction {
    /** Make a sandbox. */
    record StartSandbox(int attempt) implements PodAction {}

    /**
     * Pull the image, create and start the container, run its postStart hook.
     *
     * @param after when its predecessor ended; empty the first time
     */
    record StartContainer(PodContainer container, int attempt, Optional<Instant> after) implements PodAction {}

    /**
     * Run the preStop hook and stop the container.
     *
     * @param message of the Killing event
     */
    record StopContainer(ContainerStatus container, Duration grace, String message) implements PodAction {}

    /** Remove an ended container that is of no more use. */
    record RemoveContainer(ContainerStatus container) implements PodAction {}

    record StopSandbox(String id) implements PodAction {}

    /** Nothing of the pod may be started again. */
    record End(Optional<String> phase, String reason, String message) implements PodAction {}

    /** Nothing of the pod runs any more; what it had on the node can go. */
    record TearDown() implements PodAction {}
}
