package dev.jukung.kubelet.pod;

import dev.jukung.kubelet.container.ContainerStatus;
import dev.jukung.kubelet.container.SandboxStatus;
import dev.jukung.model.core.v1.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that a decision about a pod depends on, at one moment. Immutable.
 *
 * @param pod as the API server last told it
 * @param sandbox the newest one; empty when there was none yet or it has been removed
 * @param containers by name, the newest first
 * @param health what the probes found, by container id
 * @param blocked containers whose start failed, by name
 * @param starting the name of the container that is being started
 * @param stopping ids of the containers that are being stopped
 * @param volumesReady containers may be started
 * @param ending set once the pod has to end, and for good
 */
public record PodFacts(
        Pod pod,
        Instant now,
        Optional<SandboxStatus> sandbox,
        Map<String, List<ContainerStatus>> containers,
        Map<String, Health> health,
        Map<String, Blocked> blocked,
        Optional<String> starting,
        Set<String> stopping,
        boolean volumesReady,
        CrashBackoff backoff,
        Optional<Ending> ending) {
    /** Set at creation on every container: the id of the sandbox it was made in. */
    static final String SANDBOX_LABEL = "dev.jukung/sandbox-id";

    /**
     * What the probes of one container found.
     *
     * @param started the startup probe succeeded, or there is none
     * @param ready the readiness probe succeeds, or there is none
     * @param failed why the container has to be restarted
     */
    public record Health(boolean started, boolean ready, Optional<ProbeFailure> failed) {
        public static final Health UNKNOWN = new Health(false, false, Optional.empty());
    }

    /**
     * @param message of the Killing event
     * @param grace the probe's own terminationGracePeriodSeconds
     */
    public record ProbeFailure(String message, Optional<Duration> grace) {}

    /** Why a container is not started, as in {@code state.waiting}, and when it is tried again. */
    public record Blocked(String reason, String message, Instant retryAt) {}

    /**
     * Why and how the pod ends.
     *
     * @param phase what becomes of it, where that is decided already: Failed for evicted pods
     */
    public record Ending(Instant since, Duration grace, Optional<String> phase, String reason, String message) {}

    List<ContainerStatus> history(String container) {
        return containers.getOrDefault(container, List.of());
    }

    Optional<ContainerStatus> newest(String container) {
        return history(container).stream().findFirst();
    }

    /** The newest container of this name if it belongs to the sandbox of now; those of a lost sandbox are history. */
    Optional<ContainerStatus> current(String container) {
        return newest(container).filter(status -> sandbox.map(SandboxStatus::id)
                .equals(Optional.ofNullable(status.labels().get(SANDBOX_LABEL))));
    }

    Health healthOf(ContainerStatus container) {
        return health.getOrDefault(container.id(), Health.UNKNOWN);
    }

    /** Running, its postStart hook done, and its startup probe passed. */
    boolean started(ContainerStatus container) {
        return container.running()
                && !starting.equals(Optional.of(container.name()))
                && healthOf(container).started();
    }

    boolean sandboxReady() {
        return sandbox.map(SandboxStatus::ready).orElse(false);
    }
}
