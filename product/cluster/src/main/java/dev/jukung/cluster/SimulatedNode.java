package dev.jukung.cluster;

import dev.jukung.kubelet.Kubelet;
import dev.jukung.kubelet.KubeletConfig;
import dev.jukung.kubelet.SimulatedBackend;
import dev.jukung.kubelet.node.HostInfo;
import dev.jukung.kubelet.sim.SimulatedRuntime;
import dev.jukung.runtime.Surroundings;
import java.nio.file.Path;
import java.util.List;

/** A node on which Pods become ready by rule, as large as this machine. Thread-safe. */
final class SimulatedNode implements Node {
    private final Kubelet kubelet;

    SimulatedNode(ClusterConfig config, ControlPlane controlPlane, Surroundings around) throws InterruptedException {
        Path root = config.folder().resolve("kubelet");
        SimulatedRuntime runtime =
                new SimulatedRuntime(config.addresses().nodePods(), around.clock(), around.randomness());
        String node = config.nodeName();
        kubelet = Kubelet.start(
                KubeletConfig.of(node, config.nodeAddress(), root)
                        .withClusterDns(List.of(config.addresses().dns()), ClusterConfig.DOMAIN),
                controlPlane.client("system:node:" + node, "system:nodes"),
                new SimulatedBackend(runtime, HostInfo.read(config.folder())),
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
