package dev.jukung.kubelet.volumes;

import dev.jukung.base.Clock;
import dev.jukung.kubelet.node.MountTable;
import dev.jukung.kubelet.pod.NodeSettings;
import dev.jukung.kubelet.pod.PodVolumes;
import dev.jukung.kubelet.pod.ReferencedObjects;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.Volume;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Volumes on this machine, below {@code pods/<uid>/volumes}. The volumes of a pod are set up side by side; doing it again brings what they show up
 * to date. Thread-safe for different pods; one pod at a time.
 */
public final class HostVolumes implements PodVolumes {
    private static final Logger LOG = LoggerFactory.getLogger(HostVolumes.class);

    private final NodeSettings node;
    private final ServiceAccountTokens tokens;
    private final VolumeKinds kinds;

    public HostVolumes(ApiClient client, ReferencedObjects objects, NodeSettings node, Clock clock) {
        this.node = node;
        this.tokens = new ServiceAccountTokens(client, clock);
        this.kinds = new VolumeKinds(client, new VolumeFiles(objects, node), tokens, clock);
    }

    /** One volume that has been set up. */
    record Ready(String name, Path path, Optional<Instant> refreshAt) {}

    private Path directory(Pod pod) {
        return node.podDirectory(pod.uid()).resolve("volumes");
    }

    @Override
    public Placed setUp(Pod pod) throws VolumeException, InterruptedException {
        List<Volume> volumes = pod.spec().volumes();
        Map<String, Path> paths = new LinkedHashMap<>();
        Optional<Instant> refreshAt = Optional.empty();
        for (Ready ready : volumes.size() < 2 ? one(pod, volumes) : sideBySide(pod, volumes)) {
            paths.put(ready.name(), ready.path());
            refreshAt = earlier(refreshAt, ready.refreshAt());
        }
        return new Placed(paths, refreshAt);
    }

    private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
        return one.isPresent() && other.isPresent() && one.get().isBefore(other.get()) ? one : other.or(() -> one);
    }

    private List<Ready> one(Pod pod, List<Volume> volumes) throws VolumeException, InterruptedException {
        return volumes.isEmpty() ? List.of() : List.of(setUp(pod, volumes.getFirst()));
    }

    private List<Ready> sideBySide(Pod pod, List<Volume> volumes) throws VolumeException, InterruptedException {
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("volume-" + pod.name() + "-", 0).factory())) {
            List<Future<Ready>> all = volumes.stream()
                    .map(volume -> threads.submit(() -> setUp(pod, volume)))
                    .toList();
            List<Ready> ready = new java.util.ArrayList<>();
            for (Future<Ready> future : all) {
                ready.add(result(future));
            }
            return ready;
        }
    }

    private static Ready result(Future<Ready> future) throws VolumeException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case VolumeException failed -> throw failed;
                case RuntimeException bug -> throw bug;
                case null, default -> throw new IllegalStateException(e.getCause());
            }
        }
    }

    private Ready setUp(Pod pod, Volume volume) throws VolumeException, InterruptedException {
        try {
            return kinds.setUp(pod, volume, directory(pod));
        } catch (VolumeException e) {
            throw new VolumeException(
                    "MountVolume.SetUp failed for volume \"" + volume.name() + "\" : " + e.getMessage());
        } catch (IOException | ApiException e) {
            throw new VolumeException("MountVolume.SetUp failed for volume \"" + volume.name() + "\" : " + e);
        }
    }

    @Override
    public void tearDown(Pod pod) {
        tokens.forget(pod.uid());
        remove(node.podDirectory(pod.uid()).resolve("volumes"));
    }

    /** Takes away the volumes of pods that are not on the node any more. @param uids of those that are */
    public void retain(java.util.Set<String> uids) {
        Path pods = node.directory().resolve("pods");
        if (!Files.isDirectory(pods)) {
            return;
        }
        try (Stream<Path> children = Files.list(pods)) {
            children.filter(child -> !uids.contains(child.getFileName().toString()))
                    .forEach(child -> {
                        LOG.info("Cleaned up orphaned pod volumes dir {}", child);
                        remove(child);
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes away all volumes of a kubelet that is gone, with everything else in its directory. */
    public static void removeAll(Path kubeletDirectory) {
        remove(kubeletDirectory);
    }

    private static void remove(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try {
            for (Path mount : MountTable.below(directory)) {
                Mounts.remove(mount);
            }
            try (Stream<Path> tree = Files.walk(directory)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("Volumes in {} could not be removed completely", directory, e);
        }
    }
}
