package dev.jukung.kubelet.cri;

import dev.jukung.kubelet.container.ContainerConfig;
import dev.jukung.kubelet.container.SandboxConfig;
import dev.jukung.kubelet.container.SandboxConfig.Seccomp;
import dev.jukung.kubelet.cri.api.Capability;
import dev.jukung.kubelet.cri.api.ContainerMetadata;
import dev.jukung.kubelet.cri.api.DNSConfig;
import dev.jukung.kubelet.cri.api.ImageSpec;
import dev.jukung.kubelet.cri.api.Int64Value;
import dev.jukung.kubelet.cri.api.KeyValue;
import dev.jukung.kubelet.cri.api.LinuxContainerConfig;
import dev.jukung.kubelet.cri.api.LinuxContainerResources;
import dev.jukung.kubelet.cri.api.LinuxContainerSecurityContext;
import dev.jukung.kubelet.cri.api.LinuxPodSandboxConfig;
import dev.jukung.kubelet.cri.api.LinuxSandboxSecurityContext;
import dev.jukung.kubelet.cri.api.Mount;
import dev.jukung.kubelet.cri.api.MountPropagation;
import dev.jukung.kubelet.cri.api.NamespaceMode;
import dev.jukung.kubelet.cri.api.NamespaceOption;
import dev.jukung.kubelet.cri.api.PodSandboxConfig;
import dev.jukung.kubelet.cri.api.PodSandboxMetadata;
import dev.jukung.kubelet.cri.api.PortMapping;
import dev.jukung.kubelet.cri.api.Protocol;
import dev.jukung.kubelet.cri.api.SecurityProfile;
import java.util.List;

/** The kubelet's values as CRI messages. Pure functions. */
final class CriRequests {
    /** What every container runtime hides of /proc and /sys, unless {@code procMount: Unmasked} is asked for. */
    private static final List<String> MASKED = List.of(
            "/proc/asound",
            "/proc/acpi",
            "/proc/interrupts",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/sys/firmware",
            "/sys/devices/virtual/powercap");

    private static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private CriRequests() {}

    static PodSandboxConfig sandbox(SandboxConfig config) {
        PodSandboxConfig.Builder message = PodSandboxConfig.newBuilder()
                .setMetadata(PodSandboxMetadata.newBuilder()
                        .setName(config.pod().name())
                        .setNamespace(config.pod().namespace())
                        .setUid(config.pod().uid())
                        .setAttempt(config.attempt()))
                .setHostname(config.hostname())
                .setLogDirectory(config.logDirectory())
                .putAllLabels(config.labels())
                .putAllAnnotations(config.annotations())
                .setLinux(LinuxPodSandboxConfig.newBuilder()
                        .setCgroupParent(config.cgroupParent())
                        .putAllSysctls(config.sysctls())
                        .setSecurityContext(sandboxSecurity(config.security())));
        config.dns()
                .ifPresent(dns -> message.setDnsConfig(DNSConfig.newBuilder()
                        .addAllServers(dns.servers())
                        .addAllSearches(dns.searches())
                        .addAllOptions(dns.options())));
        config.ports()
                .forEach(port -> message.addPortMappings(PortMapping.newBuilder()
                        .setProtocol(Protocol.valueOf(port.protocol()))
                        .setContainerPort(port.containerPort())
                        .setHostPort(port.hostPort())
                        .setHostIp(port.hostAddress())));
        return message.build();
    }

    private static LinuxSandboxSecurityContext sandboxSecurity(SandboxConfig.Security security) {
        LinuxSandboxSecurityContext.Builder message = LinuxSandboxSecurityContext.newBuilder()
                .setNamespaceOptions(namespaces(security))
                .setPrivileged(security.privileged())
                .addAllSupplementalGroups(security.supplementalGroups())
                .setSeccomp(profile(security.seccomp()));
        security.runAsUser().ifPresent(user -> message.setRunAsUser(number(user)));
        security.runAsGroup().ifPresent(group -> message.setRunAsGroup(number(group)));
        return message.build();
    }

    private static NamespaceOption.Builder namespaces(SandboxConfig.Security security) {
        return NamespaceOption.newBuilder()
                .setNetwork(security.hostNetwork() ? NamespaceMode.NODE : NamespaceMode.POD)
                .setIpc(security.hostIpc() ? NamespaceMode.NODE : NamespaceMode.POD)
                .setPid(
                        security.hostPid()
                                ? NamespaceMode.NODE
                                : security.sharedPid() ? NamespaceMode.POD : NamespaceMode.CONTAINER);
    }

