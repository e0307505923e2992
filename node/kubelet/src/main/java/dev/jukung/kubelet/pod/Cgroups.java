package dev.jukung.kubelet.pod;

import dev.jukung.model.Quantity;
import dev.jukung.model.core.v1.Container;
import dev.jukung.model.core.v1.PodSpec;
import dev.jukung.model.core.v1.ResourceRequirements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cgroups that hold pods: {@code <root>/kubepods}, in it one for burstable and one for best-effort pods, in these one per pod.
 * The runtime puts the containers' cgroups below. Works on version 1 (one tree per controller) and on version 2. Thread-safe.
 */
public final class Cgroups {
    private static final Logger LOG = LoggerFactory.getLogger(Cgroups.class);
    private static final String CONTROLLERS_V2 = "+cpu +memory +pids";

    private final Path mount;
    private final boolean unified;

    /** @param mount where the hierarchies are: {@code /sys/fs/cgroup} */
    public Cgroups(Path mount) {
        this.mount = mount;
        this.unified = Files.exists(mount.resolve("cgroup.controllers"));
    }

    /** A pod's cgroup as a path below each hierarchy. */
    public static String podPath(String root, QualityOfService qos, String uid) {
        if (root.isEmpty()) {
            return "";
        }
        String parent =
                switch (qos) {
                    case GUARANTEED -> root;
                    case BURSTABLE -> root + "/burstable";
                    case BEST_EFFORT -> root + "/besteffort";
                };
        return parent + "/pod" + uid;
    }

    /** Makes a pod's cgroup with the limits that hold for all its containers together. */
    public void create(String root, PodSpec pod, String uid) {
        if (root.isEmpty()) {
            return;
        }
        String path = podPath(root, QualityOfService.of(pod), uid).substring(1);
        long shares = ContainerResources.shares(total(pod, Cgroups::cpuRequest));
        long quota = allLimited(pod, "cpu")
                ? ContainerResources.quota(
                        total(pod, container -> limit(container, "cpu").millis()))
                : 0;
        long memory = allLimited(pod, "memory")
                ? total(pod, container -> limit(container, "memory").value())
                : 0;
        try {
            if (unified) {
                createUnified(path, shares, quota, memory);
            } else {
                createPerController(path, shares, quota, memory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cgroup of pod " + uid + " could not be made", e);
        }
    }

    private void createPerController(String path, long shares, long quota, long memory) throws IOException {
        Path cpu = Files.createDirectories(mount.resolve("cpu").resolve(path));
        Files.writeString(cpu.resolve("cpu.shares"), Long.toString(shares));
        if (quota > 0) {
            Files.writeString(cpu.resolve("cpu.cfs_period_us"), Long.toString(ContainerResources.PERIOD_MICROS));
            Files.writeString(cpu.resolve("cpu.cfs_quota_us"), Long.toString(quota));
        }
        Path memoryGroup = Files.createDirectories(mount.resolve("memory").resolve(path));
        if (memory > 0) {
            Files.writeString(memoryGroup.resolve("memory.limit_in_bytes"), Long.toString(memory));
        }
    }

    private void createUnified(String path, long shares, long quota, long memory) throws IOException {
        Path group = mount;
        for (Path name : Path.of(path)) {
            Files.writeString(group.resolve("cgroup.subtree_control"), CONTROLLERS_V2);
            group = Files.createDirectories(group.resolve(name));
        }
        Files.writeString(group.resolve("cgroup.subtree_control"), CONTROLLERS_V2);
        Files.writeString(group.resolve("cpu.weight"), Long.toString(weight(shares)));
        if (quota > 0) {
            Files.writeString(group.resolve("cpu.max"), quota + " " + ContainerResources.PERIOD_MICROS);
        }
        if (memory > 0) {
            Files.writeString(group.resolve("memory.max"), Long.toString(memory));
        }
    }

    /** Version 1's 2 to 262144 as version 2's 1 to 10000. */
    static long weight(long shares) {
        return 1
                + (shares - ContainerResources.SHARES_MIN)
                        * 9999
                        / (ContainerResources.SHARES_MAX - ContainerResources.SHARES_MIN);
    }

    private static long total(PodSpec pod, Function<Container, Long> amount) {
        long regular = pod.containers().stream().mapToLong(amount::apply).sum();
        long largestInit = 0;
        long sidecars = 0;
        for (PodContainer container : PodContainer.of(pod)) {
            if (container.role() == PodContainer.Role.SIDECAR) {
                sidecars += amount.apply(container.spec());
            } else if (container.role() == PodContainer.Role.INIT) {
                largestInit = Math.max(largestInit, sidecars + amount.apply(container.spec()));
            }
        }
        return Math.max(regular + sidecars, largestInit);
    }

    private static long cpuRequest(Container container) {
        ResourceRequirements resources = container.resources().orElse(ResourceRequirements.EMPTY);
        return resources.requests().getOrDefault("cpu", limit(container, "cpu")).millis();
    }

    private static Quantity limit(Container container, String name) {
        return ContainerResources.amount(
                container.resources().orElse(ResourceRequirements.EMPTY).limits(), name);
    }

    private static boolean allLimited(PodSpec pod, String name) {
        return PodContainer.of(pod).stream()
                .filter(container -> container.role() != PodContainer.Role.EPHEMERAL)
                .allMatch(container -> limit(container.spec(), name).amount().signum() > 0);
    }

    /** Removes a pod's cgroup everywhere, after its processes have ended. */
    public void remove(String root, PodSpec pod, String uid) {
        if (!root.isEmpty()) {
            removeTree(podPath(root, QualityOfService.of(pod), uid));
        }
    }

    /** Removes a cgroup and everything below it, in every hierarchy; what still has processes stays. */
    public void removeTree(String path) {
        for (Path hierarchy : hierarchies()) {
            Path top = hierarchy.resolve(path.substring(1));
            if (!Files.isDirectory(top)) {
                continue;
            }
            try (Stream<Path> tree = Files.walk(top)) {
                for (Path group : tree.filter(Files::isDirectory)
                        .sorted(Comparator.reverseOrder())
                        .toList()) {
                    removeOne(group);
                }
            } catch (IOException | UncheckedIOException e) {
                LOG.warn("cgroup {} could not be removed", top, e);
            }
        }
    }

    private static void removeOne(Path group) throws IOException {
        try {
            Files.delete(group); // rmdir: the files in it are the kernel's and go with it
        } catch (NoSuchFileException _) {
            LOG.trace("{} was removed by the runtime", group);
        } catch (DirectoryNotEmptyException e) {
            LOG.warn("cgroup {} still has children", group, e);
        }
    }

    private List<Path> hierarchies() {
        if (unified) {
            return List.of(mount);
        }
        try (Stream<Path> children = Files.list(mount)) {
            return new ArrayList<>(children.filter(Files::isDirectory).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
