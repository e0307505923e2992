package dev.jukung.kubelet.pod;

import dev.jukung.kubelet.container.Labels;
import dev.jukung.kubelet.container.SandboxConfig;
import dev.jukung.kubelet.container.SandboxConfig.PodIdentity;
import dev.jukung.kubelet.container.SandboxConfig.PortMapping;
import dev.jukung.kubelet.container.SandboxConfig.Seccomp;
import dev.jukung.model.core.v1.Container;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.PodSecurityContext;
import dev.jukung.model.core.v1.PodSpec;
import dev.jukung.model.core.v1.SeccompProfile;
import dev.jukung.model.core.v1.Sysctl;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** A pod's spec as the configuration of its sandbox. Pure functions. */
final class SandboxConfigs {
    private static final int HOST_NAME_MAX = 63;

    private SandboxConfigs() {}

    static PodIdentity identity(Pod pod) {
        return new PodIdentity(pod.namespace(), pod.name(), pod.uid());
    }

    static SandboxConfig of(Pod pod, int attempt, NodeSettings node, ResolverConfig resolver) {
        PodIdentity identity = identity(pod);
        Map<String, String> labels = new HashMap<>(pod.metadata().labels());
        labels.put(Labels.POD_NAME, pod.name());
        labels.put(Labels.POD_NAMESPACE, pod.namespace());
        labels.put(Labels.POD_UID, pod.uid());
        PodSpec spec = pod.spec();
        return new SandboxConfig(
                identity,
                attempt,
                // On the host's network a pod shares the host's name, which runtimes refuse to set.
                spec.hostNetwork().orElse(false) ? "" : hostname(pod, node.clusterDomain()),
                node.logDirectory(identity).toString(),
                Optional.of(resolver.of(pod)),
                ports(spec),
                Map.copyOf(labels),
                pod.metadata().annotations(),
                Cgroups.podPath(node.cgroupRoot(), QualityOfService.of(spec), pod.uid()),
                sysctls(spec),
                security(spec, node.seccompDefault()),
                spec.runtimeClassName().orElse(""));
    }

    /** The name that the pod's containers see as theirs. */
    static String hostname(Pod pod, String clusterDomain) {
        if (pod.spec().hostnameOverride().isPresent()) {
            return pod.spec().hostnameOverride().get();
        }
        String plain = plainHostname(pod);
        boolean full = pod.spec().setHostnameAsFQDN().orElse(false)
                && pod.spec().subdomain().isPresent();
        return full ? plain + "." + domain(pod, clusterDomain) : plain;
    }

    static String plainHostname(Pod pod) {
        String name = pod.spec().hostname().orElse(pod.name());
        String cut = name.length() > HOST_NAME_MAX ? name.substring(0, HOST_NAME_MAX) : name;
        return cut.replaceAll("[-.]+$", "");
    }

    private static String domain(Pod pod, String clusterDomain) {
        return pod.spec().subdomain().orElse("") + "." + pod.namespace() + ".svc." + clusterDomain;
    }

    /** The pod's name in DNS, where its subdomain gives it one. */
    static Optional<String> fullName(Pod pod, String clusterDomain) {
        return pod.spec().subdomain().map(_ -> plainHostname(pod) + "." + domain(pod, clusterDomain));
    }

    private static List<PortMapping> ports(PodSpec spec) {
        List<PortMapping> ports = new ArrayList<>();
        if (spec.hostNetwork().orElse(false)) {
            return ports; // the containers listen on the host themselves
        }
        for (PodContainer container : PodContainer.of(spec)) {
            container.spec().ports().stream()
                    .filter(port -> port.hostPort().orElse(0) > 0)
                    .forEach(port -> ports.add(new PortMapping(
                            port.protocol().orElse("TCP"),
                            port.containerPort(),
                            port.hostPort().getAsInt(),
                            port.hostIP().orElse(""))));
        }
        return List.copyOf(ports);
    }

    private static Map<String, String> sysctls(PodSpec spec) {
        return spec.securityContext().map(PodSecurityContext::sysctls).orElse(List.of()).stream()
                .collect(Collectors.toUnmodifiableMap(Sysctl::name, Sysctl::value, (first, _) -> first));
    }

    private static SandboxConfig.Security security(PodSpec spec, boolean seccompDefault) {
        PodSecurityContext pod = spec.securityContext().orElse(PodSecurityContext.EMPTY);
        boolean privileged = PodContainer.of(spec).stream()
                .map(PodContainer::spec)
                .map(Container::securityContext)
                .anyMatch(context -> context.flatMap(it -> it.privileged()).orElse(false));
        return new SandboxConfig.Security(
                spec.hostNetwork().orElse(false),
                spec.hostPID().orElse(false),
                spec.hostIPC().orElse(false),
                spec.shareProcessNamespace().orElse(false),
                privileged,
                boxed(pod.runAsUser()),
                boxed(pod.runAsGroup()),
                groups(pod),
                seccomp(pod.seccompProfile(), seccompDefault));
    }

    static List<Long> groups(PodSecurityContext pod) {
        List<Long> groups = new ArrayList<>(pod.supplementalGroups());
        pod.fsGroup().ifPresent(groups::add);
        return List.copyOf(groups);
    }

    static Optional<Long> boxed(OptionalLong number) {
        return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
    }

    static Seccomp seccomp(Optional<SeccompProfile> profile, boolean seccompDefault) {
        String type = profile.map(SeccompProfile::type).orElse(seccompDefault ? "RuntimeDefault" : "Unconfined");
        return switch (type) {
            case "RuntimeDefault" -> new Seccomp.RuntimeDefault();
            case "Localhost" ->
                new Seccomp.Localhost(
                        profile.flatMap(SeccompProfile::localhostProfile).orElse(""));
            default -> new Seccomp.Unconfined();
        };
    }
}
