package dev.jukung.kubelet.pod;

import dev.jukung.base.Clock;
import dev.jukung.kubelet.container.ContainerRuntime;
import dev.jukung.kubelet.container.ContainerStatus;
import dev.jukung.model.core.v1.Lifecycle;
import dev.jukung.model.core.v1.LifecycleHandler;
import dev.jukung.model.core.v1.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Stops a container: its preStop hook, then SIGTERM, then SIGKILL, all inside one grace period. Thread-safe; blocks. */
final class ContainerStop {
    /** However long the hook took, the process gets this long to end by itself, unless less was asked for altogether. */
    private static final Duration LEAST_GRACE = Duration.ofSeconds(2);

    private final ContainerRuntime runtime;
    private final LifecycleHooks hooks;
    private final PodEvents events;
    private final Clock clock;

    ContainerStop(PodSurroundings surroundings, LifecycleHooks hooks) {
        this.runtime = surroundings.runtime();
        this.hooks = hooks;
        this.events = surroundings.events();
        this.clock = surroundings.clock();
    }

    /**
     * @param message of the Killing event
     * @param addresses of the pod, the main one first
     */
    void run(Pod pod, ContainerStatus container, Duration grace, String message, List<String> addresses)
            throws InterruptedException {
        Optional<PodContainer> spec = PodContainer.named(pod.spec(), container.name());
        events.record(pod, spec, "Normal", "Killing", message);
        Duration left = grace;
        Optional<LifecycleHandler> hook =
                spec.flatMap(it -> it.spec().lifecycle()).flatMap(Lifecycle::preStop);
        if (hook.isPresent() && grace.isPositive()) {
            long began = clock.nanos();
            preStop(pod, spec.get(), container, hook.get(), grace, addresses);
            left = grace.minusNanos(clock.nanos() - began);
        }
        Duration least = grace.compareTo(LEAST_GRACE) < 0 ? grace : LEAST_GRACE;
        runtime.stopContainer(container.id(), left.compareTo(least) > 0 ? left : least);
    }

    private void preStop(
            Pod pod,
            PodContainer spec,
            ContainerStatus container,
            LifecycleHandler hook,
            Duration grace,
            List<String> addresses)
            throws InterruptedException {
        String address = addresses.isEmpty() ? "" : addresses.getFirst();
        Optional<String> error = hooks.run(spec, container.id(), hook, address, grace);
        if (error.isPresent()) {
            events.warning(pod, spec, "FailedPreStopHook", "PreStopHook failed");
        }
    }
}
