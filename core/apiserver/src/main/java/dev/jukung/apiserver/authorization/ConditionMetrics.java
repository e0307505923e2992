package dev.jukung.apiserver.authorization;

import dev.jukung.apiserver.authorization.AccessConditions.Outcome;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What is measured of the conditions of webhooks, under kube-apiserver's names. Thread-safe. */
public final class ConditionMetrics {
    private static final double NANOS = 1e9;
    private static final double[] SECONDS = {0.001, 0.005, 0.01, 0.025, 0.1, 0.2, 0.25};
    private static final String TYPE = "Webhook";

    private final Counter errors;
    private final Counter exclusions;
    private final Histogram durations;

    public ConditionMetrics(PrometheusRegistry registry) {
        errors = Counter.builder()
                .name("apiserver_authorization_match_condition_evaluation_errors_total")
                .help("[ALPHA] Total number of errors when an authorization webhook encounters a match condition error"
                        + " split by authorizer type and name.")
                .labelNames("type", "name")
                .register(registry);
        exclusions = Counter.builder()
                .name("apiserver_authorization_match_condition_exclusions_total")
                .help(
                        "[ALPHA] Total number of exclusions when an authorization webhook is skipped because match conditions"
                                + " exclude it.")
                .labelNames("type", "name")
                .register(registry);
        durations = Histogram.builder()
                .name("apiserver_authorization_match_condition_evaluation_seconds")
                .help("[ALPHA] Authorization match condition evaluation time in seconds, split by authorizer type and"
                        + " name.")
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .labelNames("type", "name")
                .register(registry);
    }

    /** @param authorizer whose conditions these were */
    void evaluated(String authorizer, Outcome outcome, long nanos) {
        durations.labelValues(TYPE, authorizer).observe(nanos / NANOS);
        switch (outcome) {
            case Outcome.Matches() -> {}
            case Outcome.Excluded() -> exclusions.labelValues(TYPE, authorizer).inc();
            case Outcome.Failed _ -> errors.labelValues(TYPE, authorizer).inc();
        }
    }
}
