package dev.jukung.kubelet.sim;

import dev.jukung.kubelet.pod.PodVolumes;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.Volume;
import dev.jukung.runtime.ApiClient;
import dev.jukung.value.ObjectValue;
import java.nio.file.Path;
import java.util.HashMap;
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
        configMap(pod, volume, tree.object("configMap"), "name");
        secret(pod, volume, tree.object("secret"), "secretName");
        for (ObjectValue source : tree.object("projected").list("sources").objects()) {
            configMap(pod, volume, source.object("configMap"), "name");
            secret(pod, volume, source.object("secret"), "name");
        }
    }

    private void configMap(Pod pod, Volume volume, ObjectValue source, String key)
            throws VolumeException, InterruptedException {
        Optional<ObjectKey> wanted = wanted(pod, source, key);
        if (wanted.isPresent()
                && client.find(Resources.CONFIGMAPS, wanted.get()).isEmpty()) {
            throw missing(volume, "configmap", wanted.get());
        }
    }

    private void secret(Pod pod, Volume volume, ObjectValue source, String key)
            throws VolumeException, InterruptedException {
        Optional<ObjectKey> wanted = wanted(pod, source, key);
        if (wanted.isPresent() && client.find(Resources.SECRETS, wanted.get()).isEmpty()) {
            throw missing(volume, "secret", wanted.get());
        }
    }

    private static Optional<ObjectKey> wanted(Pod pod, ObjectValue source, String key) {
        return source.flag("optional", false)
                ? Optional.empty()
                : source.text(key).map(name -> ObjectKey.of(pod.namespace(), name));
    }

    private static VolumeException missing(Volume volume, String kind, ObjectKey key) {
        return new VolumeException("MountVolume.SetUp failed for volume \"" + volume.name() + "\" : " + kind + " \""
                + key.name() + "\" not found");
    }

    @Override
    public void tearDown(Pod pod) {
        // nothing was made
    }
}
