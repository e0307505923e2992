package dev.jukung.apiserver.admission.webhook;

import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.webhook.WebhookClient;
import dev.jukung.apiserver.webhook.WebhookUsers;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Makes the two plugins, on one client and with one set of metrics. */
public final class AdmissionWebhooks {
    private final WebhookClient client;
    private final Authorizer authorizer;
    private final HookMetrics metrics;

    public AdmissionWebhooks(WebhookClient client, Authorizer authorizer, PrometheusRegistry registry) {
        this.client = client;
        this.authorizer = authorizer;
        metrics = new HookMetrics(registry);
    }

    /** @param users as whom webhooks are asked */
    public MutatingWebhooks mutating(WebhookUsers users) {
        return new MutatingWebhooks(new HookCalls(client, users, metrics), new Matching("admit", authorizer, metrics));
    }

    /** @param users as whom webhooks are asked */
    public ValidatingWebhooks validating(WebhookUsers users) {
        return new ValidatingWebhooks(
                new HookCalls(client, users, metrics), new Matching("validate", authorizer, metrics));
    }
}
