package dev.jukung.dns;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * {@code /metrics}, {@code /health} and {@code /ready} of the DNS server over HTTP, as Prometheus and probes made for
 * CoreDNS ask for them (there on three ports, here on one). Thread-safe.
 */
public final class StatusServer implements AutoCloseable {
    private static final int BACKLOG = 64;

    private final HttpServer server;
    private final ExecutorService requests = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("dns-status-", 0).factory());

    private StatusServer(HttpServer server) {
        this.server = server;
    }

    /** @param metrics in Prometheus' text format; @throws IOException when the address cannot be had */
    public static StatusServer start(InetSocketAddress address, Supplier<String> metrics, BooleanSupplier ready)
            throws IOException {
        StatusServer status = new StatusServer(HttpServer.create(address, BACKLOG));
        status.server.setExecutor(status.requests);
        status.server.createContext(
                "/metrics", exchange -> answer(exchange, 200, "text/plain; version=0.0.4", metrics.get()));
        status.server.createContext("/health", exchange -> answer(exchange, 200, "text/plain", "OK"));
        status.server.createContext("/ready", exchange -> {
            boolean good = ready.getAsBoolean();
            answer(exchange, good ? 200 : 503, "text/plain", good ? "OK" : "kubernetes");
        });
        status.server.start();
        return status;
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        try (exchange) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        requests.close();
    }
}
