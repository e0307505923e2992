package dev.jukung.controllers.daemonset;

import dev.jukung.controllers.pods.PodWrites;
import dev.jukung.model.OwnerReferences;
import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.DaemonSet;
import dev.jukung.model.core.v1.Affinity;
import dev.jukung.model.core.v1.NodeAffinity;
import dev.jukung.model.core.v1.NodeSelector;
import dev.jukung.model.core.v1.NodeSelectorRequirement;
import dev.jukung.model.core.v1.NodeSelectorTerm;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.PodSpec;
import dev.jukung.model.core.v1.Toleration;
import dev.jukung.model.meta.v1.ObjectMeta;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a pod of a DaemonSet looks like, and what can be read from it. Pure functions. */
final class DaemonPods {
    static final String HASH = "controller-revision-hash";
    private static final String GENERATION = "pod-template-generation";
    private static final String GENERATION_ANNOTATION = "deprecated.daemonset.template.generation";
    private static final String NAME = "metadata.name";

    /** The oldest first; those that have a node before those that wait for one. */
    static final Comparator<Pod> ORDER = Comparator.comparing(
                    (Pod pod) -> pod.spec().nodeName().isEmpty())
            .thenComparing(pod -> pod.metadata().creationTimestamp().orElse(Instant.MAX))
            .thenComparing(Pod::name);

    private DaemonPods() {}

    /** The pod for a node: the scheduler can place it nowhere else. */
    static Pod fresh(DaemonSet set, String node, String hash) {
        Pod pod = PodWrites.fromTemplate(
                set.spec().template(), set, OwnerReferences.newControllerRef(set, Resources.DAEMONSETS));
        Map<String, String> labels = new TreeMap<>(pod.metadata().labels());
        labels.put(HASH, hash);
        generation(set).ifPresent(generation -> labels.put(GENERATION, generation));
        PodSpec spec = pod.spec();
        Affinity affinity = spec.affinity().orElse(Affinity.EMPTY);
        NodeAffinity pinned = affinity.nodeAffinity()
                .orElse(NodeAffinity.EMPTY)
                .withRequiredDuringSchedulingIgnoredDuringExecution(NodeSelector.EMPTY.withNodeSelectorTerms(
                        List.of(NodeSelectorTerm.EMPTY.withMatchFields(List.of(NodeSelectorRequirement.EMPTY
                                .withKey(NAME)
                                .withOperator("In")
                                .withValues(List.of(node)))))));
        ObjectMeta metadata = pod.metadata().withLabels(labels);
        return pod.withMetadata(metadata)
                .withSpec(spec.withAffinity(affinity.withNodeAffinity(pinned)).withTolerations(tolerations(spec)));
    }

    private static Optional<String> generation(DaemonSet set) {
        return Optional.ofNullable(set.metadata().annotations().get(GENERATION_ANNOTATION));
    }

    /** Those of the template, and of what a node may suffer from without losing its daemons. */
    static List<Toleration> tolerations(PodSpec spec) {
        List<Toleration> all = new ArrayList<>(spec.tolerations());
        add(all, "node.kubernetes.io/not-ready", "NoExecute");
        add(all, "node.kubernetes.io/unreachable", "NoExecute");
        add(all, "node.kubernetes.io/disk-pressure", "NoSchedule");
        add(all, "node.kubernetes.io/memory-pressure", "NoSchedule");
        add(all, "node.kubernetes.io/pid-pressure", "NoSchedule");
        add(all, "node.kubernetes.io/unschedulable", "NoSchedule");
        if (spec.hostNetwork().orElse(false)) {
            add(all, "node.kubernetes.io/network-unavailable", "NoSchedule");
        }
        return all;
    }

    private static void add(List<Toleration> all, String key, String effect) {
        Toleration toleration =
                Toleration.EMPTY.withKey(key).withOperator("Exists").withEffect(effect);
        boolean replaces = false;
        for (int i = 0; i < all.size(); i++) {
            Toleration old = all.get(i);
            boolean sameTaint = old.key().equals(toleration.key())
                    && old.effect().equals(toleration.effect())
                    && old.operator().equals(toleration.operator())
                    && old.value().equals(toleration.value());
            if (sameTaint) {
                all.set(i, toleration);
                replaces = true;
            }
        }
        if (!replaces) {
            all.add(toleration);
        }
    }

    /** The node that the pod is on, or is for. */
    static Optional<String> node(Pod pod) {
        return pod.spec().nodeName().filter(name -> !name.isEmpty()).or(() -> pod.spec()
                .affinity()
                .flatMap(Affinity::nodeAffinity)
                .flatMap(NodeAffinity::requiredDuringSchedulingIgnoredDuringExecution)
                .flatMap(selector -> selector.nodeSelectorTerms().stream()
                        .flatMap(term -> term.matchFields().stream())
                        .filter(field ->
                                field.key().equals(NAME) && field.operator().equals("In"))
                        .findFirst())
                .filter(field -> field.values().size() == 1)
                .map(field -> field.values().getFirst()));
    }

    static boolean isUpdated(DaemonSet set, Pod pod, String hash) {
        Map<String, String> labels = pod.metadata().labels();
        return hash.equals(labels.get(HASH))
                || generation(set)
                        .filter(generation -> generation.equals(labels.get(GENERATION)))
                        .isPresent();
    }
}
