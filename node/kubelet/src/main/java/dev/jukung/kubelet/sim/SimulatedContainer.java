package dev.jukung.kubelet.sim;

import dev.jukung.base.Clock;
import dev.jukung.kubelet.container.ContainerConfig;
import dev.jukung.kubelet.container.ContainerStatus;
import dev.jukung.kubelet.container.ContainerStatus.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One pretended container. Guarded by the runtime that owns it. */
final class SimulatedContainer {
    final String id;
    final String sandboxId;
    final ContainerConfig config;
    final SimulatedBehaviour behaviour;
    final Instant createdAt;
    State state = new State.Created();
    boolean ready;
    final List<Clock.Timer> timers = new ArrayList<>();
    final List<Runnable> readinessListeners = new ArrayList<>();

    SimulatedContainer(
            String id, String sandboxId, ContainerConfig config, SimulatedBehaviour behaviour, Instant createdAt) {
        this.id = id;
        this.sandboxId = sandboxId;
        this.config = config;
        this.behaviour = behaviour;
        this.createdAt = createdAt;
    }

    /** The same container in another runtime, where its timers are still to be set. */
    SimulatedContainer copy() {
        SimulatedContainer copy = new SimulatedContainer(id, sandboxId, config, behaviour, createdAt);
        copy.state = state;
        copy.ready = ready;
        return copy;
    }

    boolean running() {
        return state instanceof State.Running;
    }

    void cancelTimers() {
        timers.forEach(Clock.Timer::cancel);
        timers.clear();
    }

    ContainerStatus status() {
        return new ContainerStatus(
                id,
                config.name(),
                config.attempt(),
                state,
                createdAt,
                config.image(),
                config.imageReference(),
                "",
                config.labels(),
                config.annotations());
    }
}
