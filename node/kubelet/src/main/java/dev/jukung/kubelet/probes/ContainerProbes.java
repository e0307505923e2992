package dev.jukung.kubelet.probes;

import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.kubelet.container.ContainerRuntime;
import dev.jukung.kubelet.container.ContainerStatus;
import dev.jukung.kubelet.pod.PodContainer;
import dev.jukung.kubelet.pod.PodEvents;
import dev.jukung.kubelet.pod.PodFacts.Health;
import dev.jukung.kubelet.pod.Probing;
import dev.jukung.model.core.v1.Pod;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Probes real containers: a virtual thread for each probe of each. Thread-safe. */
public final class ContainerProbes implements Probing, AutoCloseable {
    private final Prober prober;
    private final GrpcHealth grpc = new GrpcHealth();
    private final PodEvents events;
    private final Clock clock;
    private final Faults faults;
    private final Set<ContainerProbe> probes = ConcurrentHashMap.newKeySet();

    public ContainerProbes(ContainerRuntime runtime, PodEvents events, Clock clock, Faults faults) {
        this.prober = new Prober(runtime, grpc);
        this.events = events;
        this.clock = clock;
        this.faults = faults;
    }

    @Override
    public Watch start(
            Pod pod, PodContainer container, ContainerStatus status, List<String> addresses, Consumer<Health> changed) {
        String address = addresses.isEmpty() ? "127.0.0.1" : addresses.getFirst();
        ContainerProbe probe = new ContainerProbe(
                pod, container, status, address, changed, prober, events, clock, faults, probes::remove);
        probes.add(probe);
        probe.start();
        return probe;
    }

    @Override
    public List<Count> counts() {
        return probes.stream().flatMap(probe -> probe.counts().stream()).toList();
    }

    @Override
    public void close() {
        grpc.close();
    }
}
