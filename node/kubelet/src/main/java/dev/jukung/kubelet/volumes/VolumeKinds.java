package dev.jukung.kubelet.volumes;

import dev.jukung.base.Clock;
import dev.jukung.kubelet.pod.PodContainer;
import dev.jukung.kubelet.pod.PodVolumes.VolumeException;
import dev.jukung.kubelet.volumes.AtomicWriter.Content;
import dev.jukung.kubelet.volumes.AtomicWriter.Owner;
import dev.jukung.kubelet.volumes.HostVolumes.Ready;
import dev.jukung.kubelet.volumes.ServiceAccountTokens.Token;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.ConfigMapVolumeSource;
import dev.jukung.model.core.v1.DownwardAPIVolumeSource;
import dev.jukung.model.core.v1.EmptyDirVolumeSource;
import dev.jukung.model.core.v1.PersistentVolume;
import dev.jukung.model.core.v1.PersistentVolumeClaim;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.PodSecurityContext;
import dev.jukung.model.core.v1.ProjectedVolumeSource;
import dev.jukung.model.core.v1.SecretVolumeSource;
import dev.jukung.model.core.v1.ServiceAccountTokenProjection;
import dev.jukung.model.core.v1.Volume;
import dev.jukung.model.core.v1.VolumeProjection;
import dev.jukung.runtime.ApiClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sets up one volume of each kind. Thread-safe for different volumes. */
final class VolumeKinds {
    private static final int MODE = 0644;
    private static final long TOKEN_SECONDS = 3600;

    private final ApiClient client;
    private final VolumeFiles files;
    private final ServiceAccountTokens tokens;
    private final Clock clock;

    VolumeKinds(ApiClient client, VolumeFiles files, ServiceAccountTokens tokens, Clock clock) {
        this.client = client;
        this.files = files;
        this.tokens = tokens;
        this.clock = clock;
    }

    Ready setUp(Pod pod, Volume volume, Path volumes) throws VolumeException, IOException, InterruptedException {
        if (volume.emptyDir().isPresent()) {
            return emptyDir(pod, volume, volume.emptyDir().get(), volumes.resolve("kubernetes.io~empty-dir"));
        }
        if (volume.configMap().isPresent()) {
            return configMap(pod, volume, volume.configMap().get(), volumes.resolve("kubernetes.io~configmap"));
        }
        if (volume.secret().isPresent()) {
            return secret(pod, volume, volume.secret().get(), volumes.resolve("kubernetes.io~secret"));
        }
        if (volume.downwardAPI().isPresent()) {
            return downward(pod, volume, volume.downwardAPI().get(), volumes.resolve("kubernetes.io~downward-api"));
        }
        if (volume.projected().isPresent()) {
            return projected(pod, volume, volume.projected().get(), volumes.resolve("kubernetes.io~projected"));
        }
        if (volume.hostPath().isPresent()) {
            var source = volume.hostPath().get();
            return ready(volume, HostPaths.check(source.path(), source.type().orElse("")));
        }
        if (volume.persistentVolumeClaim().isPresent()) {
            return ready(
                    volume, claimed(pod, volume.persistentVolumeClaim().get().claimName()));
        }
        if (volume.ephemeral().isPresent()) {
            return ready(volume, claimed(pod, pod.name() + "-" + volume.name()));
        }
        throw new VolumeException("this kind of volume is not supported by this node: "
                + String.join(", ", kindsOf(volume)) + "; supported are "
                + String.join(", ", HostPaths.SUPPORTED.stream().sorted().toList()));
    }

    private static Set<String> kindsOf(Volume volume) {
        Set<String> names = new HashSet<>();
        volume.tree().forEach((key, _) -> {
            if (!key.equals("name")) {
                names.add(key);
            }
        });
        return names;
    }

    private static Ready ready(Volume volume, Path path) {
        return new Ready(volume.name(), path, Optional.empty());
    }

    // --- directories

    private static Ready emptyDir(Pod pod, Volume volume, EmptyDirVolumeSource source, Path parent) throws IOException {
        Path directory = parent.resolve(volume.name());
        if (!Files.exists(directory)) {
            Files.createDirectories(directory);
            if (source.medium().orElse("").equals("Memory")) {
                Mounts.memory(
                        directory,
                        source.sizeLimit().map(limit -> limit.value()).orElse(0L));
            }
            Optional<Long> group = group(pod);
            if (group.isPresent()) {
                Ownership.share(directory, group.get(), 0777);
            } else {
                Ownership.mode(directory, 0777);
            }
        }
        return ready(volume, directory);
    }

    private static Optional<Long> group(Pod pod) {
        var group =
                pod.spec().securityContext().orElse(PodSecurityContext.EMPTY).fsGroup();
        return group.isPresent() ? Optional.of(group.getAsLong()) : Optional.empty();
    }

    private Path claimed(Pod pod, String claim) throws VolumeException, InterruptedException {
        ObjectKey key = ObjectKey.of(pod.namespace(), claim);
        PersistentVolumeClaim found = client.find(Resources.PERSISTENTVOLUMECLAIMS, key)
                .orElseThrow(() -> new VolumeException("persistentvolumeclaim \"" + claim + "\" not found"));
        if (!found.status().phase().orElse("").equals("Bound")) {
            throw new VolumeException("PVC is not bound: " + key);
        }
        String name = found.spec().volumeName().orElse("");
        PersistentVolume volume = client.find(Resources.PERSISTENTVOLUMES, ObjectKey.of(name))
                .orElseThrow(() -> new VolumeException("persistentvolume \"" + name + "\" not found"));
        if (volume.spec().hostPath().isPresent()) {
            var source = volume.spec().hostPath().get();
            return HostPaths.check(source.path(), source.type().orElse("DirectoryOrCreate"));
        }
        if (volume.spec().local().isPresent()) {
            return HostPaths.check(volume.spec().local().get().path(), "Directory");
        }
        throw new VolumeException("persistent volume \"" + name
                + "\" is of a kind that this node does not support; supported are hostPath and local");
    }

