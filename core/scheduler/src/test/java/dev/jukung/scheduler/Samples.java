package dev.jukung.scheduler;

import dev.jukung.model.Quantity;
import dev.jukung.model.core.v1.Container;
import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.PodSpec;
import dev.jukung.model.core.v1.ResourceRequirements;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Map;

/** Nodes and pods that are only looked at. */
final class Samples {
    private Samples() {}

    static Node node(String name, String cpu, List<String> images) {
        Node node = Node.named("", name);
        Node sized = node.withStatus(node.status()
                .withAllocatable(Map.of(
                        "cpu", Quantity.parse(cpu), "memory", Quantity.parse("64Gi"), "pods", Quantity.parse("110"))));
        ListValue all = ListValue.copyOf(images.stream()
                .map(image -> ObjectValue.of("names", ListValue.of(image), "sizeBytes", 1_000_000L))
                .toList());
        return new Node(sized.tree().withAt(all, "status", "images"));
    }

    static PodFacts pod(String uid, String cpu) {
        Container container = Container.EMPTY
                .withName("main")
                .withImage("example/app:1")
                .withResources(ResourceRequirements.EMPTY.withRequests(Map.of("cpu", Quantity.parse(cpu))));
        Pod pod = Pod.named("default", uid).withSpec(PodSpec.EMPTY.withContainers(List.of(container)));
        return new PodFacts(new Pod(pod.tree().withAt(uid, "metadata", "uid")));
    }
}
