package dev.jukung.kubelet.sim;

import dev.jukung.kubelet.container.ContainerStatus;
import dev.jukung.kubelet.pod.PodContainer;
import dev.jukung.kubelet.pod.PodFacts.Health;
import dev.jukung.kubelet.pod.Probing;
import dev.jukung.model.core.v1.Pod;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Probes of containers without processes: the runtime's rules say how they are. Thread-safe. */
public final class SimulatedProbing implements Probing {
    private final SimulatedRuntime runtime;

    public SimulatedProbing(SimulatedRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    public Watch start(
            Pod pod, PodContainer container, ContainerStatus status, List<String> addresses, Consumer<Health> changed) {
        Runnable end = runtime.onReadiness(status.id(), () -> changed.accept(health(status.id())));
        return new Watch() {
            @Override
            public Health now() {
                return health(status.id());
            }

            @Override
            public void ending() {
                // readiness goes on being told
            }

            @Override
            public void close() {
                end.run();
            }
        };
    }

    private Health health(String id) {
        return new Health(true, runtime.isReady(id), Optional.empty());
    }
}
