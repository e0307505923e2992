package dev.jukung.kubelet.pod;

import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.kubelet.container.ContainerRuntime;
import dev.jukung.runtime.ApiClient;

/**
 * What all pod workers of a node share.
 *
 * @param runtimeName as in container ids: {@code containerd}
 */
public record PodSurroundings(
        ApiClient client,
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
