package dev.jukung.kubelet.pod;

import dev.jukung.kubelet.container.ContainerConfig.Mount;
import dev.jukung.kubelet.container.ContainerConfig.Propagation;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.VolumeMount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a container finds in its file system besides its image: its volumes, /etc/hosts and the file for its last words. Makes the files
 * that are needed on the host. Thread-safe.
 */
final class ContainerFiles {
    private final NodeSettings node;
    private final Path hostHosts;

    ContainerFiles(NodeSettings node, Path hostHosts) {
        this.node = node;
        this.hostHosts = hostHosts;
    }

    /**
     * @param volumes where each volume is on the host
     * @param environment for {@code subPathExpr}
     */
    List<Mount> mounts(
            Pod pod,
            PodContainer container,
            int attempt,
            Map<String, Path> volumes,
            Map<String, String> environment,
            List<String> addresses)
            throws ConfigurationException {
        List<Mount> mounts = new ArrayList<>();
        for (VolumeMount mount : container.spec().volumeMounts()) {
            mounts.add(volume(container, mount, volumes, environment));
        }
        try {
            Path directory = Files.createDirectories(node.podDirectory(pod.uid()));
            if (mounts.stream().noneMatch(mount -> mount.containerPath().equals("/etc/hosts"))) {
                Path hosts = directory.resolve("etc-hosts");
                Files.writeString(
                        hosts,
                        HostsFile.of(
                                pod,
                                addresses,
                                Files.exists(hostHosts) ? Files.readString(hostHosts) : "",
                                node.clusterDomain()));
                mounts.add(new Mount("/etc/hosts", hosts.toString(), false, Propagation.PRIVATE));
            }
            String lastWords = container.spec().terminationMessagePath().orElse("/dev/termination-log");
            if (!lastWords.isEmpty()) {
                Path file = node.terminationLog(pod.uid(), container.name(), attempt);
                Files.createDirectories(file.getParent());
                Files.write(file, new byte[0]);
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
                mounts.add(new Mount(lastWords, file.toString(), false, Propagation.PRIVATE));
            }
            Files.createDirectories(
                    node.logDirectory(SandboxConfigs.identity(pod)).resolve(container.name()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(mounts);
    }

    private static Mount volume(
            PodContainer container, VolumeMount mount, Map<String, Path> volumes, Map<String, String> environment)
            throws ConfigurationException {
        Path volume = volumes.get(mount.name());
        if (volume == null) {
            throw new ConfigurationException(
                    "cannot find volume \"" + mount.name() + "\" to mount into container \"" + container.name() + "\"");
        }
        String subPath = mount.subPathExpr().isPresent()
                ? Expansion.expand(mount.subPathExpr().get(), environment)
                : mount.subPath().orElse("");
        Path source = subPath.isEmpty() ? volume : SubPaths.resolve(volume, subPath, mount.name());
        String inside = mount.mountPath();
        return new Mount(
                inside.startsWith("/") ? inside : "/" + inside,
                source.toString(),
                mount.readOnly().orElse(false),
                switch (mount.mountPropagation().orElse("None")) {
                    case "HostToContainer" -> Propagation.HOST_TO_CONTAINER;
                    case "Bidirectional" -> Propagation.BIDIRECTIONAL;
                    default -> Propagation.PRIVATE;
                });
    }
}
