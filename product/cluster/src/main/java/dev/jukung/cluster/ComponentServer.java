package dev.jukung.cluster;

import dev.jukung.apiserver.rest.Health;
import dev.jukung.apiserver.rest.MetricsText;
import dev.jukung.apiserver.rest.Refusals;
import dev.jukung.http.HttpServer;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Surroundings;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows over HTTPS how a component is: {@code /healthz}, {@code /livez}, {@code /readyz}, {@code /metrics} and
 * {@code /configz}, to those whom the API server lets see it. Thread-safe.
 */
final class ComponentServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ComponentServer.class);
    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8; escaping=underscores";

    private final Closing parts = new Closing();
    private final DelegatedAccess access;
    private final Health health;
    private final PrometheusRegistry registry;
    private final ObjectValue configuration;
    private final HttpServer http;

    /** @param configuration what {@code /configz} shows */
    ComponentServer(
            RoleSettings settings,
            Health health,
            PrometheusRegistry registry,
            ObjectValue configuration,
            Surroundings around)
            throws IOException, GeneralSecurityException {
        this.health = health;
        this.registry = registry;
        this.configuration = configuration;
        boolean complete = false;
        try {
            access = parts.add(new DelegatedAccess(settings.access(), around));
            List<TrustFile> authorities = settings.access().clientAuthorities().map(TrustFile::new).stream()
                    .toList();
            ComponentTls tls = parts.add(new ComponentTls(
                    settings.serving(),
                    settings.name(),
                    List.of("localhost", "127.0.0.1"),
                    authorities,
                    around.clock()));
            http = parts.add(HttpServer.start(
                    settings.serving().address(),
                    this::answer,
                    HttpServer.Options.of(settings.name(), around.clock(), around.faults())
                            .withTls(tls.tls())));
            complete = true;
        } finally {
            if (!complete) {
                parts.close();
            }
        }
        LOG.info("Serving securely on {}", http.address());
    }

    private Response answer(Request request) throws InterruptedException {
        try {
            access.check(request);
        } catch (ApiException refused) {
            return Refusals.response(request, refused);
        }
        Optional<Response> healthy = health.answer(request);
        if (healthy.isPresent()) {
            return healthy.get();
        }
        return switch (request.path()) {
            case "/metrics" ->
                Response.of(200, METRICS, MetricsText.of(registry).getBytes(StandardCharsets.UTF_8));
            case "/configz" -> Response.of(200, "application/json", Json.bytes(configuration));
            default -> Refusals.noSuchPath();
        };
    }

    InetSocketAddress address() {
        return http.address();
    }

    @Override
    public void close() {
        parts.close();
    }
}
