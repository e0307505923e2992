package dev.jukung.apiserver.authorization;

import dev.jukung.value.ObjectValue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The names of Secrets and ConfigMaps that a Pod mentions (k8s.io/kubernetes/pkg/api/v1/pod). */
public final class PodReferences {
    private static final List<String> CONTAINERS = List.of("initContainers", "containers", "ephemeralContainers");

    /** The volume sources whose secret is named by a reference. */
    private static final List<String> SECRET_VOLUMES =
            List.of("cephfs", "cinder", "flexVolume", "rbd", "scaleIO", "iscsi", "storageos");

    private PodReferences() {}

    public static Set<String> secrets(ObjectValue pod) {
        ObjectValue spec = pod.object("spec");
        Set<String> names = new LinkedHashSet<>();
        spec.list("imagePullSecrets").objects().forEach(reference -> add(names, reference, "name"));
        environment(spec, "secretKeyRef", "secretRef", names);
        for (ObjectValue volume : spec.list("volumes").objects()) {
            add(names, volume.object("azureFile"), "secretName");
            add(names, volume.object("secret"), "secretName");
            add(names, volume.object("csi").object("nodePublishSecretRef"), "name");
            SECRET_VOLUMES.forEach(source -> add(names, volume.object(source).object("secretRef"), "name"));
            projected(volume, "secret", names);
        }
        return names;
    }

    public static Set<String> configMaps(ObjectValue pod) {
        ObjectValue spec = pod.object("spec");
        Set<String> names = new LinkedHashSet<>();
        environment(spec, "configMapKeyRef", "configMapRef", names);
        for (ObjectValue volume : spec.list("volumes").objects()) {
            add(names, volume.object("configMap"), "name");
            projected(volume, "configMap", names);
        }
        return names;
    }

    private static void environment(ObjectValue spec, String ofKey, String ofAll, Set<String> names) {
        for (String field : CONTAINERS) {
            for (ObjectValue container : spec.list(field).objects()) {
                for (ObjectValue variable : container.list("env").objects()) {
                    add(names, variable.object("valueFrom").object(ofKey), "name");
                }
                for (ObjectValue source : container.list("envFrom").objects()) {
                    add(names, source.object(ofAll), "name");
                }
            }
        }
    }

    private static void projected(ObjectValue volume, String kind, Set<String> names) {
        for (ObjectValue source : volume.object("projected").list("sources").objects()) {
            add(names, source.object(kind), "name");
        }
    }

    private static void add(Set<String> names, ObjectValue reference, String field) {
        String name = reference.text(field, "");
        if (!name.isEmpty()) {
            names.add(name);
        }
    }
}
