package dev.jukung.kubelet.sim;

import dev.jukung.kubelet.container.StreamingService;
import java.net.URI;
import java.util.List;

/** Says that there is nothing to stream to. Stateless. */
final class SimulatedStreaming implements StreamingService {
    @Override
    public URI exec(String containerId, List<String> command, Streams streams) {
        throw SimulatedRuntime.unsupported("a command cannot run in it");
    }

    @Override
    public URI attach(String containerId, Streams streams) {
        throw SimulatedRuntime.unsupported("nothing can be attached to it");
    }

    @Override
    public URI portForward(String sandboxId, List<Integer> ports) {
        throw SimulatedRuntime.unsupported("nothing listens on its ports");
    }
}
