package dev.jukung.kubelet;

import dev.jukung.kubelet.container.ContainerRuntime;
import dev.jukung.kubelet.node.HostInfo;
import dev.jukung.kubelet.node.HostInfo.Pressure;
import dev.jukung.kubelet.pod.Cgroups;
import dev.jukung.kubelet.pod.PodCgroups;
import dev.jukung.kubelet.pod.PodVolumes;
import dev.jukung.kubelet.pod.Probing;
import dev.jukung.kubelet.pod.ReferencedObjects;
import dev.jukung.kubelet.sim.SimulatedProbing;
import dev.jukung.kubelet.sim.SimulatedRuntime;
import dev.jukung.kubelet.sim.SimulatedVolumes;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import java.util.function.Supplier;

/**
 * What the pods of a node run on: real containers on this machine, or nothing at all.
 *
 * @param watchesObjects whether ConfigMaps and Secrets are watched, so that volumes follow them
 */
public record NodeBackend(
        ContainerRuntime runtime,
        VolumesOf volumes,
        Probing probing,
        PodCgroups cgroups,
        HostInfo host,
        Supplier<Pressure> pressure,
        boolean watchesObjects) {
    /** Makes the volumes once it is known where the objects that they show come from. */
    @FunctionalInterface
    public interface VolumesOf {
        PodVolumes make(ApiClient client, ReferencedObjects objects);
    }

    /** A simulated node: as much as its size says, whatever machine this is. */
    public static NodeBackend simulated(SimulatedRuntime runtime, HostInfo host) {
        Pressure none = new Pressure(host.memoryBytes(), host.diskBytes(), host.diskBytes(), Long.MAX_VALUE);
        return new NodeBackend(
                runtime,
                (client, _) -> new SimulatedVolumes(client),
                new SimulatedProbing(runtime),
                PodCgroups.NONE,
                host,
                () -> none,
                false);
    }

    /** Cgroups of pods below {@code root} on this machine. */
    static PodCgroups cgroups(Cgroups cgroups, String root) {
        return new PodCgroups() {
            @Override
            public void create(Pod pod) {
                cgroups.create(root, pod.spec(), pod.uid());
            }

            @Override
            public void remove(Pod pod) {
                cgroups.remove(root, pod.spec(), pod.uid());
            }
        };
    }
}
