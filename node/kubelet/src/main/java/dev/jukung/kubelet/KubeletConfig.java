package dev.jukung.kubelet;

import dev.jukung.kubelet.node.StatusReports;
import dev.jukung.kubelet.server.LogLimits;
import dev.jukung.kubelet.server.ServerAccess;
import dev.jukung.kubelet.staticpods.StaticPods;
import dev.jukung.model.Quantity;
import dev.jukung.model.core.v1.Taint;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a node is set up; the names are those of Kubernetes' KubeletConfiguration and flags where it has one.
 *
 * @param nodeAddresses the main one first; at least one
 * @param bindAddress where the kubelet's server listens; empty for all addresses of the machine
 * @param port of the kubelet's server; 0 for any free one
 * @param access who may use that server
 * @param rootDirectory where the kubelet keeps what it needs
 * @param logLimits how large the logs of containers may become
 * @param resolvConf for Pods with the DNS of their node; empty for none
 * @param cgroupRoot the cgroup that holds the pods' cgroups: {@code /jukung-demo/kubepods}; empty for pods without
 * @param reserved what pods cannot have of the node's resources: {@code systemReserved} and {@code kubeReserved} together
 * @param registerNode whether the Node object is made if there is none
 * @param providerId what the cloud calls the machine; empty outside of one
 * @param reports how often the status of the node is looked at and told
 * @param staticPods files with Pods that run without the API
 */
public record KubeletConfig(
        String nodeName,
        List<String> nodeAddresses,
        String bindAddress,
        int port,
        ServerAccess access,
        Path rootDirectory,
        Path podLogsDirectory,
        LogLimits logLimits,
        String clusterDomain,
        List<String> clusterDns,
        Path resolvConf,
        String cgroupRoot,
        boolean seccompDefault,
        int maxPods,
        Map<String, Quantity> reserved,
        Map<String, String> nodeLabels,
        List<Taint> registerWithTaints,
        boolean registerNode,
        String providerId,
        StatusReports reports,
        Optional<StaticPods.Source> staticPods) {
    /** Kubernetes' default. */
    public static final int MAX_PODS = 110;

    public static final int PORT = 10250;

    public KubeletConfig {
        if (nodeAddresses.isEmpty()) {
            throw new IllegalArgumentException("a node has at least one address");
        }
    }

    /** With Kubernetes' defaults. */
    public static KubeletConfig of(String nodeName, String nodeAddress, Path rootDirectory) {
        return new KubeletConfig(
                nodeName,
                List.of(nodeAddress),
                "",
                PORT,
                ServerAccess.STANDARD,
                rootDirectory,
                rootDirectory.resolve("pod-logs"),
                LogLimits.STANDARD,
                "cluster.local",
                List.of(),
                Path.of("/etc/resolv.conf"),
                "",
                false,
                MAX_PODS,
                Map.of(),
                Map.of(),
                List.of(),
                true,
                "",
                StatusReports.STANDARD,
                Optional.empty());
    }

    public KubeletConfig withPort(int value) {
        return with(draft -> draft.port = value);
    }

    /** @param value empty for all addresses of the machine */
    public KubeletConfig withBindAddress(String value) {
        return with(draft -> draft.bindAddress = value);
    }

    public KubeletConfig withAccess(ServerAccess value) {
        return with(draft -> draft.access = value);
    }

    public KubeletConfig withPodLogs(Path folder, LogLimits limits) {
        return with(draft -> {
            draft.podLogsDirectory = folder;
            draft.logLimits = limits;
        });
    }

    public KubeletConfig withClusterDns(List<String> servers, String domain) {
        return with(draft -> {
            draft.clusterDns = servers;
            draft.clusterDomain = domain;
        });
    }

    public KubeletConfig withResolvConf(Path value) {
        return with(draft -> draft.resolvConf = value);
    }

    public KubeletConfig withCgroupRoot(String path) {
        return with(draft -> draft.cgroupRoot = path);
    }

    public KubeletConfig withMaxPods(int value) {
        return with(draft -> draft.maxPods = value);
    }

    public KubeletConfig withReserved(Map<String, Quantity> value) {
        return with(draft -> draft.reserved = value);
    }

    public KubeletConfig withNodeLabels(Map<String, String> value) {
        return with(draft -> draft.nodeLabels = value);
    }

    public KubeletConfig withRegistration(boolean register, List<Taint> taints) {
        return with(draft -> {
            draft.registerNode = register;
            draft.registerWithTaints = taints;
        });
    }

    public KubeletConfig withNodeAddresses(List<String> value) {
        return with(draft -> draft.nodeAddresses = value);
    }

    public KubeletConfig withProviderId(String value) {
        return with(draft -> draft.providerId = value);
    }

    public KubeletConfig withReports(StatusReports value) {
        return with(draft -> draft.reports = value);
    }

    public KubeletConfig withSeccompDefault(boolean value) {
        return with(draft -> draft.seccompDefault = value);
    }

    public KubeletConfig withStaticPods(StaticPods.Source source) {
        return with(draft -> draft.staticPods = Optional.of(source));
    }

    private KubeletConfig with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.config();
    }

    /** A copy in which one setting is about to change. Confined to one thread. */
    private static final class Draft {
        String nodeName;
        List<String> nodeAddresses;
        String bindAddress;
        int port;
        ServerAccess access;
        Path rootDirectory;
        Path podLogsDirectory;
        LogLimits logLimits;
        String clusterDomain;
        List<String> clusterDns;
        Path resolvConf;
        String cgroupRoot;
        boolean seccompDefault;
        int maxPods;
        Map<String, Quantity> reserved;
        Map<String, String> nodeLabels;
        List<Taint> registerWithTaints;
        boolean registerNode;
        String providerId;
        StatusReports reports;
        Optional<StaticPods.Source> staticPods;

        Draft(KubeletConfig config) {
            nodeName = config.nodeName;
            nodeAddresses = config.nodeAddresses;
            bindAddress = config.bindAddress;
            port = config.port;
            access = config.access;
            rootDirectory = config.rootDirectory;
            podLogsDirectory = config.podLogsDirectory;
            logLimits = config.logLimits;
            clusterDomain = config.clusterDomain;
            clusterDns = config.clusterDns;
            resolvConf = config.resolvConf;
            cgroupRoot = config.cgroupRoot;
            seccompDefault = config.seccompDefault;
            maxPods = config.maxPods;
            reserved = config.reserved;
            nodeLabels = config.nodeLabels;
            registerWithTaints = config.registerWithTaints;
            registerNode = config.registerNode;
            providerId = config.providerId;
            reports = config.reports;
            staticPods = config.staticPods;
        }

        KubeletConfig config() {
            return new KubeletConfig(
                    nodeName,
                    nodeAddresses,
                    bindAddress,
                    port,
                    access,
                    rootDirectory,
                    podLogsDirectory,
                    logLimits,
                    clusterDomain,
                    clusterDns,
                    resolvConf,
                    cgroupRoot,
                    seccompDefault,
                    maxPods,
                    reserved,
                    nodeLabels,
                    registerWithTaints,
                    registerNode,
                    providerId,
                    reports,
                    staticPods);
        }
    }
}
