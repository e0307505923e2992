package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.registry.Admission.Operation;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Summary;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.DoubleConsumer;
import java.util.function.Function;

/** How long admission takes, as a whole and by plugin, under kube-apiserver's names. Thread-safe. */
final class AdmissionMetrics {
    private static final double[] SECONDS = {0.005, 0.025, 0.1, 0.5, 1.0, 2.5};
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long SUMMARY_HOURS = 5;
    private static final double QUANTILE_ERROR = 0.01;

    private final Histogram plugins;
    private final Histogram steps;
    private final Summary stepSummary;

    AdmissionMetrics(PrometheusRegistry registry) {
        plugins = Histogram.builder()
                .name("apiserver_admission_controller_admission_duration_seconds")
                .help(
                        "Admission controller latency histogram in seconds, identified by name and broken out for each operation and API resource and type (validate or admit).")
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .labelNames("name", "operation", "rejected", "type")
                .register(registry);
        steps = Histogram.builder()
                .name("apiserver_admission_step_admission_duration_seconds")
                .help(
                        "Admission sub-step latency histogram in seconds, broken out for each operation and API resource and step type (validate or admit).")
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .labelNames("operation", "rejected", "type")
                .register(registry);
        stepSummary = Summary.builder()
                .name("apiserver_admission_step_admission_duration_seconds_summary")
                .help(
                        "Admission sub-step latency summary in seconds, broken out for each operation and API resource and step type (validate or admit).")
                .quantile(0.5, QUANTILE_ERROR)
                .quantile(0.9, QUANTILE_ERROR)
                .quantile(0.99, QUANTILE_ERROR)
                .maxAgeSeconds(TimeUnit.HOURS.toSeconds(SUMMARY_HOURS))
                .labelNames("operation", "rejected", "type")
                .register(registry);
    }

    /** What is measured of one plugin in one step. @param type {@code admit} or {@code validate} */
    Measured ofPlugin(String name, String type) {
        return new Measured(labels -> plugins.labelValues(name, labels[0], labels[1], type)::observe);
    }

    /** What is measured of one step. */
    Measured ofStep(String type) {
        return new Measured(labels -> {
            DistributionDataPoint histogram = steps.labelValues(labels[0], labels[1], type);
            DistributionDataPoint summary = stepSummary.labelValues(labels[0], labels[1], type);
            return value -> {
                histogram.observe(value);
                summary.observe(value);
            };
        });
    }

    /** The series of one histogram by operation and outcome; each begins when something is first observed. */
    static final class Measured {
        private final Function<String[], DoubleConsumer> series;
        private final AtomicReferenceArray<DoubleConsumer> known =
                new AtomicReferenceArray<>(2 * Operation.values().length);

        private Measured(Function<String[], DoubleConsumer> series) {
            this.series = series;
        }

        void observe(Operation operation, boolean rejected, long nanos) {
            int place = 2 * operation.ordinal() + (rejected ? 1 : 0);
            DoubleConsumer point = known.get(place);
            if (point == null) {
                point = series.apply(new String[] {operation.name(), Boolean.toString(rejected)});
                known.set(place, point);
            }
            point.accept(nanos / NANOS_PER_SECOND);
        }
    }
}
