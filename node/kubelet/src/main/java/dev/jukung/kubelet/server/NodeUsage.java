package dev.jukung.kubelet.server;

import dev.jukung.kubelet.container.ContainerRuntime;
import dev.jukung.kubelet.container.ContainerStatus;
import dev.jukung.kubelet.container.ContainerUsage;
import dev.jukung.kubelet.container.Labels;
import dev.jukung.kubelet.node.HostUsage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a node, its pods and their containers use at one moment.
 *
 * @param pods by uid
 */
record NodeUsage(HostUsage host, Map<String, PodUsage> pods) {
    record PodUsage(String namespace, String name, String uid, List<ContainerUse> containers) {
        long cpuNanos() {
            return containers.stream()
                    .mapToLong(container -> container.usage().cpuNanos())
                    .sum();
        }

        long workingSetBytes() {
            return containers.stream()
                    .mapToLong(container -> container.usage().workingSetBytes())
                    .sum();
        }

        long memoryBytes() {
            return containers.stream()
                    .mapToLong(container -> container.usage().memoryBytes())
                    .sum();
        }

        Instant at() {
            return containers.stream()
                    .map(container -> container.usage().at())
                    .max(Comparator.naturalOrder())
                    .orElse(Instant.EPOCH);
        }
    }

    record ContainerUse(ContainerStatus container, ContainerUsage usage) {
        /** When it started, or was made where the runtime's list does not tell more. */
        Instant startedAt() {
            return container.state() instanceof ContainerStatus.State.Running(Instant at) ? at : container.createdAt();
        }
    }

    static NodeUsage read(ContainerRuntime runtime, HostUsage host) throws InterruptedException {
        Map<String, ContainerUsage> usage = new LinkedHashMap<>();
        runtime.usage().forEach(each -> usage.put(each.containerId(), each));
        Map<String, PodUsage> pods = new LinkedHashMap<>();
        for (ContainerStatus container : runtime.containers()) {
            ContainerUsage used = usage.get(container.id());
            String uid = container.labels().getOrDefault(Labels.POD_UID, "");
            if (used == null || uid.isEmpty() || !container.running()) {
                continue;
            }
            pods.computeIfAbsent(
                            uid,
                            _ -> new PodUsage(
                                    container.labels().getOrDefault(Labels.POD_NAMESPACE, ""),
                                    container.labels().getOrDefault(Labels.POD_NAME, ""),
                                    uid,
                                    new ArrayList<>()))
                    .containers()
                    .add(new ContainerUse(container, used));
        }
        return new NodeUsage(host, pods);
    }
}
