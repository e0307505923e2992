package dev.jukung.kubelet;

import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.kubelet.container.ContainerRuntime;
import dev.jukung.kubelet.node.HostInfo;
import dev.jukung.kubelet.node.HostInfo.Pressure;
import dev.jukung.kubelet.node.HostUsage;
import dev.jukung.kubelet.pod.NodeSettings;
import dev.jukung.kubelet.pod.PodCgroups;
import dev.jukung.kubelet.pod.PodEvents;
import dev.jukung.kubelet.pod.PodVolumes;
import dev.jukung.kubelet.pod.Probing;
import dev.jukung.kubelet.pod.ReferencedObjects;
import dev.jukung.runtime.ApiClient;

/** What the pods of a node run on: real containers on this machine ({@link ContainerBackend}), or nothing at all ({@link SimulatedBackend}). */
public sealed interface NodeBackend permits ContainerBackend, SimulatedBackend {
    ContainerRuntime runtime();

    /** What the node says it is and has. */
    HostInfo host();

    Pressure pressure();

    /** What all of the machine uses now. */
    HostUsage usage(Clock clock);

    /** @param root the cgroup of all pods; empty for none */
    PodCgroups cgroups(String root);

    PodVolumes volumes(ApiClient client, ReferencedObjects objects, NodeSettings node, Clock clock);

    Probing probing(PodEvents events, Clock clock, Faults faults);

    /** Whether containers write log files that have to be kept small. */
    boolean writesLogs();

    /** Whether ConfigMaps and Secrets are watched, so that volumes follow them. */
    boolean watchesObjects();
}
