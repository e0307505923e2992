package dev.jukung.kubelet.cri;

import dev.jukung.kubelet.container.StreamingService;
import dev.jukung.kubelet.cri.api.AttachRequest;
import dev.jukung.kubelet.cri.api.ExecRequest;
import dev.jukung.kubelet.cri.api.PortForwardRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** CRI's streaming calls: each answers with an address of the runtime's own streaming server. Thread-safe. */
final class CriStreaming implements StreamingService {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final CriConnection connection;

    CriStreaming(CriConnection connection) {
        this.connection = connection;
    }

    @Override
    public URI exec(String containerId, List<String> command, Streams streams) throws InterruptedException {
        ExecRequest request = ExecRequest.newBuilder()
                .setContainerId(containerId)
                .addAllCmd(command)
                .setTty(streams.tty())
                .setStdin(streams.stdin())
                .setStdout(streams.stdout())
                .setStderr(streams.stderr() && !streams.tty())
                .build();
        return URI.create(connection.call(CriMethods.EXEC, request, TIMEOUT).getUrl());
    }

    @Override
    public URI attach(String containerId, Streams streams) throws InterruptedException {
        AttachRequest request = AttachRequest.newBuilder()
                .setContainerId(containerId)
                .setTty(streams.tty())
                .setStdin(streams.stdin())
                .setStdout(streams.stdout())
                .setStderr(streams.stderr() && !streams.tty())
                .build();
        return URI.create(connection.call(CriMethods.ATTACH, request, TIMEOUT).getUrl());
    }

    @Override
    public URI portForward(String sandboxId, List<Integer> ports) throws InterruptedException {
        PortForwardRequest request = PortForwardRequest.newBuilder()
                .setPodSandboxId(sandboxId)
                .addAllPort(ports)
                .build();
        return URI.create(
                connection.call(CriMethods.PORT_FORWARD, request, TIMEOUT).getUrl());
    }
}
