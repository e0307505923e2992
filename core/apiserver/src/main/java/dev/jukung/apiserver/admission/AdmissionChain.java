package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.admission.policy.AdmissionPolicies;
import dev.jukung.apiserver.admission.webhook.AdmissionWebhooks;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.registry.Admission;
import dev.jukung.apiserver.registry.Writer;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.function.Supplier;

/**
 * The plugins in the reference's order: all mutations first, once more when a webhook changed what came before it, then
 * all validations. Thread-safe.
 */
public final class AdmissionChain implements Admission {
    private final List<Admission> plugins;

    AdmissionChain(List<Admission> plugins) {
        this.plugins = List.copyOf(plugins);
    }

    public static AdmissionChain of(
            AdmissionConfig config,
            AdmissionWebhooks webhooks,
            AdmissionPolicies policies,
            Supplier<Writer> writer,
            Supplier<Authorizer> authorizer) {
        return new AdmissionChain(new AdmissionPlugins(webhooks, policies, writer, authorizer).of(config));
    }

    @Override
    public ObjectValue mutate(Review review) throws InterruptedException {
        Review current = review;
        do {
            for (Admission plugin : plugins) {
                current = current.with(plugin.mutate(current));
            }
        } while (review.rounds().next());
        return current.object();
    }

    @Override
    public void validate(Review review) throws InterruptedException {
        for (Admission plugin : plugins) {
            plugin.validate(review);
        }
    }
}
