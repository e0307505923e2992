package dev.jukung.controllers.statefulset;

import dev.jukung.controllers.pods.PodWrites;
import dev.jukung.model.OwnerReferences;
import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.StatefulSet;
import dev.jukung.model.core.v1.PersistentVolumeClaim;
import dev.jukung.model.core.v1.PersistentVolumeClaimVolumeSource;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.PodSpec;
import dev.jukung.model.core.v1.PodTemplateSpec;
import dev.jukung.model.core.v1.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What makes a pod the one of its number: its name, the labels that tell it, and the volumes of its claims. Pure functions. */
final class StatefulPods {
    static final String REVISION = "controller-revision-hash";
    private static final String POD_NAME = "statefulset.kubernetes.io/pod-name";
    private static final String POD_INDEX = "apps.kubernetes.io/pod-index";

    private StatefulPods() {}

    static String revision(Pod pod) {
        return pod.metadata().labels().getOrDefault(REVISION, "");
    }

    static Pod fresh(StatefulSet set, PodTemplateSpec template, String revision, int ordinal) {
        Pod pod = PodWrites.fromTemplate(template, set, OwnerReferences.newControllerRef(set, Resources.STATEFULSETS));
        String name = set.name() + "-" + ordinal;
        Map<String, String> labels = new TreeMap<>(pod.metadata().labels());
        labels.put(REVISION, revision);
        PodSpec spec = pod.spec().withHostname(name);
        String service = set.spec().serviceName().orElse("");
        spec = service.isEmpty() ? spec : spec.withSubdomain(service);
        Pod named = pod.withMetadata(pod.metadata().withName(name).withLabels(labels))
                .withSpec(spec);
        return withStorage(set, withIdentity(named, ordinal), ordinal);
    }

    static boolean hasIdentity(Pod pod) {
        return pod.name().equals(pod.metadata().labels().get(POD_NAME));
    }

    static Pod withIdentity(Pod pod, int ordinal) {
        Map<String, String> labels = new TreeMap<>(pod.metadata().labels());
        labels.put(POD_NAME, pod.name());
        labels.put(POD_INDEX, Integer.toString(ordinal));
        return pod.withMetadata(pod.metadata().withLabels(labels));
    }

    static String claimName(StatefulSet set, PersistentVolumeClaim template, int ordinal) {
        return template.name() + "-" + set.name() + "-" + ordinal;
    }

    /** Volumes of the template that have the name of a claim give way. */
    private static Pod withStorage(StatefulSet set, Pod pod, int ordinal) {
        List<Volume> volumes = new ArrayList<>(volumes(set, ordinal));
        if (volumes.isEmpty()) {
            return pod;
        }
        Set<String> names = volumes.stream().map(Volume::name).collect(Collectors.toSet());
        pod.spec().volumes().stream()
                .filter(volume -> !names.contains(volume.name()))
                .forEach(volumes::add);
        return pod.withSpec(pod.spec().withVolumes(volumes));
    }

    private static List<Volume> volumes(StatefulSet set, int ordinal) {
        return set.spec().volumeClaimTemplates().stream()
                .map(template -> Volume.EMPTY
                        .withName(template.name())
                        .withPersistentVolumeClaim(PersistentVolumeClaimVolumeSource.EMPTY.withClaimName(
                                claimName(set, template, ordinal))))
                .toList();
    }

    /** The claims of a number, as they are made. */
    static List<PersistentVolumeClaim> claims(StatefulSet set, int ordinal) {
        return set.spec().volumeClaimTemplates().stream()
                .map(template -> {
                    Map<String, String> labels =
                            new TreeMap<>(template.metadata().labels());
                    labels.putAll(set.spec().selector().matchLabels());
                    return template.withMetadata(template.metadata()
                            .withName(claimName(set, template, ordinal))
                            .withNamespace(set.namespace())
                            .withLabels(labels));
                })
                .toList();
    }
}
