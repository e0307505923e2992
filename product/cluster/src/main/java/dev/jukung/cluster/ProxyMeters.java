package dev.jukung.cluster;

import dev.jukung.network.ProxyMetrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What a service proxy counts, as kube-proxy's metrics. Each appears with its first value. Thread-safe. */
final class ProxyMeters implements ProxyMetrics {
    private static final String TOTAL = "_total";
    /** kube-proxy's for the time of a sync. */
    private static final double[] BOUNDS = {
        0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 0.512, 1.024, 2.048, 4.096, 8.192, 16.384
    };

    private static final Map<String, String> HELP = Map.of(
            "kubeproxy_sync_proxy_rules_duration_seconds", "[ALPHA] SyncProxyRules latency in seconds",
            "kubeproxy_sync_full_proxy_rules_duration_seconds",
                    "[ALPHA] SyncProxyRules latency in seconds for full resyncs",
            "kubeproxy_sync_partial_proxy_rules_duration_seconds",
                    "[ALPHA] SyncProxyRules latency in seconds for partial resyncs",
            "kubeproxy_sync_proxy_rules_nftables_sync_failures_total",
                    "[ALPHA] Cumulative proxy nftables sync failures",
            "kubeproxy_sync_proxy_rules_service_changes_total", "[ALPHA] Cumulative proxy rules Service changes",
            "kubeproxy_sync_proxy_rules_last_timestamp_seconds",
                    "[ALPHA] The last time proxy rules were successfully synced");

    private final PrometheusRegistry registry;
    private final Map<String, Histogram> histograms = new ConcurrentHashMap<>();
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, Gauge> gauges = new ConcurrentHashMap<>();

    ProxyMeters(PrometheusRegistry registry) {
        this.registry = registry;
    }

    private static String help(String name) {
        return HELP.getOrDefault(name, name);
    }

    @Override
    public void observe(String name, double seconds) {
        histograms
                .computeIfAbsent(name, key -> Histogram.builder()
                        .name(key)
                        .help(help(key))
                        .classicOnly()
                        .classicUpperBounds(BOUNDS)
                        .register(registry))
                .observe(seconds);
    }

    @Override
    public void count(String name, long more) {
        counters.computeIfAbsent(name, key -> Counter.builder()
                        .name(key.substring(0, key.length() - TOTAL.length()))
                        .help(help(key))
                        .register(registry))
                .inc(more);
    }

    @Override
    public void set(String name, double value) {
        gauges.computeIfAbsent(
                        name, key -> Gauge.builder().name(key).help(help(key)).register(registry))
                .set(value);
    }
}
