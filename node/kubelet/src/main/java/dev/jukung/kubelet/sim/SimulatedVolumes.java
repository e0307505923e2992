package dev.jukung.kubelet.sim;

import dev.jukung.kubelet.pod.PodVolumes;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.Volume;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.value.ObjectValue;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Volumes of containers without processes: nothing is written, but a pod waits for the ConfigMaps and Secrets that it needs, as a real one
 * does. Thread-safe.
 */
public final class SimulatedVolumes implements PodVolumes {
    private static final Path NOWHERE = Path.of("/simulated");

    private final ApiClient client;

    public SimulatedVolumes(ApiClient client) {
        this.client = client;
    }

    @Override
    public Placed setUp(Pod pod) throws VolumeException, InterruptedException {
        Map<String, Path> paths = new HashMap<>();
        for (Volume volume : pod.spec().volumes()) {
            check(pod, volume);
            paths.put(volume.name(), NOWHERE.resolve(volume.name()));
        }
        return new Placed(paths, Optional.empty());
    }

    private void check(Pod pod, Volume volume) throws VolumeException, InterruptedException {
        ObjectValue tree = volume.tree();
        needs(Resources.CONFIGMAPS, pod, volume, tree.object("configMap"), "name");
        needs(Resources.SECRETS, pod, volume, tree.object("secret"), "secretName");
        for (ObjectValue source : tree.object("projected").list("sources").objects()) {
            needs(Resources.CONFIGMAPS, pod, volume, source.object("configMap"), "name");
            needs(Resources.SECRETS, pod, volume, source.object("secret"), "name");
        }
    }

    private void needs(ResourceType<?> type, Pod pod, Volume volume, ObjectValue source, String key)
            throws VolumeException, InterruptedException {
        Optional<ObjectKey> wanted = wanted(pod, source, key);
        if (wanted.isPresent() && !exists(type, volume, wanted.get())) {
            throw failed(
                    volume,
                    type.kind().toLowerCase(Locale.ROOT) + " \"" + wanted.get().name() + "\" not found");
        }
    }

    private boolean exists(ResourceType<?> type, Volume volume, ObjectKey key)
            throws VolumeException, InterruptedException {
        try {
            return client.find(type, key).isPresent();
        } catch (ApiException e) {
            throw failed(volume, String.valueOf(e.getMessage()));
        }
    }

    private static Optional<ObjectKey> wanted(Pod pod, ObjectValue source, String key) {
        return source.flag("optional", false)
                ? Optional.empty()
                : source.text(key).map(name -> ObjectKey.of(pod.namespace(), name));
    }

    private static VolumeException failed(Volume volume, String why) {
        return new VolumeException("MountVolume.SetUp failed for volume \"" + volume.name() + "\" : " + why);
    }

    @Override
    public void tearDown(Pod pod) {
        // nothing was made
    }
}
