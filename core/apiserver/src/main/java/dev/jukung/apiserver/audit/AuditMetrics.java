package dev.jukung.apiserver.audit;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The metrics of auditing, and the one place that tells of events that were lost. Thread-safe. */
public final class AuditMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(AuditMetrics.class);
    private static final int SHOWN_MAX = 10;

    private final Counter events;
    private final Counter errors;
    private final Counter levels;
    private final Counter rejected;

    public AuditMetrics(PrometheusRegistry registry) {
        events = Counter.builder()
                .name("apiserver_audit_event_total")
                .help("[ALPHA] Counter of audit events generated and sent to the audit backend.")
                .register(registry);
        errors = Counter.builder()
                .name("apiserver_audit_error_total")
                .help(
                        "[ALPHA] Counter of audit events that failed to be audited properly. Plugin identifies the plugin affected by the error.")
                .labelNames("plugin")
                .register(registry);
        levels = Counter.builder()
                .name("apiserver_audit_level_total")
                .help("[ALPHA] Counter of policy levels for audit events (1 per request).")
                .labelNames("level")
                .register(registry);
        rejected = Counter.builder()
                .name("apiserver_audit_requests_rejected_total")
                .help("[ALPHA] Counter of apiserver requests rejected due to an error in audit logging backend.")
                .register(registry);
    }

    void event() {
        events.inc();
    }

    void level(Level level) {
        levels.labelValues(level.text()).inc();
    }

    void rejected() {
        rejected.inc();
    }

    /** Events were lost: counted, and logged in short so that they are not lost without a trace. */
    void lost(String plugin, String why, List<AuditEvent> lost) {
        errors.labelValues(plugin).inc(lost.size());
        LOG.error(
                "Error in audit plugin '{}' affecting {} audit events: {}\nImpacted events:\n{}",
                plugin,
                lost.size(),
                why,
                String.join(
                        "\n",
                        lost.stream().limit(SHOWN_MAX).map(AuditEvent::legacy).toList()));
    }
}
