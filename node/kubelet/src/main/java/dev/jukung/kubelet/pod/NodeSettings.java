package dev.jukung.kubelet.pod;

import dev.jukung.kubelet.container.SandboxConfig.PodIdentity;
import dev.jukung.model.Quantity;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What pods get from their node.
 *
 * @param addresses of the node, the main one first; at least one
 * @param directory where the kubelet keeps the pods' files
 * @param podLogs where the containers' logs go
 * @param clusterDns addresses of the cluster's DNS; empty leaves pods the node's resolv.conf
 * @param resolvConf the node's resolv.conf
 * @param cgroupRoot the cgroup that holds all pods, as a path below each hierarchy: {@code /jukung-demo/kubepods}
 * @param seccompDefault whether containers that say nothing run under the runtime's profile
 */
public record NodeSettings(
        String nodeName,
        List<String> addresses,
        Path directory,
        Path podLogs,
        String clusterDomain,
        List<String> clusterDns,
        Path resolvConf,
        String cgroupRoot,
        boolean seccompDefault,
        long memoryCapacityBytes,
        Map<String, Quantity> allocatable) {
    /** Where everything of one pod is. */
    public Path podDirectory(String uid) {
        return directory.resolve("pods").resolve(uid);
    }

    /** As Kubernetes names it, so that log collectors find it. */
    public Path logDirectory(PodIdentity pod) {
        return podLogs.resolve(pod.namespace() + "_" + pod.name() + "_" + pod.uid());
    }

    /** The file into which a container writes why it ended. */
    public Path terminationLog(String uid, String container, int attempt) {
        return podDirectory(uid).resolve("containers").resolve(container).resolve(Integer.toString(attempt));
    }
}
