package dev.jukung.cluster;

import dev.jukung.apiserver.ApiServer;
import dev.jukung.apiserver.auth.User;
import dev.jukung.kubelet.Kubelet;
import dev.jukung.kubelet.KubeletConfig;
import dev.jukung.kubelet.SimulatedBackend;
import dev.jukung.kubelet.node.HostInfo;
import dev.jukung.kubelet.sim.SimulatedRuntime;
import dev.jukung.runtime.Surroundings;
import java.nio.file.Path;
import java.util.List;

/** A node on which Pods become ready by rule. Thread-safe. */
final class SimulatedNode implements Node {
    private final Kubelet kubelet;

    /** As large as this machine. */
    SimulatedNode(ClusterConfig config, ControlPlane controlPlane, Surroundings around) throws InterruptedException {
        this(
                KubeletConfig.of(
                        config.nodeName(),
                        config.nodeAddress(),
                        config.folder().resolve("kubelet")),
                new SimulatedBackend(
                        new SimulatedRuntime(config.addresses().nodePods(), around.clock(), around.randomness()),
                        HostInfo.read(config.folder())),
                List.of(config.addresses().dns()),
                controlPlane.server(),
                around);
    }

    private SimulatedNode(
            KubeletConfig config, SimulatedBackend backend, List<String> dns, ApiServer server, Surroundings around)
            throws InterruptedException {
        kubelet = Kubelet.start(
                config.withClusterDns(dns, ClusterConfig.DOMAIN),
                server.client(User.of("system:node:" + config.nodeName(), "system:nodes")),
                backend,
                around);
    }

    /** As large on every machine, so that a test sees the same everywhere. */
    static SimulatedNode ofUsualSize(
            String name, String address, Path folder, SimulatedRuntime runtime, ApiServer server, Surroundings around)
            throws InterruptedException {
        return new SimulatedNode(
                KubeletConfig.of(name, address, folder.resolve(name)),
                SimulatedBackend.of(runtime),
                List.of(),
                server,
                around);
    }

    /** Simulated Pods end with their node. */
    @Override
    public void stopPods() {
        close();
    }

    @Override
    public void close() {
        kubelet.close();
    }
}
