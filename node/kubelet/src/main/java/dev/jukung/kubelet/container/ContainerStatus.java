package dev.jukung.kubelet.container;

import java.time.Instant;
import java.util.Map;

/**
 * A container as it is.
 *
 * @param image the name it was made from
 * @param imageReference the digest or id of the image it runs
 * @param logPath of the log file on this host
 */
public record ContainerStatus(
        String id,
        String name,
        int attempt,
        State state,
        Instant createdAt,
        String image,
        String imageReference,
        String logPath,
        Map<String, String> labels,
        Map<String, String> annotations) {
    /** Where in its life a container is. */
    public sealed interface State {
        record Created() implements State {}

        record Running(Instant startedAt) implements State {}

        /** @param reason the runtime's word: Completed, Error, OOMKilled, StartError */
        record Exited(Instant startedAt, Instant finishedAt, int exitCode, String reason, String message)
                implements State {}

        /** The runtime has lost track of it. */
        record Unknown() implements State {}
    }

    public boolean running() {
        return state instanceof State.Running;
    }

    public boolean exited() {
        return state instanceof State.Exited;
    }
}
