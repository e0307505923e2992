package dev.jukung.kubelet.server;

import dev.jukung.base.Clock;
import dev.jukung.http.ByteRelay;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.http.Headers;
import dev.jukung.http.HttpClient;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.http.spdy.SpdySession;
import dev.jukung.http.websocket.Handshake;
import dev.jukung.kubelet.container.ContainerRuntime;
import dev.jukung.kubelet.container.ContainerStatus;
import dev.jukung.kubelet.container.SandboxStatus;
import dev.jukung.kubelet.container.StreamingService.Streams;
import dev.jukung.kubelet.pod.PodContainer;
import dev.jukung.model.core.v1.Container;
import dev.jukung.model.core.v1.Pod;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Exec, attach, port-forward and run. The runtime serves the streams itself, in SPDY, at an address for one use: clients that
 * speak SPDY are connected to it byte by byte, for clients that speak WebSocket it is translated. Thread-safe.
 */
final class ContainerStreams {
    private static final String SPDY = "SPDY/3.1";
    private static final String PORT_FORWARD = "portforward.k8s.io";
    private static final String TUNNEL = SPDY + "+" + PORT_FORWARD;
    private static final String VERSION = "X-Stream-Protocol-Version";
    private static final String REMOTE_COMMAND = "v4.channel.k8s.io";
    /** Some clients send their whole input as one message. */
    private static final int MESSAGE_MAX_BYTES = 16 * 1024 * 1024;

    private static final int FAILURE_MAX_BYTES = 64 * 1024;
    private static final Duration RUN_TIMEOUT = Duration.ofMinutes(10);
    private static final Set<String> OURS = Set.of("host", "authorization", "content-length", "transfer-encoding");

    private final NodePods pods;
    private final ContainerRuntime runtime;
    private final HttpClient client;
    private final Clock clock;

    /** @param client for the runtime's streaming server; closed by its owner */
    ContainerStreams(NodePods pods, ContainerRuntime runtime, HttpClient client, Clock clock) {
        this.pods = pods;
        this.runtime = runtime;
        this.client = client;
        this.clock = clock;
    }

    Response exec(Request request, PodPath path) throws RefusedException, InterruptedException {
        Streams streams = StreamRequests.streams(request);
        Pod pod = pod(path);
        ContainerStatus container = pods.running(pod, path.container())
                .orElseThrow(() -> new RefusedException(500, "container not found (\"" + path.container() + "\")"));
        return remoteCommand(request, streams, () -> runtime.streaming()
                .exec(container.id(), StreamRequests.command(request, "command"), streams));
    }

    Response attach(Request request, PodPath path) throws RefusedException, InterruptedException {
        Streams asked = StreamRequests.streams(request);
        Pod pod = pod(path);
        RefusedException absent = new RefusedException(
                500, "container " + path.container() + " not found in pod " + pod.name() + "_" + pod.namespace());
        ContainerStatus container = pods.running(pod, path.container()).orElseThrow(() -> absent);
        // Whether there is a terminal was decided when the container was made.
        boolean tty = PodContainer.named(pod.spec(), path.container())
                .map(PodContainer::spec)
                .flatMap(Container::tty)
                .orElse(false);
        Streams streams = new Streams(asked.stdin(), asked.stdout(), asked.stderr() && !tty, tty);
        return remoteCommand(request, streams, () -> runtime.streaming().attach(container.id(), streams));
    }

    Response portForward(Request request, PodPath path) throws RefusedException, InterruptedException {
        Pod pod = pod(path);
        SandboxStatus sandbox = pods.sandbox(pod)
                .orElseThrow(() ->
                        new RefusedException(500, "pod not found (\"" + pod.name() + "_" + pod.namespace() + "\")"));
        boolean tunnel = Handshake.choose(request, List.of(TUNNEL)).isPresent();
        if (!Handshake.isAsked(request)) {
            return relayed(request, prepare(() -> runtime.streaming().portForward(sandbox.id(), List.of())));
        }
        List<Integer> ports = tunnel ? List.of() : StreamRequests.ports(request);
        return translated(
                request,
                tunnel ? List.of(TUNNEL) : ChannelProtocol.PORT_FORWARD,
                PORT_FORWARD,
                () -> runtime.streaming().portForward(sandbox.id(), ports),
                (session, connection) -> {
                    if (tunnel) {
                        ByteRelay.serve(connection, session.input(), session.output());
                    } else {
                        try (SpdySession spdy = spdy(connection)) {
                            new PortForwardSession(session, spdy).serve(ports);
                        }
                    }
                });
    }

