package dev.jukung.network;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.jukung.model.ObjectKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP servers of the proxy: one per healthCheckNodePort, by which load balancers ask whether this node has an
 * endpoint of a Service (200) or not (503), and the proxy's own {@code /healthz}. Answers are kube-proxy's.
 * {@link #put} and {@link #close} are confined to one thread at a time.
 */
final class HealthServers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthServers.class);
    private static final int BACKLOG = 64;

    private record Check(ObjectKey service, int port, HttpServer server) {}

    private record Answer(int status, String body, Optional<Integer> weight) {}

    private final ExecutorService requests = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("proxy-health-", 0).factory());
    private final Map<ObjectKey, Check> checks = new HashMap<>();
    private final Map<ObjectKey, Integer> localEndpoints = new java.util.concurrent.ConcurrentHashMap<>();
    private final BooleanSupplier healthy;
    private Optional<HttpServer> own = Optional.empty();

    HealthServers(BooleanSupplier healthy) {
        this.healthy = healthy;
    }

    /** @param times lastUpdated and currentTime as JSON members */
    void serveOwn(InetSocketAddress address, Supplier<String> times) throws IOException {
        HttpServer server = server(address);
        Supplier<Answer> answer = () -> {
            boolean good = healthy.getAsBoolean();
            return new Answer(good ? 200 : 503, "{" + times.get() + ",\"nodeEligible\": true}", Optional.empty());
        };
        server.createContext("/healthz", exchange -> answer(exchange, answer.get()));
        server.createContext("/livez", exchange -> answer(exchange, answer.get()));
        server.start();
        own = Optional.of(server);
    }

    /** Starts, moves, updates or stops the check of one Service. */
    void put(ObjectKey service, ServicePlan.HealthCheck wanted) {
        Check running = checks.get(service);
        if (running != null && running.port() != wanted.port()) {
            running.server().stop(0);
            checks.remove(service);
            localEndpoints.remove(service);
        }
        if (wanted.port() == 0) {
            return;
        }
        localEndpoints.put(service, wanted.localEndpoints());
        if (!checks.containsKey(service)) {
            start(service, wanted.port());
        }
    }

    private void start(ObjectKey service, int port) {
        try {
            HttpServer server = server(new InetSocketAddress(port));
            server.createContext("/", exchange -> answer(exchange, check(service)));
            server.start();
            checks.put(service, new Check(service, port, server));
        } catch (IOException e) {
            // Tried again with the next change of the Service.
            LOG.warn("Failed to start healthcheck of service {} on port {}: {}", service, port, e.getMessage());
        }
    }

    private HttpServer server(InetSocketAddress address) throws IOException {
        HttpServer server = HttpServer.create(address, BACKLOG);
        server.setExecutor(requests);
        return server;
    }

    private Answer check(ObjectKey service) {
        int count = Optional.ofNullable(localEndpoints.get(service)).orElse(0);
        boolean good = healthy.getAsBoolean();
        String body = """
                {
                	"service": {
                		"namespace": "%s",
                		"name": "%s"
                	},
                	"localEndpoints": %d,
                	"serviceProxyHealthy": %b
                }""".formatted(service.namespace(), service.name(), count, good);
        return new Answer(count > 0 && good ? 200 : 503, body, Optional.of(count));
    }

    private static void answer(HttpExchange exchange, Answer answer) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            answer.weight().ifPresent(weight -> exchange.getResponseHeaders()
                    .set("X-Load-Balancing-Endpoint-Weight", String.valueOf(weight)));
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        own.ifPresent(server -> server.stop(0));
        own = Optional.empty();
        for (Iterator<Check> left = checks.values().iterator(); left.hasNext(); left.remove()) {
            left.next().server().stop(0);
        }
        requests.close();
    }
}
