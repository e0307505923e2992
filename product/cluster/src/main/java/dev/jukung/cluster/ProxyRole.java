package dev.jukung.cluster;

import dev.jukung.apiserver.rest.MetricsText;
import dev.jukung.http.HttpServer;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Node;
import dev.jukung.network.NftException;
import dev.jukung.network.ServiceProxy;
import dev.jukung.network.ServiceProxyConfig;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.Surroundings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A service proxy in a process of its own, as kube-proxy is. Its rules stay when it ends. Thread-safe. */
public final class ProxyRole implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyRole.class);
    /** kube-proxy's patience for a node that has no range yet. */
    private static final Duration NODE_LIMIT = Duration.ofMinutes(5);

    private static final Duration NODE_PAUSE = Duration.ofSeconds(1);
    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8; escaping=underscores";

    private final Closing parts = new Closing();
    private final String mode;
    private final PrometheusRegistry registry = new PrometheusRegistry();

    private ProxyRole(String mode) {
        this.mode = mode;
    }

    /** Returns when it follows; the rules are there when {@code /healthz} says so. */
    public static ProxyRole start(ProxySettings settings, Surroundings around, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProxyRole role = new ProxyRole(settings.rules().mode());
        boolean complete = false;
        try {
            role.begin(settings, around, environment);
            complete = true;
            return role;
        } finally {
            if (!complete) {
                role.close();
            }
        }
    }

    private void begin(ProxySettings settings, Surroundings around, Map<String, String> environment)
            throws IOException, InterruptedException {
        HttpApiClient client = parts.add(HttpApiClient.connect(
                ComponentAccess.of(settings.kubeconfig(), settings.server(), environment), "kube-proxy", around));
        ServiceProxyConfig rules = settings.rules();
        if (settings.ofNode()) {
            rules = rules.withClusterCidrs(rangesOfNode(client, rules.nodeName(), around));
        }
        Files.createDirectories(rules.stateDirectory());
        Informers informers = parts.add(new Informers(client, around));
        ServiceProxy proxy;
        try {
            proxy = ServiceProxy.start(rules, informers, around.clock(), around.faults(), new ProxyMeters(registry));
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
        parts.add(proxy::leave);
        informers.start();
        if (settings.metrics().isPresent()) {
            parts.add(HttpServer.start(
                    settings.metrics().get(),
                    this::page,
                    HttpServer.Options.of("proxy-metrics", around.clock(), around.faults())));
        }
        LOG.info("Using {} Proxier", mode);
    }

    private static List<String> rangesOfNode(ApiClient client, String name, Surroundings around)
            throws IOException, InterruptedException {
        long end = around.clock().nanos() + NODE_LIMIT.toNanos();
        while (true) {
            Optional<Node> node = node(client, name);
            List<String> ranges = node.map(found -> found.spec().podCIDRs()).orElse(List.of());
            if (!ranges.isEmpty()) {
                return ranges;
            }
            if (around.clock().nanos() > end) {
                throw new IOException("timeout waiting for PodCIDR allocation on node " + name);
            }
            around.clock().sleep(NODE_PAUSE);
        }
    }

    private static Optional<Node> node(ApiClient client, String name) throws InterruptedException {
        try {
            return client.find(Resources.NODES, ObjectKey.of(name));
        } catch (ApiException e) {
            if (e.reason().remedy() != Reason.Remedy.WAIT) {
                throw e;
            }
            LOG.info("Failed to get node {}: {}", name, e.getMessage());
            return Optional.empty();
        }
    }

    private Response page(Request request) {
        return switch (request.path()) {
            case "/healthz", "/livez" -> Response.text(200, "ok");
            case "/proxyMode" -> Response.text(200, mode);
            case "/metrics" ->
                Response.of(200, METRICS, MetricsText.of(registry).getBytes(StandardCharsets.UTF_8));
            default -> Response.text(404, "404 page not found\n");
        };
    }

    /** Removes what a proxy of these settings has left on the node ({@code --cleanup}). */
    public static void cleanUp(ServiceProxyConfig rules) throws IOException, InterruptedException {
        try {
            ServiceProxy.remove(rules);
        } catch (NftException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        parts.close();
    }
}
