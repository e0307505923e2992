package dev.jukung.apiserver.rest;

import dev.jukung.base.Clock;
import dev.jukung.http.Filter;
import dev.jukung.http.Handler;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The request metrics of kube-apiserver under their names. Thread-safe. */
final class RequestMetrics implements Filter {
    private static final double[] SECONDS = {
        0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60
    };
    private static final double NANOS_PER_SECOND = 1e9;

    private final Clock clock;
    private final PrometheusRegistry registry;
    private final Counter requests;
    private final Histogram durations;
    private final Gauge inFlight;

    RequestMetrics(Clock clock, PrometheusRegistry registry) {
        this.clock = clock;
        this.registry = registry;
        requests = Counter.builder()
                .name("apiserver_request_total")
                .help(
                        "Counter of apiserver requests broken out for each verb, dry run value, group, version, resource, scope, component, and HTTP response code.")
                .labelNames(
                        "code", "component", "dry_run", "group", "resource", "scope", "subresource", "verb", "version")
                .register(registry);
        durations = Histogram.builder()
                .name("apiserver_request_duration_seconds")
                .help(
                        "Response latency distribution in seconds for each verb, dry run value, group, version, resource, subresource, scope and component.")
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .labelNames("component", "dry_run", "group", "resource", "scope", "subresource", "verb", "version")
                .register(registry);
        inFlight = Gauge.builder()
                .name("apiserver_current_inflight_requests")
                .help(
                        "Maximal number of currently used inflight request limit of this apiserver per request kind in last second.")
                .labelNames("request_kind")
                .register(registry);
    }

    @Override
    public Response filter(Request request, Handler next) throws InterruptedException {
        RequestInfo info = RequestInfo.of(request);
        String kind = info.verb().equals("get")
                        || info.verb().equals("list")
                        || info.verb().equals("watch")
                ? "readOnly"
                : "mutating";
        long start = clock.nanos();
        inFlight.labelValues(kind).inc();
        try {
            Response response = next.handle(request);
            count(request, info, response.status(), (clock.nanos() - start) / NANOS_PER_SECOND);
            return response;
        } finally {
            inFlight.labelValues(kind).dec();
        }
    }

    private void count(Request request, RequestInfo info, int code, double seconds) {
        String verb = info.verb().toUpperCase(Locale.ROOT);
        if (verb.equals("UPDATE")) {
            verb = "PUT";
        } else if (verb.equals("CREATE")) {
            verb = "POST";
        }
        String dryRun = request.parameter("dryRun").orElse("");
        String scope = !info.forResource()
                ? ""
                : !info.name().isEmpty() ? "resource" : info.namespace().isEmpty() ? "cluster" : "namespace";
        String component = "apiserver";
        requests.labelValues(
                        Integer.toString(code),
                        component,
                        dryRun,
                        info.group(),
                        info.resource(),
                        scope,
                        info.subresource(),
                        verb,
                        info.version())
                .inc();
        if (!info.longRunning()) {
            durations
                    .labelValues(
                            component,
                            dryRun,
                            info.group(),
                            info.resource(),
                            scope,
                            info.subresource(),
                            verb,
                            info.version())
                    .observe(seconds);
        }
    }

    /** All metrics in the text format of Prometheus. */
    String text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(out, registry.scrape());
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
