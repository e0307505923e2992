package dev.jukung.kubelet.volumes;

import dev.jukung.kubelet.pod.NodeSettings;
import dev.jukung.kubelet.pod.PodContainer;
import dev.jukung.kubelet.pod.PodFields;
import dev.jukung.kubelet.pod.PodVolumes.VolumeException;
import dev.jukung.kubelet.pod.ReferencedObjects;
import dev.jukung.kubelet.volumes.AtomicWriter.Content;
import dev.jukung.model.core.v1.ConfigMap;
import dev.jukung.model.core.v1.DownwardAPIVolumeFile;
import dev.jukung.model.core.v1.KeyToPath;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.ResourceFieldSelector;
import dev.jukung.model.core.v1.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the files of ConfigMap, Secret and downward API volumes contain. Thread-safe. */
final class VolumeFiles {
    private final ReferencedObjects objects;
    private final NodeSettings node;

    VolumeFiles(ReferencedObjects objects, NodeSettings node) {
        this.objects = objects;
        this.node = node;
    }

    Map<String, Content> configMap(Pod pod, String name, List<KeyToPath> items, boolean optional, int mode)
            throws VolumeException, InterruptedException {
        Optional<ConfigMap> found = objects.configMap(pod.namespace(), name);
        if (found.isEmpty()) {
            return absent("configmap \"" + name + "\" not found", optional);
        }
        Map<String, byte[]> data = new HashMap<>();
        found.get().data().forEach((key, value) -> data.put(key, value.getBytes(StandardCharsets.UTF_8)));
        data.putAll(found.get().binaryData());
        return select(data, items, optional, mode, "configmap references non-existent config key: ");
    }

    Map<String, Content> secret(Pod pod, String name, List<KeyToPath> items, boolean optional, int mode)
            throws VolumeException, InterruptedException {
        Optional<Secret> found = objects.secret(pod.namespace(), name);
        if (found.isEmpty()) {
            return absent("secret \"" + name + "\" not found", optional);
        }
        return select(found.get().data(), items, optional, mode, "references non-existent secret key: ");
    }

    private static Map<String, Content> absent(String message, boolean optional) throws VolumeException {
        if (!optional) {
            throw new VolumeException(message);
        }
        return Map.of();
    }

    private static Map<String, Content> select(
            Map<String, byte[]> data, List<KeyToPath> items, boolean optional, int mode, String missing)
            throws VolumeException {
        Map<String, Content> files = new LinkedHashMap<>();
        if (items.isEmpty()) {
            data.forEach((key, value) -> files.put(key, new Content(value, mode)));
            return files;
        }
        for (KeyToPath item : items) {
            byte[] value = data.get(item.key());
            if (value != null) {
                files.put(inside(item.path()), new Content(value, item.mode().orElse(mode)));
            } else if (!optional) {
                throw new VolumeException(missing + item.key());
            }
        }
        return files;
    }

    Map<String, Content> downward(Pod pod, List<DownwardAPIVolumeFile> items, int mode) throws VolumeException {
        Map<String, Content> files = new LinkedHashMap<>();
        for (DownwardAPIVolumeFile item : items) {
            String text = item.fieldRef().isPresent()
                    ? field(pod, item.fieldRef().get().fieldPath())
                    : resource(pod, item.resourceFieldRef().orElse(ResourceFieldSelector.EMPTY));
            files.put(
                    inside(item.path()),
                    new Content(
                            text.getBytes(StandardCharsets.UTF_8), item.mode().orElse(mode)));
        }
        return files;
    }

    private String field(Pod pod, String path) throws VolumeException {
        return PodFields.field(pod, path, List.of(), node.addresses())
                .orElseThrow(() -> new VolumeException("unsupported fieldPath: " + path));
    }

    private String resource(Pod pod, ResourceFieldSelector selector) throws VolumeException {
        String name = selector.containerName().orElse("");
        PodContainer container = PodContainer.named(pod.spec(), name)
                .orElseThrow(() -> new VolumeException("container " + name + " not found"));
        return PodFields.resource(container.spec(), selector, node.allocatable())
                .orElseThrow(() -> new VolumeException("unsupported container resource : " + selector.resource()));
    }

    /** A path that stays in the volume; the API server refuses others, and so does this. */
    static String inside(String path) throws VolumeException {
        Path normal = Path.of(path).normalize();
        if (normal.isAbsolute() || normal.startsWith("..") || normal.toString().isEmpty()) {
            throw new VolumeException("invalid path in volume: " + path);
        }
        return normal.toString();
    }
}
