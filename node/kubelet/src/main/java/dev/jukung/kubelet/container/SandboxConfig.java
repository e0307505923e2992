package dev.jukung.kubelet.container;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How to make a pod's sandbox.
 *
 * @param attempt counts the sandboxes of the pod from 0
 * @param logDirectory on the host, where the logs of the containers go
 * @param dns for the containers' resolv.conf; empty leaves the host's
 * @param cgroupParent path of the pod's cgroup below each hierarchy, empty for the runtime's own choice
 * @param runtimeHandler from the RuntimeClass; empty for the default
 */
public record SandboxConfig(
        PodIdentity pod,
        int attempt,
        String hostname,
        String logDirectory,
        Optional<Dns> dns,
        List<PortMapping> ports,
        Map<String, String> labels,
        Map<String, String> annotations,
        String cgroupParent,
        Map<String, String> sysctls,
        Security security,
        String runtimeHandler) {
    /** Names a pod for good. */
    public record PodIdentity(String namespace, String name, String uid) {
        @Override
        public String toString() {
            return name + "_" + namespace + "(" + uid + ")";
        }
    }

    /** The content of a resolv.conf. */
    public record Dns(List<String> servers, List<String> searches, List<String> options) {}

    /** @param protocol TCP, UDP or SCTP */
    public record PortMapping(String protocol, int containerPort, int hostPort, String hostAddress) {}

    /** Whether the namespaces of the host are used, and as whom the sandbox runs. */
    public record Security(
            boolean hostNetwork,
            boolean hostPid,
            boolean hostIpc,
            boolean sharedPid,
            boolean privileged,
            Optional<Long> runAsUser,
            Optional<Long> runAsGroup,
            List<Long> supplementalGroups,
            Seccomp seccomp) {}

    /** Which system calls are allowed. */
    public sealed interface Seccomp {
        record RuntimeDefault() implements Seccomp {}

        record Unconfined() implements Seccomp {}

        /** @param path of a profile on the node */
        record Localhost(String path) implements Seccomp {}
    }
}
