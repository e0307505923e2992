package dev.jukung.apiserver.admission.policy;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What became of the evaluation of policies, under kube-apiserver's names. Thread-safe. */
final class PolicyMetrics {
    private static final double[] SECONDS = {0.0000005, 0.001, 0.01, 0.1, 1.0};
    private static final double NANOS_PER_SECOND = 1e9;

    private final Counter checks;
    private final Histogram durations;

    private PolicyMetrics(PrometheusRegistry registry, String prefix, String[] help, String... labels) {
        checks = Counter.builder()
                .name(prefix + "_check_total")
                .help(help[0])
                .labelNames(labels)
                .register(registry);
        durations = Histogram.builder()
                .name(prefix + "_check_duration_seconds")
                .help(help[1])
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .labelNames(labels)
                .register(registry);
    }

    static PolicyMetrics validating(PrometheusRegistry registry) {
        return new PolicyMetrics(
                registry,
                "apiserver_validating_admission_policy",
                new String[] {
                    "Validation admission policy check total, labeled by policy and further identified by binding and enforcement action taken.",
                    "Validation admission latency for individual validation expressions in seconds, labeled by policy and further including binding and enforcement action taken."
                },
                "enforcement_action",
                "error_type",
                "policy",
                "policy_binding");
    }

    static PolicyMetrics mutating(PrometheusRegistry registry) {
        return new PolicyMetrics(
                registry,
                "apiserver_mutating_admission_policy",
                new String[] {
                    "Mutation admission policy check total, labeled by policy and further identified by binding.",
                    "Mutation admission latency for individual mutation expressions in seconds, labeled by policy and binding."
                },
                "error_type",
                "policy",
                "policy_binding");
    }

    /** A validation that did not hold or could not be evaluated. @param action {@code allow}, {@code deny}, … */
    void failed(String action, String policy, String binding, String message, long nanos) {
        observe(nanos, action, errorType(message), policy, binding);
    }

    /** A mutation. @param message why it could not be done; empty where it was */
    void mutated(String policy, String binding, String message, long nanos) {
        observe(nanos, message.isEmpty() ? "no_error" : errorType(message), policy, binding);
    }

    private void observe(long nanos, String... labels) {
        checks.labelValues(labels).inc();
        durations.labelValues(labels).observe(nanos / NANOS_PER_SECOND);
    }

    /** By the text, as the reference tells them apart. */
    private static String errorType(String message) {
        if (message.startsWith("compilation")) {
            return "compile_error";
        }
        return message.startsWith("validation failed due to running out of cost budget")
                ? "out_of_budget"
                : "invalid_error";
    }
}