    // --- files

    private Ready configMap(Pod pod, Volume volume, ConfigMapVolumeSource source, Path parent)
            throws VolumeException, IOException, InterruptedException {
        Map<String, Content> content = files.configMap(
                pod,
                source.name().orElse(""),
                source.items(),
                source.optional().orElse(false),
                source.defaultMode().orElse(MODE));
        return write(pod, volume, content, parent, false, Owner.ROOT, Optional.empty());
    }

    private Ready secret(Pod pod, Volume volume, SecretVolumeSource source, Path parent)
            throws VolumeException, IOException, InterruptedException {
        Map<String, Content> content = files.secret(
                pod,
                source.secretName().orElse(""),
                source.items(),
                source.optional().orElse(false),
                source.defaultMode().orElse(MODE));
        return write(pod, volume, content, parent, true, Owner.ROOT, Optional.empty());
    }

    private Ready downward(Pod pod, Volume volume, DownwardAPIVolumeSource source, Path parent)
            throws VolumeException, IOException {
        Map<String, Content> content =
                files.downward(pod, source.items(), source.defaultMode().orElse(MODE));
        return write(pod, volume, content, parent, true, Owner.ROOT, Optional.empty());
    }

    private Ready projected(Pod pod, Volume volume, ProjectedVolumeSource source, Path parent)
            throws VolumeException, IOException, InterruptedException {
        int mode = source.defaultMode().orElse(MODE);
        Map<String, Content> all = new HashMap<>();
        Optional<Instant> refreshAt = Optional.empty();
        Optional<Long> user = onlyUser(pod);
        for (VolumeProjection part : source.sources()) {
            if (part.serviceAccountToken().isPresent()) {
                Token token = token(pod, part.serviceAccountToken().get());
                boolean exclusive = user.isPresent() || group(pod).isPresent();
                Content content = new Content(token.text().getBytes(StandardCharsets.UTF_8), exclusive ? 0600 : mode);
                all.put(VolumeFiles.inside(part.serviceAccountToken().get().path()), content);
                refreshAt =
                        refreshAt.filter(at -> at.isBefore(token.refreshAt())).or(() -> Optional.of(token.refreshAt()));
            } else {
                all.putAll(projection(pod, part, mode));
            }
        }
        return write(pod, volume, all, parent, true, new Owner(user, Optional.empty()), refreshAt);
    }

    private Map<String, Content> projection(Pod pod, VolumeProjection part, int mode)
            throws VolumeException, InterruptedException {
        if (part.configMap().isPresent()) {
            var source = part.configMap().get();
            return files.configMap(
                    pod,
                    source.name().orElse(""),
                    source.items(),
                    source.optional().orElse(false),
                    mode);
        }
        if (part.secret().isPresent()) {
            var source = part.secret().get();
            return files.secret(
                    pod,
                    source.name().orElse(""),
                    source.items(),
                    source.optional().orElse(false),
                    mode);
        }
        if (part.downwardAPI().isPresent()) {
            return files.downward(pod, part.downwardAPI().get().items(), mode);
        }
        throw new VolumeException("this kind of projection is not supported by this node: " + part.tree());
    }

    private Token token(Pod pod, ServiceAccountTokenProjection source) throws VolumeException, InterruptedException {
        return tokens.token(
                pod, source.audience().orElse(""), source.expirationSeconds().orElse(TOKEN_SECONDS));
    }

    /** The user that all containers run as, if the spec says so: then the files are that user's. */
    private static Optional<Long> onlyUser(Pod pod) {
        var shared =
                pod.spec().securityContext().orElse(PodSecurityContext.EMPTY).runAsUser();
        Set<Optional<Long>> users = new HashSet<>();
        for (PodContainer container : PodContainer.of(pod.spec())) {
            var own = container.spec().securityContext();
            Optional<Long> user = own.isPresent() && own.get().runAsUser().isPresent()
                    ? Optional.of(own.get().runAsUser().getAsLong())
                    : shared.isPresent() ? Optional.of(shared.getAsLong()) : Optional.empty();
            users.add(user);
        }
        return users.size() == 1 ? users.iterator().next() : Optional.empty();
    }

    private Ready write(
            Pod pod,
            Volume volume,
            Map<String, Content> content,
            Path parent,
            boolean memory,
            Owner owner,
            Optional<Instant> refreshAt)
            throws IOException {
        Path directory = parent.resolve(volume.name());
        if (!Files.exists(directory)) {
            Files.createDirectories(directory);
        }
        if (memory && !Mounts.isMounted(directory)) {
            Mounts.memory(directory, 0);
        }
        Optional<Long> group = group(pod);
        if (group.isPresent()) {
            Ownership.share(directory, group.get(), 0777);
        } else {
            Ownership.mode(directory, memory ? 01777 : 0777);
        }
        new AtomicWriter(directory).write(readable(content, group), new Owner(owner.user(), group), clock.now());
        return new Ready(volume.name(), directory, refreshAt);
    }

    /** The group of the pod's volumes may read what its owner may. */
    private static Map<String, Content> readable(Map<String, Content> content, Optional<Long> group) {
        if (group.isEmpty()) {
            return content;
        }
        Map<String, Content> readable = new HashMap<>();
        content.forEach((path, file) -> readable.put(path, new Content(file.bytes(), file.mode() | 0040)));
        return readable;
    }
}
