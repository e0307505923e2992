package dev.jukung.controllers.disruption;

import dev.jukung.model.KubeObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.OwnerReferences;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.meta.v1.OwnerReference;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How many pods the controllers of pods want. Thread-safe. */
final class PodOwners {
    private static final List<ResourceType<?>> TYPES = List.of(
            Resources.REPLICATIONCONTROLLERS, Resources.DEPLOYMENTS, Resources.REPLICASETS, Resources.STATEFULSETS);

    private final Map<String, Lister<? extends KubeObject>> byKind = new HashMap<>();

    PodOwners(Informers informers) {
        TYPES.forEach(type -> byKind.put(type.kind(), informers.of(type).lister()));
    }

    /** Throws IllegalStateException where a pod's controller is none that can be asked. */
    int wanted(List<Pod> pods) {
        Map<String, Integer> byOwner = new HashMap<>();
        for (Pod pod : pods) {
            Optional<OwnerReference> reference = OwnerReferences.controllerOf(pod);
            if (reference.isEmpty()) {
                continue; // a pod that nobody manages has no number behind it
            }
            KubeObject owner = owner(pod.namespace(), reference.get())
                    .orElseThrow(
                            () -> new IllegalStateException("found no controllers for pod \"" + pod.name() + "\""));
            byOwner.put(owner.uid(), (int) owner.tree().object("spec").integer("replicas", 1));
        }
        return byOwner.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Of a ReplicaSet that a Deployment controls, the Deployment. */
    private Optional<KubeObject> owner(String namespace, OwnerReference reference) {
        Optional<KubeObject> found = find(namespace, reference);
        Optional<KubeObject> above = found.filter(owner -> reference.kind().equals("ReplicaSet"))
                .flatMap(OwnerReferences::controllerOf)
                .flatMap(deployment -> find(namespace, deployment));
        return above.isPresent() ? above : found;
    }

    private Optional<KubeObject> find(String namespace, OwnerReference reference) {
        Lister<? extends KubeObject> lister = byKind.get(reference.kind());
        return lister == null
                ? Optional.empty()
                : lister.find(ObjectKey.of(namespace, reference.name()))
                        .<KubeObject>map(owner -> owner)
                        .filter(owner -> owner.uid().equals(reference.uid()));
    }

    static boolean anyUnmanaged(List<Pod> pods) {
        return pods.stream().anyMatch(pod -> OwnerReferences.controllerOf(pod).isEmpty());
    }
}
