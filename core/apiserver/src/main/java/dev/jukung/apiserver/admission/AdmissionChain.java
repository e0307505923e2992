package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.admission.policy.AdmissionPolicies;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.registry.Admission;
import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Writer;
import dev.jukung.apiserver.webhook.WebhookClient;
import dev.jukung.base.Clock;
import dev.jukung.value.ObjectValue;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.function.Supplier;

/**
 * The plugins in the reference's order: all mutations first, once more when a webhook changed what came before it, then
 * all validations. Thread-safe.
 */
public final class AdmissionChain implements Admission {
    /**
     * What plugins work with.
     *
     * @param client asks webhooks
     * @param writer for plugins that write themselves; there when the first object is admitted
     */
    public record Parts(
            AdmissionPolicies policies,
            WebhookClient client,
            Authorizer authorizer,
            Supplier<Writer> writer,
            Clock clock,
            PrometheusRegistry registry) {}

    /** One plugin in one step. */
    private record Link(PluginDeclaration declaration, Admission plugin, AdmissionMetrics.Measured measured) {
        boolean looksAt(Review review) {
            return declaration.operations().contains(review.operation());
        }
    }

    private final List<Link> mutating;
    private final List<Link> validating;
    private final AdmissionMetrics.Measured mutation;
    private final AdmissionMetrics.Measured validation;
    private final Clock clock;

    private AdmissionChain(List<Link> mutating, List<Link> validating, AdmissionMetrics metrics, Clock clock) {
        this.mutating = mutating;
        this.validating = validating;
        this.clock = clock;
        mutation = metrics.ofStep("admit");
        validation = metrics.ofStep("validate");
    }

    /** @throws IllegalArgumentException when the configuration of a plugin is wrong, in Kubernetes' words */
    public static AdmissionChain of(AdmissionConfig config, Parts parts) {
        AdmissionPlugins plugins = new AdmissionPlugins(config, parts);
        AdmissionMetrics metrics = new AdmissionMetrics(parts.registry());
        List<Link> mutating = new java.util.ArrayList<>();
        List<Link> validating = new java.util.ArrayList<>();
        for (PluginDeclaration declaration : config.plugins()) {
            Admission plugin = plugins.make(declaration.name());
            if (declaration.mutates()) {
                mutating.add(new Link(declaration, plugin, metrics.ofPlugin(declaration.name(), "admit")));
            }
            if (declaration.validates()) {
                validating.add(new Link(declaration, plugin, metrics.ofPlugin(declaration.name(), "validate")));
            }
        }
        return new AdmissionChain(List.copyOf(mutating), List.copyOf(validating), metrics, parts.clock());
    }

    @Override
    public void prepare(Call call) throws InterruptedException {
        for (Link link : mutating) {
            link.plugin().prepare(call);
        }
    }

    @Override
    public ObjectValue mutate(Review review) throws InterruptedException {
        long start = clock.nanos();
        boolean rejected = true;
        try {
            Review current = review;
            do {
                for (Link link : mutating) {
                    if (link.looksAt(review)) {
                        current = current.with(mutated(link, current));
                    }
                }
            } while (review.rounds().next());
            rejected = false;
            return current.object();
        } finally {
            mutation.observe(review.operation(), rejected, clock.nanos() - start);
        }
    }

    private ObjectValue mutated(Link link, Review review) throws InterruptedException {
        long start = clock.nanos();
        boolean rejected = true;
        try {
            ObjectValue result = link.plugin().mutate(review);
            rejected = false;
            return result;
        } finally {
            link.measured().observe(review.operation(), rejected, clock.nanos() - start);
        }
    }

    @Override
    public void validate(Review review) throws InterruptedException {
        long start = clock.nanos();
        boolean rejected = true;
        try {
            for (Link link : validating) {
                if (link.looksAt(review)) {
                    validated(link, review);
                }
            }
            rejected = false;
        } finally {
            validation.observe(review.operation(), rejected, clock.nanos() - start);
        }
    }

    private void validated(Link link, Review review) throws InterruptedException {
        long start = clock.nanos();
        boolean rejected = true;
        try {
            link.plugin().validate(review);
            rejected = false;
        } finally {
            link.measured().observe(review.operation(), rejected, clock.nanos() - start);
        }
    }
}
