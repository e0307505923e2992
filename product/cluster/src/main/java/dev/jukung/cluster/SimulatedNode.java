package dev.jukung.cluster;

import dev.jukung.apiserver.ApiServer;
import dev.jukung.apiserver.auth.User;
import dev.jukung.kubelet.Kubelet;
import dev.jukung.kubelet.KubeletConfig;
import dev.jukung.kubelet.SimulatedBackend;
import dev.jukung.kubelet.node.HostInfo;
import dev.jukung.kubelet.sim.SimulatedRuntime;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Surroundings;
import java.nio.file.Path;
import java.util.List;

/** A node on which Pods become ready by rule. Thread-safe. */
final class SimulatedNode implements Node {
    private final Kubelet kubelet;

    private SimulatedNode(Kubelet kubelet) {
        this.kubelet = kubelet;
    }

    /** As large as this machine. */
    SimulatedNode(ClusterConfig config, ControlPlane controlPlane, Credentials credentials, Surroundings around)
            throws InterruptedException {
        this(Kubelet.start(
                config.kubelet(),
                client(controlPlane.server(), config.nodeName()),
                new SimulatedBackend(
                        new SimulatedRuntime(config.addresses().nodePods(), around.clock(), around.randomness()),
                        HostInfo.read(config.folder())),
                credentials.serverTls(user(config.nodeName()), config.kubeletNames()),
                around));
    }

    /** As large on every machine, so that a test sees the same everywhere; it has no server. */
    static SimulatedNode ofUsualSize(
            String name, String address, Path folder, SimulatedRuntime runtime, ApiServer server, Surroundings around)
            throws InterruptedException {
        KubeletConfig config =
                KubeletConfig.of(name, address, folder.resolve(name)).withClusterDns(List.of(), ClusterConfig.DOMAIN);
        return new SimulatedNode(Kubelet.start(config, client(server, name), SimulatedBackend.of(runtime), around));
    }

    private static ApiClient client(ApiServer server, String node) {
        return server.client(User.of(user(node), "system:nodes"));
    }

    private static String user(String node) {
        return "system:node:" + node;
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
