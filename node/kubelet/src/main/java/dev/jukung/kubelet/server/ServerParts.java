package dev.jukung.kubelet.server;

import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.kubelet.container.ContainerRuntime;
import dev.jukung.kubelet.node.HostUsage;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Lister;
import dev.jukung.value.ObjectValue;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the kubelet's server shows and stands on; none of it is closed by the server.
 *
 * @param access who may use it
 * @param cgroup of a pod, by its uid, as the metrics name it
 * @param probes {@code /metrics/probes}
 * @param configuration {@code /configz}: the KubeletConfiguration that holds, made with the port that is listened on
 */
public record ServerParts(
        String nodeName,
        int cpus,
        ApiClient client,
        ServerAccess access,
        ContainerRuntime runtime,
        Lister<Pod> pods,
        Supplier<HostUsage> usage,
        Function<String, String> cgroup,
        Supplier<String> probes,
        Function<Integer, ObjectValue> configuration,
        String version,
        Clock clock,
        Faults faults) {}
