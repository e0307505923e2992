package dev.jukung.cluster;

import dev.jukung.runtime.LoopMetrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;

/** What the loops of a component count, under Kubernetes' names. Thread-safe. */
final class LoopMeters implements LoopMetrics {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final String NAME = "name";

    private final Counter adds;
    private final Gauge depth;
    private final Histogram queued;
    private final Histogram worked;
    private final Counter retries;

    LoopMeters(PrometheusRegistry registry) {
        adds = Counter.builder()
                .name("workqueue_adds_total")
                .help("[BETA] Total number of adds handled by workqueue")
                .labelNames(NAME)
                .register(registry);
        depth = Gauge.builder()
                .name("workqueue_depth")
                .help("[BETA] Current depth of workqueue")
                .labelNames(NAME)
                .register(registry);
        queued = histogram(
                registry,
                "workqueue_queue_duration_seconds",
                "[BETA] How long in seconds an item stays in workqueue before being requested.");
        worked = histogram(
                registry,
                "workqueue_work_duration_seconds",
                "[BETA] How long in seconds processing an item from workqueue takes.");
        retries = Counter.builder()
                .name("workqueue_retries_total")
                .help("[BETA] Total number of retries handled by workqueue")
                .labelNames(NAME)
                .register(registry);
    }

    private static Histogram histogram(PrometheusRegistry registry, String name, String help) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .labelNames(NAME)
                .classicOnly()
                .classicUpperBounds(1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10)
                .register(registry);
    }

    @Override
    public void added(String controller, int waiting) {
        adds.labelValues(controller).inc();
        depth.labelValues(controller).set(waiting);
    }

    @Override
    public void started(String controller, Duration waited, int waiting) {
        queued.labelValues(controller).observe(waited.toNanos() / NANOS_PER_SECOND);
        depth.labelValues(controller).set(waiting);
    }

    @Override
    public void finished(String controller, Duration took, String result) {
        worked.labelValues(controller).observe(took.toNanos() / NANOS_PER_SECOND);
    }

    @Override
    public void retried(String controller) {
        retries.labelValues(controller).inc();
    }
}
