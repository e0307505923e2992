package dev.jukung.kubelet;

import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.kubelet.node.HostInfo;
import dev.jukung.kubelet.node.HostInfo.Pressure;
import dev.jukung.kubelet.node.HostUsage;
import dev.jukung.kubelet.pod.NodeSettings;
import dev.jukung.kubelet.pod.PodCgroups;
import dev.jukung.kubelet.pod.PodEvents;
import dev.jukung.kubelet.pod.PodVolumes;
import dev.jukung.kubelet.pod.Probing;
import dev.jukung.kubelet.pod.ReferencedObjects;
import dev.jukung.kubelet.sim.SimulatedProbing;
import dev.jukung.kubelet.sim.SimulatedRuntime;
import dev.jukung.kubelet.sim.SimulatedVolumes;
import dev.jukung.runtime.ApiClient;

/** A simulated node: as large as it is said to be, whatever machine this is; nothing is written and nothing runs. */
public record SimulatedBackend(SimulatedRuntime runtime, HostInfo host) implements NodeBackend {
    /** A node of a size that is usual for laptops. */
    public static SimulatedBackend of(SimulatedRuntime runtime) {
        return new SimulatedBackend(
                runtime,
                new HostInfo(8, 32L << 30, 256L << 30, "", "", "", "simulated", "Jukung simulated node", "amd64"));
    }

    @Override
    public Pressure pressure() {
        return new Pressure(host.memoryBytes(), host.diskBytes(), host.diskBytes(), Long.MAX_VALUE);
    }

    @Override
    public HostUsage usage(Clock clock) {
        return HostUsage.idle(host, clock.now());
    }

    @Override
    public boolean writesLogs() {
        return false;
    }

    @Override
    public PodCgroups cgroups(String root) {
        return PodCgroups.NONE;
    }

    @Override
    public PodVolumes volumes(ApiClient client, ReferencedObjects objects, NodeSettings node, Clock clock) {
        return new SimulatedVolumes(client);
    }

    @Override
    public Probing probing(PodEvents events, Clock clock, Faults faults) {
        return new SimulatedProbing(runtime);
    }

    @Override
    public boolean watchesObjects() {
        return false;
    }
}
