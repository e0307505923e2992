package dev.jukung.kubelet.pod;

import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.kubelet.container.ContainerRuntime;

/**
 * What all pod workers of a node share.
 *
 * @param api where the pods' statuses are told
 * @param runtimeName as in container ids: {@code containerd}
 */
public record PodSurroundings(
        PodApi api,
        ContainerRuntime runtime,
        String runtimeName,
        PodVolumes volumes,
        PodCgroups cgroups,
        Probing probing,
        ReferencedObjects objects,
        PodEvents events,
        NodeSettings node,
        ResolverConfig resolver,
        Clock clock,
        Faults faults) {}
