package dev.jukung.kubelet.node;

import dev.jukung.kubelet.container.ContainerRuntime.Health;
import dev.jukung.kubelet.container.ImageService.Image;
import dev.jukung.kubelet.node.HostInfo.Pressure;
import dev.jukung.model.Quantity;
import dev.jukung.model.Views;
import dev.jukung.model.core.v1.Node;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Computes a node's status, with Kubernetes' conditions, reasons and messages. Pure functions. */
final class NodeStatusBuilder {
    /** As {@code nodeStatusMaxImages}. */
    private static final int IMAGES_MAX = 50;
    /** The kubelet's default hard eviction thresholds. */
    private static final long MEMORY_MIN_BYTES = 100L << 20;

    private static final int DISK_MIN_PERCENT = 10;
    private static final long PROCESSES_MIN = 100;

    private record Condition(String type, boolean status, String reason, String message) {}

    private NodeStatusBuilder() {}

    /** @param stopping the kubelet is about to end */
    static ObjectValue status(
            NodeDescription node, Node before, Health health, Pressure pressure, List<Image> images, Instant now) {
        ObjectValue status = before.status()
                .tree()
                .with("capacity", amounts(node.capacity()))
                .with("allocatable", amounts(node.allocatable()))
                .with("conditions", conditions(before, health, pressure, now))
                .with("addresses", addresses(node))
                .with("daemonEndpoints", ObjectValue.of("kubeletEndpoint", ObjectValue.of("Port", (long) node.port())))
                .with("nodeInfo", node.nodeInfo());
        // The API keeps no empty list: telling one again and again would look like a change each time.
        return images.isEmpty() && !status.has("images") ? status : status.with("images", images(images));
    }

    private static ObjectValue amounts(Map<String, Quantity> amounts) {
        ObjectValue.Builder value = ObjectValue.builder();
        amounts.forEach((name, amount) -> value.set(name, amount.toString()));
        return value.build();
    }

    private static ListValue addresses(NodeDescription node) {
        List<Object> addresses = new ArrayList<>();
        node.addresses().forEach(address -> addresses.add(ObjectValue.of("type", "InternalIP", "address", address)));
        addresses.add(ObjectValue.of("type", "Hostname", "address", node.name()));
        return ListValue.copyOf(addresses);
    }

    private static ListValue images(List<Image> images) {
        return ListValue.copyOf(images.stream()
                .sorted(Comparator.comparing(Image::sizeBytes).reversed())
                .limit(IMAGES_MAX)
                .map(image -> ObjectValue.of(
                        "names",
                        ListValue.copyOf(Stream.concat(image.digests().stream(), image.tags().stream())
                                .toList()),
                        "sizeBytes",
                        image.sizeBytes()))
                .toList());
    }

    private static ListValue conditions(Node before, Health health, Pressure pressure, Instant now) {
        boolean memory = pressure.memoryAvailableBytes() > 0 && pressure.memoryAvailableBytes() < MEMORY_MIN_BYTES;
        boolean disk =
                pressure.diskBytes() > 0 && pressure.diskFreeBytes() * 100 < pressure.diskBytes() * DISK_MIN_PERCENT;
        boolean processes = pressure.freeProcesses() < PROCESSES_MIN;
        List<Condition> ours = List.of(
                memory
                        ? new Condition(
                                "MemoryPressure",
                                true,
                                "KubeletHasInsufficientMemory",
                                "kubelet has insufficient memory available")
                        : new Condition(
                                "MemoryPressure",
                                false,
                                "KubeletHasSufficientMemory",
                                "kubelet has sufficient memory available"),
                disk
                        ? new Condition("DiskPressure", true, "KubeletHasDiskPressure", "kubelet has disk pressure")
                        : new Condition(
                                "DiskPressure", false, "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
                processes
                        ? new Condition(
                                "PIDPressure",
                                true,
                                "KubeletHasInsufficientPID",
                                "kubelet has insufficient PID available")
                        : new Condition(
                                "PIDPressure",
                                false,
                                "KubeletHasSufficientPID",
                                "kubelet has sufficient PID available"),
                ready(health));
        List<Object> merged = new ArrayList<>();
        before.status().tree().list("conditions").objects().stream()
                .filter(old -> ours.stream().noneMatch(own -> own.type().equals(old.text("type", ""))))
                .forEach(merged::add);
        ours.forEach(condition -> merged.add(timed(condition, find(before, condition.type()), now)));
        return ListValue.copyOf(merged);
    }

    private static Condition ready(Health health) {
        if (health.runtimeReady() && health.networkReady()) {
            return new Condition("Ready", true, "KubeletReady", "kubelet is posting ready status");
        }
        String message = health.runtimeReady()
                ? "container runtime network not ready: " + health.networkMessage()
                : "container runtime not ready: " + health.runtimeMessage();
        return new Condition("Ready", false, "KubeletNotReady", message);
    }

    private static Optional<ObjectValue> find(Node node, String type) {
        return node.status().tree().list("conditions").objects().stream()
                .filter(condition -> condition.text("type", "").equals(type))
                .findFirst();
    }

    private static ObjectValue timed(Condition condition, Optional<ObjectValue> before, Instant now) {
        String status = condition.status() ? "True" : "False";
        boolean same = before.map(old -> old.text("status", "").equals(status)).orElse(false);
        return ObjectValue.of(
                "type", condition.type(),
                "status", status,
                "lastHeartbeatTime", Views.fromTime(now),
                "lastTransitionTime", same ? before.get().text("lastTransitionTime", "") : Views.fromTime(now),
                "reason", condition.reason(),
                "message", condition.message());
    }

    /** Whether two statuses differ in more than the time of the heartbeat. */
    static boolean differs(ObjectValue before, ObjectValue after) {
        return !withoutHeartbeats(before).equals(withoutHeartbeats(after));
    }

    private static ObjectValue withoutHeartbeats(ObjectValue status) {
        return status.with(
                "conditions",
                ListValue.copyOf(status.list("conditions").objects().stream()
                        .map(condition -> condition.without("lastHeartbeatTime"))
                        .toList()));
    }
}
