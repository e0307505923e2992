package dev.jukung.kubelet.server;

import dev.jukung.http.ClientTls;
import dev.jukung.http.HttpClient;
import dev.jukung.http.HttpServer;
import dev.jukung.http.ServerTls;
import dev.jukung.kubelet.container.RuntimeEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * The kubelet's HTTPS server, by default on port 10250: what {@code kubectl logs, exec, attach, port-forward} and collectors
 * of metrics reach through the API server or directly. Everybody is authenticated and authorized by the API server.
 * Thread-safe.
 */
public final class KubeletServer implements AutoCloseable {
    private final HttpClient client;
    private final FileChanges files = new FileChanges();
    private final RuntimeSignals signals = new RuntimeSignals();
    private final HttpServer server;

    private KubeletServer(InetSocketAddress address, ServerTls tls, ServerParts parts) throws IOException {
        client = new HttpClient(HttpClient.Options.of("streaming", ClientTls.SYSTEM, parts.clock(), parts.faults()));
        NodePods pods = new NodePods(parts.pods(), parts.runtime());
        Endpoints endpoints = new Endpoints(
                new AccessControl(parts.client(), parts.nodeName(), parts.access(), parts.clock()),
                new ContainerLogs(pods, parts.runtime(), files, signals, parts.clock()),
                new ContainerStreams(pods, parts.runtime(), client, parts.clock()),
                new NodePages(pods, parts, this::port));
        try {
            server = HttpServer.start(
                    address,
                    endpoints,
                    HttpServer.Options.of("kubelet", parts.clock(), parts.faults())
                            .withTls(tls));
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    /**
     * Serves until {@link #close}.
     *
     * @param address with port 0 for any free one
     * @param tls what it shows, and whose client certificates it believes
     */
    public static KubeletServer start(InetSocketAddress address, ServerTls tls, ServerParts parts) throws IOException {
        return new KubeletServer(address, tls, parts);
    }

    /** Where it listens. */
    public int port() {
        return server.address().getPort();
    }

    /** To be called with what the runtime tells, so that followed logs end with their containers. */
    public void event(RuntimeEvent event) {
        signals.event(event);
    }

    @Override
    public void close() {
        server.close(Duration.ZERO); // streams do not end by themselves
        files.close();
        client.close();
    }
}
