package dev.jukung.apiserver.configuration;

import dev.jukung.apiserver.registry.LabelHash;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** What became of a configuration file that is read again when it changes, under kube-apiserver's names. Thread-safe. */
public final class ReloadMetrics {
    private static final double MILLIS_PER_SECOND = 1e3;

    private final Counter reloads;
    private final Gauge last;
    private final Gauge current;
    private final String server;

    private ReloadMetrics(PrometheusRegistry registry, String name, String server) {
        String prefix = "apiserver_" + name + "_config_controller_";
        reloads = Counter.builder()
                .name(prefix + "automatic_reloads_total")
                .help("Total number of automatic reloads of " + name
                        + " configuration split by status and apiserver identity.")
                .labelNames("apiserver_id_hash", "status")
                .register(registry);
        last = Gauge.builder()
                .name(prefix + "automatic_reload_last_timestamp_seconds")
                .help("Timestamp of the last automatic reload of " + name
                        + " configuration split by status and apiserver identity.")
                .labelNames("apiserver_id_hash", "status")
                .register(registry);
        current = Gauge.builder()
                .name(prefix + "last_config_info")
                .help("Information about the last applied " + name
                        + " configuration with hash as label, split by apiserver identity.")
                .labelNames("apiserver_id_hash", "hash")
                .register(registry);
        this.server = LabelHash.of(server.getBytes(StandardCharsets.UTF_8));
    }

    /** Of the file of {@code --authentication-config}. @param server the identity of this server */
    public static ReloadMetrics authentication(PrometheusRegistry registry, String server) {
        return new ReloadMetrics(registry, "authentication", server);
    }

    /** Of the file of {@code --authorization-config}. @param server the identity of this server */
    public static ReloadMetrics authorization(PrometheusRegistry registry, String server) {
        return new ReloadMetrics(registry, "authorization", server);
    }

    /** What holds from the start. */
    public void began(byte[] contents) {
        current.clear();
        current.labelValues(server, LabelHash.of(contents)).set(1);
    }

    /** Other contents hold from now on. */
    public void reloaded(byte[] contents, Instant now) {
        count("success", now);
        began(contents);
    }

    /** What is in the file now cannot be used. */
    public void failed(Instant now) {
        count("failure", now);
    }

    private void count(String status, Instant now) {
        reloads.labelValues(server, status).inc();
        last.labelValues(server, status).set(now.toEpochMilli() / MILLIS_PER_SECOND);
    }
}