    static dev.jukung.kubelet.cri.api.ContainerConfig container(ContainerConfig config, SandboxConfig sandbox) {
        dev.jukung.kubelet.cri.api.ContainerConfig.Builder message =
                dev.jukung.kubelet.cri.api.ContainerConfig.newBuilder()
                        .setMetadata(ContainerMetadata.newBuilder()
                                .setName(config.name())
                                .setAttempt(config.attempt()))
                        .setImage(ImageSpec.newBuilder().setImage(config.imageReference()))
                        .addAllCommand(config.command())
                        .addAllArgs(config.args())
                        .setWorkingDir(config.workingDirectory())
                        .putAllLabels(config.labels())
                        .putAllAnnotations(config.annotations())
                        .setLogPath(config.logPath())
                        .setStdin(config.stdin())
                        .setStdinOnce(config.stdinOnce())
                        .setTty(config.tty())
                        .setLinux(LinuxContainerConfig.newBuilder()
                                .setResources(resources(config.resources()))
                                .setSecurityContext(containerSecurity(config.security(), sandbox.security())));
        config.environment()
                .forEach(variable -> message.addEnvs(
                        KeyValue.newBuilder().setKey(variable.name()).setValue(variable.value())));
        config.mounts()
                .forEach(mount -> message.addMounts(Mount.newBuilder()
                        .setContainerPath(mount.containerPath())
                        .setHostPath(mount.hostPath())
                        .setReadonly(mount.readOnly())
                        .setPropagation(propagation(mount.propagation()))));
        return message.build();
    }

    private static MountPropagation propagation(ContainerConfig.Propagation propagation) {
        return switch (propagation) {
            case PRIVATE -> MountPropagation.PROPAGATION_PRIVATE;
            case HOST_TO_CONTAINER -> MountPropagation.PROPAGATION_HOST_TO_CONTAINER;
            case BIDIRECTIONAL -> MountPropagation.PROPAGATION_BIDIRECTIONAL;
        };
    }

    private static LinuxContainerResources resources(ContainerConfig.Resources resources) {
        return LinuxContainerResources.newBuilder()
                .setCpuShares(resources.cpuShares())
                .setCpuPeriod(resources.cpuPeriodMicros())
                .setCpuQuota(resources.cpuQuotaMicros())
                .setMemoryLimitInBytes(resources.memoryBytes())
                .setOomScoreAdj(resources.oomScoreAdj())
                .build();
    }

    private static LinuxContainerSecurityContext containerSecurity(
            ContainerConfig.Security security, SandboxConfig.Security sandbox) {
        NamespaceOption.Builder namespaces = namespaces(sandbox);
        security.targetContainer()
                .ifPresent(id -> namespaces.setPid(NamespaceMode.TARGET).setTargetId(id));
        LinuxContainerSecurityContext.Builder message = LinuxContainerSecurityContext.newBuilder()
                .setCapabilities(Capability.newBuilder()
                        .addAllAddCapabilities(security.addedCapabilities())
                        .addAllDropCapabilities(security.droppedCapabilities()))
                .setPrivileged(security.privileged())
                .setNamespaceOptions(namespaces)
                .setReadonlyRootfs(security.readOnlyRootFilesystem())
                .setNoNewPrivs(security.noNewPrivileges())
                .setRunAsUsername(security.runAsUserName())
                .addAllSupplementalGroups(security.supplementalGroups())
                .setSeccomp(profile(security.seccomp()));
        if (!security.privileged() && !security.unmaskedProc()) {
            message.addAllMaskedPaths(MASKED).addAllReadonlyPaths(READ_ONLY);
        }
        security.runAsUser().ifPresent(user -> message.setRunAsUser(number(user)));
        security.runAsGroup().ifPresent(group -> message.setRunAsGroup(number(group)));
        return message.build();
    }

    private static SecurityProfile profile(Seccomp seccomp) {
        return switch (seccomp) {
            case Seccomp.RuntimeDefault _ -> type(SecurityProfile.ProfileType.RuntimeDefault, "");
            case Seccomp.Unconfined _ -> type(SecurityProfile.ProfileType.Unconfined, "");
            case Seccomp.Localhost(String path) -> type(SecurityProfile.ProfileType.Localhost, path);
        };
    }

    private static SecurityProfile type(SecurityProfile.ProfileType type, String path) {
        return SecurityProfile.newBuilder()
                .setProfileType(type)
                .setLocalhostRef(path)
                .build();
    }

    private static Int64Value number(long value) {
        return Int64Value.newBuilder().setValue(value).build();
    }
}
