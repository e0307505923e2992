package dev.jukung.apiserver.admission.webhook;

import dev.jukung.apiserver.webhook.WebhookClient;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** The two plugins, on one client. */
public record AdmissionWebhooks(MutatingWebhooks mutating, ValidatingWebhooks validating) {
    public static AdmissionWebhooks on(WebhookClient client, PrometheusRegistry metrics) {
        HookCalls calls = new HookCalls(client, new HookMetrics(metrics));
        return new AdmissionWebhooks(new MutatingWebhooks(calls), new ValidatingWebhooks(calls));
    }
}
