package dev.jukung.kubelet.server;

import dev.jukung.kubelet.container.ContainerRuntime;
import dev.jukung.kubelet.container.ContainerStatus;
import dev.jukung.kubelet.container.Labels;
import dev.jukung.kubelet.container.SandboxStatus;
import dev.jukung.kubelet.staticpods.StaticPods;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.Lister;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The node's pods as the API has them, and what runs of them. Thread-safe. */
final class NodePods {
    private final Lister<Pod> pods;
    private final ContainerRuntime runtime;

    NodePods(Lister<Pod> pods, ContainerRuntime runtime) {
        this.pods = pods;
        this.runtime = runtime;
    }

    Optional<Pod> find(String namespace, String name) {
        return pods.find(ObjectKey.of(namespace, name));
    }

    List<Pod> all() {
        return pods.all();
    }

    Optional<ContainerStatus> running(Pod pod, String container) throws InterruptedException {
        return runtime.containers().stream()
                .filter(each -> StaticPods.runningUid(pod).equals(each.labels().get(Labels.POD_UID)))
                .filter(each -> each.name().equals(container) && each.running())
                .max(Comparator.comparing(ContainerStatus::attempt));
    }

    Optional<SandboxStatus> sandbox(Pod pod) throws InterruptedException {
        return runtime.sandboxes().stream()
                .filter(each -> each.pod().uid().equals(StaticPods.runningUid(pod)) && each.ready())
                .max(Comparator.comparing(SandboxStatus::createdAt));
    }
}
