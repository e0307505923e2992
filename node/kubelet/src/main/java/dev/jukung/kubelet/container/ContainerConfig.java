package dev.jukung.kubelet.container;

import dev.jukung.kubelet.container.SandboxConfig.Seccomp;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How to make a container.
 *
 * @param attempt counts the restarts from 0
 * @param imageReference the id of the image to run
 * @param image the name the user gave
 * @param command replaces the image's entry point; empty keeps it
 * @param args replaces the image's command; empty keeps it
 * @param logPath of the log file, below the sandbox's log directory
 */
public record ContainerConfig(
        String name,
        int attempt,
        String imageReference,
        String image,
        List<String> command,
        List<String> args,
        String workingDirectory,
        List<EnvironmentVariable> environment,
        List<Mount> mounts,
        Map<String, String> labels,
        Map<String, String> annotations,
        String logPath,
        boolean stdin,
        boolean stdinOnce,
        boolean tty,
        Resources resources,
        Security security) {
    public record EnvironmentVariable(String name, String value) {}

    /** A file or directory of the host inside the container. */
    public record Mount(String containerPath, String hostPath, boolean readOnly, Propagation propagation) {}

    /** How mounts made later on one side are seen on the other. */
    public enum Propagation {
        PRIVATE,
        HOST_TO_CONTAINER,
        BIDIRECTIONAL
    }

    /**
     * What the container may use.
     *
     * @param cpuShares relative weight, 2 at least; 0 for the runtime's default
     * @param cpuQuotaMicros of CPU time per period; 0 for no limit
     * @param memoryBytes 0 for no limit
     */
    public record Resources(
            long cpuShares, long cpuPeriodMicros, long cpuQuotaMicros, long memoryBytes, int oomScoreAdj) {
        public static final Resources NONE = new Resources(0, 0, 0, 0, 0);
    }

    /**
     * As whom and with what rights the container runs.
     *
     * @param runAsUserName used where the image names its user by name and no number is given; empty otherwise
     * @param targetContainer id of the container whose process namespace is joined
     */
    public record Security(
            boolean privileged,
            List<String> addedCapabilities,
            List<String> droppedCapabilities,
            boolean readOnlyRootFilesystem,
            boolean noNewPrivileges,
            Optional<Long> runAsUser,
            String runAsUserName,
            Optional<Long> runAsGroup,
            List<Long> supplementalGroups,
            boolean unmaskedProc,
            Seccomp seccomp,
            Optional<String> targetContainer) {}
}
