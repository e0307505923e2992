package dev.jukung.kubelet.container;

import dev.jukung.kubelet.container.ContainerConfig.Resources;
import dev.jukung.kubelet.container.SandboxConfig.PodIdentity;
import dev.jukung.kubelet.container.SandboxConfig.Seccomp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Plain pods and containers for tests of runtimes. */
public final class RuntimeConfigs {
    private RuntimeConfigs() {}

    /** A pod of its own each time. */
    public static SandboxConfig pod(Map<String, String> annotations) {
        PodIdentity pod = new PodIdentity("default", "web", UUID.randomUUID().toString());
        return new SandboxConfig(
                pod,
                0,
                "web",
                "",
                Optional.empty(),
                List.of(),
                Map.of(Labels.POD_UID, pod.uid(), Labels.POD_NAME, "web"),
                annotations,
                "",
                Map.of(),
                new SandboxConfig.Security(
                        false,
                        false,
                        false,
                        false,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        new Seccomp.RuntimeDefault()),
                "");
    }

    public static ContainerConfig container(String image, List<String> command) {
        return new ContainerConfig(
                "app",
                2,
                image,
                image,
                command,
                List.of(),
                "",
                List.of(),
                List.of(),
                Map.of(Labels.CONTAINER_NAME, "app"),
                Map.of(Labels.RESTART_COUNT, "2"),
                "",
                false,
                false,
                false,
                Resources.NONE,
                new ContainerConfig.Security(
                        false,
                        List.of(),
                        List.of(),
                        false,
                        false,
                        Optional.empty(),
                        "",
                        Optional.empty(),
                        List.of(),
                        false,
                        new Seccomp.RuntimeDefault(),
                        Optional.empty()));
    }
}
