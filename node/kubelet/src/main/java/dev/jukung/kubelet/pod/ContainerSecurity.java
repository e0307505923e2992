package dev.jukung.kubelet.pod;

import dev.jukung.kubelet.container.ContainerConfig.Security;
import dev.jukung.kubelet.container.ImageService.Image;
import dev.jukung.kubelet.container.SandboxConfig.Seccomp;
import dev.jukung.model.core.v1.Capabilities;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.PodSecurityContext;
import dev.jukung.model.core.v1.SecurityContext;
import java.util.Optional;

/** As whom and with what rights a container runs: its own security context over the pod's over the image's. Pure functions. */
final class ContainerSecurity {
    private ContainerSecurity() {}

    /** @param target id of the container whose processes an ephemeral container sees */
    static Security of(Pod pod, PodContainer container, Image image, boolean seccompDefault, Optional<String> target)
            throws ConfigurationException {
        SecurityContext own = container.spec().securityContext().orElse(SecurityContext.EMPTY);
        PodSecurityContext shared = pod.spec().securityContext().orElse(PodSecurityContext.EMPTY);
        Optional<Long> user = SandboxConfigs.boxed(own.runAsUser()).or(() -> SandboxConfigs.boxed(shared.runAsUser()));
        if (own.runAsNonRoot().or(shared::runAsNonRoot).orElse(false)) {
            refuseRoot(pod, container, user, image);
        }
        boolean privileged = own.privileged().orElse(false);
        Seccomp seccomp = privileged
                ? new Seccomp.Unconfined()
                : SandboxConfigs.seccomp(own.seccompProfile().or(shared::seccompProfile), seccompDefault);
        Capabilities capabilities = own.capabilities().orElse(Capabilities.EMPTY);
        return new Security(
                privileged,
                capabilities.add(),
                capabilities.drop(),
                own.readOnlyRootFilesystem().orElse(false),
                !own.allowPrivilegeEscalation().orElse(true),
                user.or(image::user),
                user.isPresent() || image.user().isPresent() ? "" : image.userName(),
                SandboxConfigs.boxed(own.runAsGroup()).or(() -> SandboxConfigs.boxed(shared.runAsGroup())),
                SandboxConfigs.groups(shared),
                own.procMount().orElse("Default").equals("Unmasked"),
                seccomp,
                target);
    }

    private static void refuseRoot(Pod pod, PodContainer container, Optional<Long> user, Image image)
            throws ConfigurationException {
        String who = "(pod: \"" + pod.name() + "_" + pod.namespace() + "(" + pod.uid() + ")\", container: "
                + container.name() + ")";
        if (user.isPresent()) {
            if (user.get() == 0) {
                throw new ConfigurationException("container's runAsUser breaks non-root policy " + who);
            }
        } else if (image.user().isPresent()
                ? image.user().get() == 0
                : image.userName().isEmpty()) {
            throw new ConfigurationException("container has runAsNonRoot and image will run as root " + who);
        } else if (image.user().isEmpty()) {
            throw new ConfigurationException("container has runAsNonRoot and image has non-numeric user ("
                    + image.userName() + "), cannot verify user is non-root " + who);
        }
    }
}
