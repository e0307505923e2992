package dev.jukung.kubelet.container;

import java.time.Instant;

/**
 * What a running container uses.
 *
 * @param cpuNanos CPU time since its start
 * @param workingSetBytes memory that cannot be taken back
 * @param writableLayerBytes of its own file system
 */
public record ContainerUsage(
        String containerId,
        Instant at,
        long cpuNanos,
        long workingSetBytes,
        long memoryBytes,
        long writableLayerBytes) {}
