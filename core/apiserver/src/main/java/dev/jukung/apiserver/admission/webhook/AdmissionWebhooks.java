package dev.jukung.apiserver.admission.webhook;

import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.webhook.WebhookClient;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** The two plugins, on one client. */
public record AdmissionWebhooks(MutatingWebhooks mutating, ValidatingWebhooks validating) {
    public static AdmissionWebhooks on(WebhookClient client, Authorizer authorizer, PrometheusRegistry registry) {
        HookMetrics metrics = new HookMetrics(registry);
        HookCalls calls = new HookCalls(client, metrics);
        return new AdmissionWebhooks(
                new MutatingWebhooks(calls, new Matching("admit", authorizer, metrics)),
                new ValidatingWebhooks(calls, new Matching("validate", authorizer, metrics)));
    }
}
