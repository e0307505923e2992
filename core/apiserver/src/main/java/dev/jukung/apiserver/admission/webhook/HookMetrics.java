package dev.jukung.apiserver.admission.webhook;

import dev.jukung.apiserver.registry.Admission.Review;
import dev.jukung.base.Clock;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** The metrics of webhook admission under kube-apiserver's names. Thread-safe. */
final class HookMetrics {
    private static final double[] SECONDS = {0.005, 0.025, 0.1, 0.5, 1.0, 2.5, 10, 25};
    private static final double[] CONDITION_SECONDS = {0.001, 0.005, 0.01, 0.025, 0.1, 0.2, 0.25};
    private static final String[] CONDITION_LABELS = {"name", "kind", "type", "operation"};
    private static final double NANOS_PER_SECOND = 1e9;

    private final Histogram durations;
    private final Counter rejections;
    private final Counter failedOpen;
    private final Counter requests;
    private final Counter conditionErrors;
    private final Counter exclusions;
    private final Histogram conditionDurations;

    HookMetrics(PrometheusRegistry registry) {
        durations = Histogram.builder()
                .name("apiserver_admission_webhook_admission_duration_seconds")
                .help(
                        "Admission webhook latency histogram in seconds, identified by name and broken out for each operation and API resource and type (validate or admit).")
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .labelNames("name", "operation", "rejected", "type")
                .register(registry);
        rejections = Counter.builder()
                .name("apiserver_admission_webhook_rejection_count")
                .help(
                        "Admission webhook rejection count, identified by name and broken out for each admission type (validating or admit) and operation.")
                .labelNames("error_type", "name", "operation", "rejection_code", "type")
                .register(registry);
        failedOpen = Counter.builder()
                .name("apiserver_admission_webhook_fail_open_count")
                .help(
                        "Admission webhook fail open count, identified by name and broken out for each admission type (validating or admit).")
                .labelNames("name", "type")
                .register(registry);
        requests = Counter.builder()
                .name("apiserver_admission_webhook_request_total")
                .help(
                        "Admission webhook request total, identified by name and broken out for each admission type (validating or admit) and operation.")
                .labelNames("code", "name", "operation", "rejected", "type")
                .register(registry);
        conditionErrors = Counter.builder()
                .name("apiserver_admission_match_condition_evaluation_errors_total")
                .help(
                        "Admission match condition evaluation errors count, identified by name of resource containing the match condition and broken out for each kind containing matchConditions (webhook or policy), operation and admission type (validate or admit).")
                .labelNames(CONDITION_LABELS)
                .register(registry);
        exclusions = Counter.builder()
                .name("apiserver_admission_match_condition_exclusions_total")
                .help(
                        "Admission match condition evaluation exclusions count, identified by name of resource containing the match condition and broken out for each kind containing matchConditions (webhook or policy), operation and admission type (validate or admit).")
                .labelNames(CONDITION_LABELS)
                .register(registry);
        conditionDurations = Histogram.builder()
                .name("apiserver_admission_match_condition_evaluation_seconds")
                .help(
                        "Admission match condition evaluation time in seconds, identified by name and broken out for each kind containing matchConditions (webhook or policy), operation and type (validate or admit).")
                .classicOnly()
                .classicUpperBounds(CONDITION_SECONDS)
                .labelNames(CONDITION_LABELS)
                .register(registry);
    }

    Call begin(Hook hook, Review review, String type) {
        return new Call(hook, review.operation().name(), type, review.context().clock());
    }

    /** Begins with the evaluation of a webhook's match conditions. */
    Conditions conditions(Hook hook, Review review, String type) {
        return new Conditions(
                hook, review.operation().name(), type, review.context().clock());
    }

    /** One evaluation of match conditions. Confined to one thread. */
    final class Conditions {
        private final String[] labels;
        private final Clock clock;
        private final long start;

        private Conditions(Hook hook, String operation, String type, Clock clock) {
            labels = new String[] {hook.name(), "webhook", type, operation};
            this.clock = clock;
            start = clock.nanos();
        }

        void evaluated() {
            conditionDurations.labelValues(labels).observe((clock.nanos() - start) / NANOS_PER_SECOND);
        }

        void failed(int errors) {
            conditionErrors.labelValues(labels).inc(errors);
        }

        void excluded() {
            exclusions.labelValues(labels).inc();
        }
    }

    /** One call; exactly one of its ends is told. Confined to one thread. */
    final class Call {
        private static final int CODE_MAX = 600;

        private final Hook hook;
        private final String operation;
        private final String type;
        private final Clock clock;
        private final long start;

        private Call(Hook hook, String operation, String type, Clock clock) {
            this.hook = hook;
            this.operation = operation;
            this.type = type;
            this.clock = clock;
            start = clock.nanos();
        }

        void allowed() {
            ended(false, 200);
        }

        void refused(int code) {
            ended(true, code);
            rejections
                    .labelValues("no_error", hook.name(), operation, text(code), type)
                    .inc();
        }

        void failed(int code) {
            ended(!hook.ignoresFailures(), code);
            if (hook.ignoresFailures()) {
                failedOpen.labelValues(hook.name(), type).inc();
            } else {
                rejections
                        .labelValues("calling_webhook_error", hook.name(), operation, text(code), type)
                        .inc();
            }
        }

        private void ended(boolean rejected, int code) {
            String shown = Boolean.toString(rejected);
            durations
                    .labelValues(hook.name(), operation, shown, type)
                    .observe((clock.nanos() - start) / NANOS_PER_SECOND);
            requests.labelValues(text(code), hook.name(), operation, shown, type)
                    .inc();
        }

        private static String text(int code) {
            return Integer.toString(Math.min(code, CODE_MAX));
        }
    }
}
