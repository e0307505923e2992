package dev.jukung.kubelet.node;

import dev.jukung.model.Quantity;
import dev.jukung.model.core.v1.Taint;
import dev.jukung.value.ObjectValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a node says about itself and what does not change while it runs.
 *
 * @param port of the kubelet's server
 * @param reserved what is kept from pods, by resource
 * @param providerId what the cloud calls the machine; empty outside of one
 * @param runtimeVersion as {@code containerd://1.7.2}
 */
public record NodeDescription(
        String name,
        List<String> addresses,
        int port,
        HostInfo host,
        int maxPods,
        Map<String, Quantity> reserved,
        Map<String, String> labels,
        List<Taint> taints,
        String providerId,
        String runtimeVersion,
        String kubeletVersion) {
    public Map<String, Quantity> capacity() {
        Map<String, Quantity> capacity = new LinkedHashMap<>();
        capacity.put("cpu", Quantity.ofMillis(host.cpus() * 1000L));
        capacity.put("ephemeral-storage", kibibytes(host.diskBytes()));
        capacity.put("hugepages-1Gi", Quantity.ZERO);
        capacity.put("hugepages-2Mi", Quantity.ZERO);
        capacity.put("memory", kibibytes(host.memoryBytes()));
        capacity.put("pods", Quantity.parse(Integer.toString(maxPods)));
        return capacity;
    }

    /** As the API writes it, so that what it answers is no change. */
    private static Quantity kibibytes(long bytes) {
        return Quantity.ofBytes(bytes / 1024 * 1024);
    }

    /** Capacity less what is reserved. */
    public Map<String, Quantity> allocatable() {
        Map<String, Quantity> allocatable = new LinkedHashMap<>(capacity());
        reserved.forEach((name, amount) -> allocatable.computeIfPresent(
                name,
                (_, all) -> name.equals("cpu")
                        ? Quantity.ofMillis(Math.max(0, all.millis() - amount.millis()))
                        : Quantity.ofBytes(Math.max(0, all.value() - amount.value()))));
        return allocatable;
    }

    Map<String, String> allLabels() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("beta.kubernetes.io/arch", host.architecture());
        all.put("beta.kubernetes.io/os", "linux");
        all.put("kubernetes.io/arch", host.architecture());
        all.put("kubernetes.io/hostname", name);
        all.put("kubernetes.io/os", "linux");
        all.putAll(labels);
        return all;
    }

    ObjectValue nodeInfo() {
        return ObjectValue.of(
                "machineID", host.machineId(),
                "systemUUID", host.systemUuid(),
                "bootID", host.bootId(),
                "kernelVersion", host.kernelVersion(),
                "osImage", host.osImage(),
                "containerRuntimeVersion", runtimeVersion,
                "kubeletVersion", kubeletVersion,
                "kubeProxyVersion", "",
                "operatingSystem", "linux",
                "architecture", host.architecture());
    }
}
