package dev.jukung.cluster;

import dev.jukung.base.Clock;
import dev.jukung.kubelet.cri.Containerd;
import dev.jukung.kubelet.cri.ContainerdSettings;
import dev.jukung.network.CniConfigList;
import dev.jukung.network.PodNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * What the Pods of a node stand on and what needs no API server: the Pods' network and containerd. It starts beside the
 * control plane, because that is half a second of waiting for other programs. Confined to the thread that has it.
 */
final class NodeGround implements AutoCloseable {
    private final PodNetwork network;
    private final Containerd containerd;

    private NodeGround(PodNetwork network, Containerd containerd) {
        this.network = network;
        this.containerd = containerd;
    }

    /** A start under way. Closing it ends what was started, unless {@link #await} has handed it over. */
    static final class Start implements AutoCloseable {
        private final FutureTask<NodeGround> task;
        private boolean handedOver;

        private Start(FutureTask<NodeGround> task) {
            this.task = task;
        }

        NodeGround await() throws IOException, InterruptedException {
            try {
                NodeGround ground = task.get();
                handedOver = true;
                return ground;
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case IOException io -> throw io;
                    case RuntimeException known -> throw known;
                    case null, default -> throw new IllegalStateException(e.getCause());
                }
            }
        }

        @Override
        public void close() {
            if (!handedOver) {
                try {
                    task.get().close();
                } catch (ExecutionException _) {
                    handedOver = true; // nothing was started, and whoever needs to know why has asked await()
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt(); // in a hurry: the next start takes over what runs
                }
            }
        }
    }

    static Start begin(ClusterConfig config, Clock clock) {
        FutureTask<NodeGround> task = new FutureTask<>(() -> start(config, clock));
        Thread.ofVirtual().name("node-ground").start(task);
        return new Start(task);
    }

    private static NodeGround start(ClusterConfig config, Clock clock) throws IOException, InterruptedException {
        PodNetwork network = PodNetwork.start(config.podNetwork());
        try {
            ContainerdSettings settings = config.containerd();
            Files.createDirectories(settings.cniDirectory());
            Files.writeString(settings.cniDirectory().resolve(CniConfigList.FILE_NAME), network.conflist());
            return new NodeGround(network, Containerd.start(settings, clock));
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            network.close();
            throw e;
        }
    }

    PodNetwork network() {
        return network;
    }

    Containerd containerd() {
        return containerd;
    }

    /** Ends containerd; containers go on, and with them the network. */
    @Override
    public void close() {
        containerd.close();
    }
}