    /** Runs a command and answers with what it has written. */
    Response run(Request request, PodPath path) throws RefusedException, InterruptedException {
        Pod pod = pod(path);
        ContainerStatus container = pods.running(pod, path.container())
                .orElseThrow(() -> new RefusedException(500, "container not found (\"" + path.container() + "\")"));
        String command = request.parameter("cmd").orElse("");
        ContainerRuntime.ExecResult result = runtime.exec(container.id(), List.of(command.split(" ", -1)), RUN_TIMEOUT);
        byte[] output = java.util.Arrays.copyOf(result.stdout(), result.stdout().length + result.stderr().length);
        System.arraycopy(result.stderr(), 0, output, result.stdout().length, result.stderr().length);
        if (result.exitCode() != 0) {
            throw new RefusedException(
                    500,
                    "command '" + command + "' exited with " + result.exitCode() + ": "
                            + new String(output, StandardCharsets.UTF_8));
        }
        return Response.of(200, "text/plain; charset=utf-8", output);
    }

    private Pod pod(PodPath path) throws RefusedException {
        Pod pod = pods.find(path.namespace(), path.pod())
                .orElseThrow(() -> new RefusedException(404, "pod does not exist"));
        if (path.uid().isPresent() && !path.uid().get().equals(pod.uid())) {
            throw new RefusedException(404, "pod not found");
        }
        return pod;
    }

    // --- to the runtime

    /** Asks the runtime for an address. */
    @FunctionalInterface
    private interface Prepared {
        URI address() throws InterruptedException;
    }

    /** Serves a client over a connection to the runtime. */
    @FunctionalInterface
    private interface Translation {
        void serve(dev.jukung.http.websocket.WebSocketSession session, ClientResponse connection)
                throws IOException, InterruptedException;
    }

    private Response remoteCommand(Request request, Streams streams, Prepared prepared)
            throws RefusedException, InterruptedException {
        if (!Handshake.isAsked(request)) {
            return relayed(request, prepare(prepared));
        }
        return translated(request, ChannelProtocol.REMOTE_COMMAND, REMOTE_COMMAND, prepared, (session, connection) -> {
            try (SpdySession spdy = spdy(connection)) {
                new RemoteCommandSession(session, spdy).serve(streams);
            }
        });
    }

    private static URI prepare(Prepared prepared) throws InterruptedException {
        return prepared.address();
    }

    private SpdySession spdy(ClientResponse connection) {
        return SpdySession.client(connection.body(), connection.output().orElseThrow(), clock);
    }

    private Response relayed(Request request, URI address) throws RefusedException, InterruptedException {
        if (request.upgrade().isEmpty()) {
            throw new RefusedException(400, "Upgrade request required");
        }
        Headers headers = Headers.of(request.headers().fields().stream()
                .filter(field -> !OURS.contains(field.name().toLowerCase(Locale.ROOT)))
                .toList());
        ClientResponse connection =
                upgrade(ClientRequest.of(request.method(), address).withHeaders(headers));
        return new Response(
                101, connection.headers(), new Response.Upgraded((in, out) -> ByteRelay.serve(connection, in, out)));
    }

    private Response translated(
            Request request, List<String> protocols, String spoken, Prepared prepared, Translation translation)
            throws RefusedException, InterruptedException {
        Optional<String> chosen = Handshake.choose(request, protocols);
        if (chosen.isEmpty() && request.headers().contains("Sec-WebSocket-Protocol")) {
            return Handshake.accept(request, protocols, MESSAGE_MAX_BYTES, _ -> {}); // which refuses it
        }
        ClientRequest asking = ClientRequest.of("POST", prepare(prepared))
                .with("Connection", "Upgrade")
                .with("Upgrade", SPDY)
                .with(VERSION, spoken);
        ClientResponse connection = upgrade(asking);
        Response accepted = Handshake.accept(request, protocols, MESSAGE_MAX_BYTES, session -> {
            try (connection) {
                translation.serve(session, connection);
            }
        });
        if (accepted.status() != 101) {
            connection.close();
        }
        return accepted;
    }

    private ClientResponse upgrade(ClientRequest request) throws RefusedException, InterruptedException {
        try {
            ClientResponse connection = client.upgrade(request);
            if (connection.output().isPresent()) {
                return connection;
            }
            try (connection) {
                throw new RefusedException(
                        connection.status(),
                        new String(connection.body().readNBytes(FAILURE_MAX_BYTES), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new RefusedException(
                    500, "error dialing the container runtime's streaming server: " + e.getMessage(), e);
        }
    }
}
