package dev.jukung.kubelet.server;

import dev.jukung.kubelet.node.HostUsage;
import dev.jukung.kubelet.server.NodeUsage.ContainerUse;
import dev.jukung.kubelet.server.NodeUsage.PodUsage;
import dev.jukung.model.Views;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** {@code /stats/summary}: what is used, as metrics collectors and eviction tools read it. Thread-safe. */
final class StatsSummary {
    private static final String NODE = "node";

    private final String nodeName;
    private final CpuRates rates = new CpuRates();

    StatsSummary(String nodeName) {
        this.nodeName = nodeName;
    }

    /** @param shortForm without file systems: {@code only_cpu_and_memory} */
    ObjectValue of(NodeUsage usage, boolean shortForm) {
        Set<String> ids = new HashSet<>(Set.of(NODE));
        usage.pods().values().forEach(pod -> {
            ids.add(pod.uid());
            pod.containers().forEach(container -> ids.add(container.container().id()));
        });
        rates.keep(ids);
        return ObjectValue.of(
                "node",
                node(usage.host(), shortForm),
                "pods",
                ListValue.copyOf(usage.pods().values().stream()
                        .map(pod -> pod(pod, shortForm))
                        .toList()));
    }

    private ObjectValue node(HostUsage host, boolean shortForm) {
        ObjectValue memory = ObjectValue.of(
                "time", Views.fromTime(host.at()),
                "availableBytes", Math.max(0, host.memoryBytes() - host.workingSetBytes()),
                "usageBytes", host.memoryUsedBytes(),
                "workingSetBytes", host.workingSetBytes());
        ObjectValue node = ObjectValue.of(
                "nodeName",
                nodeName,
                "startTime",
                Views.fromTime(host.startedAt()),
                "cpu",
                cpu(NODE, host.at(), host.cpuNanos()),
                "memory",
                memory);
        if (shortForm) {
            return node;
        }
        return node.with(
                        "fs",
                        ObjectValue.of(
                                "time", Views.fromTime(host.at()),
                                "availableBytes", host.diskFreeBytes(),
                                "capacityBytes", host.diskBytes(),
                                "usedBytes", host.diskBytes() - host.diskFreeBytes()))
                .with("swap", swap(host.at(), host.swapUsedBytes()));
    }

    private ObjectValue pod(PodUsage pod, boolean shortForm) {
        Instant started = pod.containers().stream()
                .map(ContainerUse::startedAt)
                .min(java.util.Comparator.naturalOrder())
                .orElse(pod.at());
        return ObjectValue.of(
                "podRef", ObjectValue.of("name", pod.name(), "namespace", pod.namespace(), "uid", pod.uid()),
                "startTime", Views.fromTime(started),
                "containers",
                        ListValue.copyOf(pod.containers().stream()
                                .map(container -> container(container, shortForm))
                                .toList()),
                "cpu", cpu(pod.uid(), pod.at(), pod.cpuNanos()),
                "memory", memory(pod.at(), pod.memoryBytes(), pod.workingSetBytes()));
    }

    private ObjectValue container(ContainerUse use, boolean shortForm) {
        ObjectValue container = ObjectValue.of(
                "name", use.container().name(),
                "startTime", Views.fromTime(use.startedAt()),
                "cpu", cpu(use.container().id(), use.usage().at(), use.usage().cpuNanos()),
                "memory",
                        memory(
                                use.usage().at(),
                                use.usage().memoryBytes(),
                                use.usage().workingSetBytes()));
        return shortForm
                ? container
                : container.with(
                        "rootfs",
                        ObjectValue.of(
                                "time", Views.fromTime(use.usage().at()),
                                "usedBytes", use.usage().writableLayerBytes()));
    }

    private ObjectValue cpu(String id, Instant at, long nanos) {
        ObjectValue cpu = ObjectValue.of("time", Views.fromTime(at));
        java.util.OptionalLong rate = rates.rate(id, at, nanos);
        return (rate.isPresent() ? cpu.with("usageNanoCores", rate.getAsLong()) : cpu)
                .with("usageCoreNanoSeconds", nanos);
    }

    private static ObjectValue memory(Instant at, long usage, long workingSet) {
        return ObjectValue.of("time", Views.fromTime(at), "usageBytes", usage, "workingSetBytes", workingSet);
    }

    private static ObjectValue swap(Instant at, long bytes) {
        return ObjectValue.of("time", Views.fromTime(at), "swapUsageBytes", bytes);
    }
}
