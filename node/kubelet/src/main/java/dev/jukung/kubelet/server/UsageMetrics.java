package dev.jukung.kubelet.server;

import dev.jukung.kubelet.node.HostUsage;
import dev.jukung.kubelet.server.NodeUsage.ContainerUse;
import dev.jukung.kubelet.server.NodeUsage.PodUsage;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** {@code /metrics/resource} and {@code /metrics/cadvisor} from what is used. Pure functions. */
final class UsageMetrics {
    private static final double NANOS = 1e9;

    private UsageMetrics() {}

    static String resource(NodeUsage usage) {
        MetricsText text = new MetricsText();
        Collection<PodUsage> pods = usage.pods().values();
        HostUsage host = usage.host();
        containers(
                text.metric(
                        "container_cpu_usage_seconds_total",
                        "counter",
                        "[STABLE] Cumulative cpu time consumed by the container in core-seconds"),
                "container_cpu_usage_seconds_total",
                pods,
                use -> use.usage().cpuNanos() / NANOS);
        containers(
                text.metric(
                        "container_memory_working_set_bytes",
                        "gauge",
                        "[STABLE] Current working set of the container in bytes"),
                "container_memory_working_set_bytes",
                pods,
                use -> use.usage().workingSetBytes());
        text.metric(
                "container_start_time_seconds",
                "gauge",
                "[STABLE] Start time of the container since unix epoch in seconds");
        each(
                pods,
                (pod, use) -> text.sample("container_start_time_seconds", seconds(use.startedAt()), labels(pod, use)));
        node(
                text,
                "node_cpu_usage_seconds_total",
                "counter",
                "[STABLE] Cumulative cpu time consumed by the node in core-seconds",
                host.cpuNanos() / NANOS,
                host.at());
        node(
                text,
                "node_memory_working_set_bytes",
                "gauge",
                "[STABLE] Current working set of the node in bytes",
                host.workingSetBytes(),
                host.at());
        node(
                text,
                "node_swap_usage_bytes",
                "gauge",
                "[ALPHA] Current swap usage of the node in bytes. Reported only on non-windows systems",
                host.swapUsedBytes(),
                host.at());
        pods(
                text,
                "pod_cpu_usage_seconds_total",
                "counter",
                "[STABLE] Cumulative cpu time consumed by the pod in core-seconds",
                pods,
                pod -> pod.cpuNanos() / NANOS);
        pods(
                text,
                "pod_memory_working_set_bytes",
                "gauge",
                "[STABLE] Current working set of the pod in bytes",
                pods,
                PodUsage::workingSetBytes);
        return text.metric(
                        "resource_scrape_error",
                        "gauge",
                        "[STABLE] 1 if there was an error while getting container metrics, 0 otherwise")
                .sample("resource_scrape_error", 0)
                .toString();
    }

    private interface Each {
        void take(PodUsage pod, ContainerUse use);
    }

    private static void each(Collection<PodUsage> pods, Each each) {
        pods.forEach(pod -> pod.containers().forEach(use -> each.take(pod, use)));
    }

    private static String[] labels(PodUsage pod, ContainerUse use) {
        return new String[] {"container", use.container().name(), "namespace", pod.namespace(), "pod", pod.name()};
    }

    private static void containers(
            MetricsText text, String name, Collection<PodUsage> pods, ToDoubleFunction<ContainerUse> value) {
        each(
                pods,
                (pod, use) -> text.sample(
                        name, value.applyAsDouble(use), Optional.of(use.usage().at()), labels(pod, use)));
    }

    private static void node(MetricsText text, String name, String type, String help, double value, Instant at) {
        text.metric(name, type, help).sample(name, value, Optional.of(at));
    }

    private static void pods(
            MetricsText text,
            String name,
            String type,
            String help,
            Collection<PodUsage> pods,
            ToDoubleFunction<PodUsage> value) {
        text.metric(name, type, help);
        pods.forEach(pod -> text.sample(
                name,
                value.applyAsDouble(pod),
                Optional.of(pod.at()),
                "namespace",
                pod.namespace(),
                "pod",
                pod.name()));
    }

    private static double seconds(Instant at) {
        return at.toEpochMilli() / 1000.0;
    }

    /** @param cgroup where a pod's containers are, by the pod's uid */
    static String cadvisor(NodeUsage usage, int cpus, Function<String, String> cgroup) {
        MetricsText text = new MetricsText();
        cadvisor(
                text,
                "container_cpu_usage_seconds_total",
                "counter",
                "Cumulative cpu time consumed in seconds.",
                usage,
                cgroup,
                new Values(
                        host -> host.cpuNanos() / NANOS,
                        pod -> pod.cpuNanos() / NANOS,
                        use -> use.usage().cpuNanos() / NANOS));
        cadvisor(
                text,
                "container_memory_usage_bytes",
                "gauge",
                "Current memory usage in bytes, including all memory regardless of when it was accessed",
                usage,
                cgroup,
                new Values(HostUsage::memoryUsedBytes, PodUsage::memoryBytes, use -> use.usage()
                        .memoryBytes()));
        cadvisor(
                text,
                "container_memory_working_set_bytes",
                "gauge",
                "Current working set in bytes.",
                usage,
                cgroup,
                new Values(HostUsage::workingSetBytes, PodUsage::workingSetBytes, use -> use.usage()
                        .workingSetBytes()));
        text.metric("machine_cpu_cores", "gauge", "Number of logical CPU cores.")
                .sample("machine_cpu_cores", cpus);
        return text.metric("machine_memory_bytes", "gauge", "Amount of memory installed on the machine.")
                .sample("machine_memory_bytes", usage.host().memoryBytes())
                .toString();
    }

    private record Values(
            ToDoubleFunction<HostUsage> host,
            ToDoubleFunction<PodUsage> pod,
            ToDoubleFunction<ContainerUse> container) {}

    private static void cadvisor(
            MetricsText text,
            String name,
            String type,
            String help,
            NodeUsage usage,
            Function<String, String> cgroup,
            Values values) {
        text.metric(name, type, help);
        Instant at = usage.host().at();
        text.sample(
                name,
                values.host().applyAsDouble(usage.host()),
                Optional.of(at),
                cadvisor(name, "/", "", "", "", "", ""));
        for (PodUsage pod : usage.pods().values()) {
            String group = cgroup.apply(pod.uid());
            text.sample(
                    name,
                    values.pod().applyAsDouble(pod),
                    Optional.of(pod.at()),
                    cadvisor(name, group, "", "", "", pod.namespace(), pod.name()));
            for (ContainerUse use : pod.containers()) {
                String id = use.container().id();
                text.sample(
                        name,
                        values.container().applyAsDouble(use),
                        Optional.of(use.usage().at()),
                        cadvisor(
                                name,
                                group + "/" + id,
                                use.container().name(),
                                use.container().image(),
                                id,
                                pod.namespace(),
                                pod.name()));
            }
        }
    }

    private static String[] cadvisor(
            String metric, String cgroup, String container, String image, String name, String namespace, String pod) {
        String[] common = {"id", cgroup, "image", image, "name", name, "namespace", namespace, "pod", pod};
        boolean cpu = metric.contains("_cpu_");
        java.util.List<String> labels = new java.util.ArrayList<>(java.util.List.of("container", container));
        if (cpu) {
            labels.addAll(java.util.List.of("cpu", "total"));
        }
        labels.addAll(java.util.List.of(common));
        return labels.toArray(String[]::new);
    }
}
