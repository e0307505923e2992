package dev.jukung.apiserver.rest;

import dev.jukung.base.Clock;
import dev.jukung.http.Filter;
import dev.jukung.http.Handler;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The request metrics of kube-apiserver under their names. What they are labelled with is looked up once per kind of request:
 * the registry's own look-up by nine labels costs more than a small request. Thread-safe.
 */
final class RequestMetrics implements Filter {
    private static final double[] SECONDS = {
        0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60
    };
    private static final double[] SIZES = {1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    private static final String COMPONENT = "apiserver";
    private static final double NANOS_PER_SECOND = 1e9;

    /** A client can ask for any resource name: beyond so many kinds of requests the rest count as one. */
    private static final int SERIES_MAX = 5_000;

    private record Labels(
            String group,
            String version,
            String resource,
            String subresource,
            String scope,
            String verb,
            String dryRun) {
        static final Labels OTHER = new Labels("", "", "", "", "", "other", "");
    }

    /** What one kind of request is counted in. */
    private record Series(
            Labels labels,
            Map<Integer, CounterDataPoint> totals,
            DistributionDataPoint durations,
            DistributionDataPoint indicators,
            DistributionDataPoint sizes,
            GaugeDataPoint lasting) {}

    private final Clock clock;
    private final Map<Labels, Series> known = new ConcurrentHashMap<>();
    private final Counter requests;
    private final Histogram durations;
    private final Histogram indicators;
    private final Histogram sizes;
    private final Gauge lasting;
    private final GaugeDataPoint readOnly;
    private final GaugeDataPoint mutating;

    RequestMetrics(Clock clock, PrometheusRegistry registry) {
        this.clock = clock;
        requests = Counter.builder()
                .name("apiserver_request_total")
                .help(
                        "[STABLE] Counter of apiserver requests broken out for each verb, dry run value, group, version, resource, scope, component, and HTTP response code.")
                .labelNames(
                        "code", "component", "dry_run", "group", "resource", "scope", "subresource", "verb", "version")
                .register(registry);
        durations = histogram(
                registry,
                "apiserver_request_duration_seconds",
                "[STABLE] Response latency distribution in seconds for each verb, dry run value, group, version, resource, subresource, scope and component.",
                SECONDS,
                "component",
                "dry_run",
                "group",
                "resource",
                "scope",
                "subresource",
                "verb",
                "version");
        indicators = histogram(
                registry,
                "apiserver_request_sli_duration_seconds",
                "[ALPHA] Response latency distribution (not counting webhook duration and priority & fairness queue wait times) in seconds for each verb, group, version, resource, subresource, scope and component.",
                SECONDS,
                "component",
                "group",
                "resource",
                "scope",
                "subresource",
                "verb",
                "version");
        sizes = histogram(
                registry,
                "apiserver_response_sizes",
                "[STABLE] Response size distribution in bytes for each group, version, verb, resource, subresource, scope and component.",
                SIZES,
                "component",
                "group",
                "resource",
                "scope",
                "subresource",
                "verb",
                "version");
        lasting = Gauge.builder()
                .name("apiserver_longrunning_requests")
                .help(
                        "[STABLE] Gauge of all active long-running apiserver requests broken out by verb, group, version, resource, scope and component. Not all requests are tracked this way.")
                .labelNames("component", "group", "resource", "scope", "subresource", "verb", "version")
                .register(registry);
        Gauge inFlight = Gauge.builder()
                .name("apiserver_current_inflight_requests")
                .help(
                        "[STABLE] Maximal number of currently used inflight request limit of this apiserver per request kind in last second.")
                .labelNames("request_kind")
                .register(registry);
        readOnly = inFlight.labelValues("readOnly");
        mutating = inFlight.labelValues("mutating");
    }

    private static Histogram histogram(
            PrometheusRegistry registry, String name, String help, double[] bounds, String... labels) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .classicOnly()
                .classicUpperBounds(bounds)
                .labelNames(labels)
                .register(registry);
    }

    @Override
    public Response filter(Request request, Handler next) throws InterruptedException {
        RequestInfo info = RequestInfo.of(request);
        long start = clock.nanos();
        if (info.longRunning()) {
            return lasting(request, info, next);
        }
        GaugeDataPoint inFlight =
                switch (info.verb()) {
                    case "get", "list", "watch" -> readOnly;
                    default -> mutating;
                };
        inFlight.inc();
        try {
            Response response = next.handle(request);
            Series series = series(request, info);
            count(series, response);
            double seconds = (clock.nanos() - start) / NANOS_PER_SECOND;
            series.durations().observe(seconds);
            series.indicators().observe(seconds);
            if (info.forResource()
                    && (info.verb().equals("get") || info.verb().equals("list"))
                    && response.body() instanceof Response.Bytes bytes) {
                series.sizes().observe(bytes.length());
            }
            return response;
        } finally {
            inFlight.dec();
        }
    }

    private Response lasting(Request request, RequestInfo info, Handler next) throws InterruptedException {
        Response response = next.handle(request);
        Series series = series(request, info);
        count(series, response);
        Response.Body body =
                switch (response.body()) {
                    case Response.Bytes bytes -> bytes;
                    case Response.Stream(Response.Writer writer) ->
                        new Response.Stream(sink -> {
                            series.lasting().inc();
                            try {
                                writer.write(sink);
                            } finally {
                                series.lasting().dec();
                            }
                        });
                    case Response.Upgraded(Response.Session session) ->
                        new Response.Upgraded((in, out) -> {
                            series.lasting().inc();
                            try {
                                session.serve(in, out);
                            } finally {
                                series.lasting().dec();
                            }
                        });
                };
        return new Response(response.status(), response.headers(), body);
    }

    private void count(Series series, Response response) {
        Labels of = series.labels();
        series.totals()
                .computeIfAbsent(
                        response.status(),
                        code -> requests.labelValues(
                                Integer.toString(code),
                                COMPONENT,
                                of.dryRun(),
                                of.group(),
                                of.resource(),
                                of.scope(),
                                of.subresource(),
                                of.verb(),
                                of.version()))
                .inc();
    }

    private Series series(Request request, RequestInfo info) {
        Labels labels = new Labels(
                info.group(),
                info.version(),
                info.resource(),
                info.subresource(),
                scope(info),
                verb(info),
                request.parameter("dryRun").orElse(""));
        Series series = known.get(labels);
        if (series == null) {
            Labels counted = known.size() < SERIES_MAX ? labels : Labels.OTHER;
            series = known.computeIfAbsent(counted, this::create);
        }
        return series;
    }

    static String scope(RequestInfo info) {
        if (!info.forResource()) {
            return "";
        }
        return !info.name().isEmpty() ? "resource" : info.namespace().isEmpty() ? "cluster" : "namespace";
    }

    static String verb(RequestInfo info) {
        return switch (info.verb()) {
            case "update" -> "PUT";
            case "create" -> "POST";
            default -> info.verb().toUpperCase(Locale.ROOT);
        };
    }

    private Series create(Labels of) {
        String[] names = {COMPONENT, of.group(), of.resource(), of.scope(), of.subresource(), of.verb(), of.version()};
        return new Series(
                of,
                new ConcurrentHashMap<>(),
                durations.labelValues(
                        COMPONENT,
                        of.dryRun(),
                        of.group(),
                        of.resource(),
                        of.scope(),
                        of.subresource(),
                        of.verb(),
                        of.version()),
                indicators.labelValues(names),
                sizes.labelValues(names),
                lasting.labelValues(names));
    }
}
