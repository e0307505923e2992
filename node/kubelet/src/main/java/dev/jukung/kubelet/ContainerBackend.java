package dev.jukung.kubelet;

import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.kubelet.container.ContainerRuntime;
import dev.jukung.kubelet.node.HostInfo;
import dev.jukung.kubelet.node.HostInfo.Pressure;
import dev.jukung.kubelet.node.HostUsage;
import dev.jukung.kubelet.pod.Cgroups;
import dev.jukung.kubelet.pod.NodeSettings;
import dev.jukung.kubelet.pod.PodCgroups;
import dev.jukung.kubelet.pod.PodEvents;
import dev.jukung.kubelet.pod.PodVolumes;
import dev.jukung.kubelet.pod.Probing;
import dev.jukung.kubelet.pod.ReferencedObjects;
import dev.jukung.kubelet.probes.ContainerProbes;
import dev.jukung.kubelet.volumes.HostVolumes;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import java.nio.file.Path;

/**
 * Real containers on this machine.
 *
 * @param runtime for example that of {@link dev.jukung.kubelet.cri.Containerd}
 * @param directory of the kubelet, whose file system counts as the node's disk
 */
public record ContainerBackend(ContainerRuntime runtime, Path directory) implements NodeBackend {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    @Override
    public HostInfo host() {
        return HostInfo.read(directory);
    }

    @Override
    public Pressure pressure() {
        return HostInfo.pressure(directory);
    }

    @Override
    public HostUsage usage(Clock clock) {
        return HostUsage.read(directory, clock.now());
    }

    @Override
    public boolean writesLogs() {
        return true;
    }

    @Override
    public PodCgroups cgroups(String root) {
        if (root.isEmpty()) {
            return PodCgroups.NONE;
        }
        Cgroups cgroups = new Cgroups(CGROUPS);
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

    @Override
    public PodVolumes volumes(ApiClient client, ReferencedObjects objects, NodeSettings node, Clock clock) {
        return new HostVolumes(client, objects, node, clock);
    }

    @Override
    public Probing probing(PodEvents events, Clock clock, Faults faults) {
        return new ContainerProbes(runtime, events, clock, faults);
    }

    @Override
    public boolean watchesObjects() {
        return true;
    }
}
