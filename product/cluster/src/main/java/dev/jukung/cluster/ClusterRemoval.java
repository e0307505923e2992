package dev.jukung.cluster;

import dev.jukung.base.SystemClock;
import dev.jukung.kubelet.cri.Containerd;
import dev.jukung.kubelet.pod.Cgroups;
import dev.jukung.kubelet.volumes.HostVolumes;
import dev.jukung.network.NftException;
import dev.jukung.network.PodNetwork;
import dev.jukung.network.ServiceProxy;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Takes from this machine what a cluster put there outside its folder: processes, mounts, links, rules, cgroups. */
public final class ClusterRemoval {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    private ClusterRemoval() {}

    /**
     * Removes all of it. The cluster's process has ended before; how it ended does not matter. May be called again.
     *
     * @return what could not be removed, one line each
     */
    public static List<String> remove(ClusterConfig config) throws InterruptedException {
        return switch (config.backend()) {
            case SIMULATED -> List.of();
            case CONTAINERD -> removeNode(config);
        };
    }

    /** In this order: the network of Pods goes after the Pods, the cgroups after their processes. */
    private static List<String> removeNode(ClusterConfig config) throws InterruptedException {
        List<String> left = new ArrayList<>(Containerd.remove(config.containerd(), new SystemClock()));
        HostVolumes.removeAll(config.kubeletFolder());
        try {
            ServiceProxy.remove(config.serviceProxy());
            PodNetwork.remove(config.podNetwork());
        } catch (NftException | UncheckedIOException e) {
            left.add("network: " + e.getMessage());
        }
        new Cgroups(CGROUPS).removeTree(config.cgroup());
        return List.copyOf(left);
    }
}
