package dev.jukung.apiserver.admission.webhook;

import dev.jukung.apiserver.admission.policy.MatchConditions;
import dev.jukung.apiserver.admission.policy.RequestScope;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.registry.Admission.Review;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which webhooks a request concerns, and as which version of its resource. Thread-safe. */
final class Matching {
    private static final Logger LOG = LoggerFactory.getLogger(Matching.class);

    private final String type;
    private final Authorizer authorizer;
    private final HookMetrics metrics;

    /** @param type of the webhooks, for the metrics */
    Matching(String type, Authorizer authorizer, HookMetrics metrics) {
        this.type = type;
        this.authorizer = authorizer;
        this.metrics = metrics;
    }

    /**
     * The kind in whose form the webhook wants the object, or empty where the request does not concern it. Throws an
     * ApiException when the webhook's conditions cannot be evaluated and that is no reason to skip it.
     */
    Optional<Kind> match(Hook hook, Review review) {
        Optional<Kind> kind = hook.constraints().match(review);
        return hook.conditions().isEmpty() ? kind : kind.filter(as -> conditionsHold(hook, review, as));
    }

    private boolean conditionsHold(Hook hook, Review review, Kind as) {
        HookMetrics.Conditions measured = metrics.conditions(hook, review, type);
        MatchConditions.Outcome outcome = hook.conditions().evaluate(RequestScope.of(review, as, authorizer));
        measured.evaluated();
        return switch (outcome) {
            case MatchConditions.Outcome.Matches() -> true;
            case MatchConditions.Outcome.Excluded() -> {
                measured.excluded();
                yield false;
            }
            case MatchConditions.Outcome.Failed(String message, int errors) -> {
                measured.failed(errors);
                if (!hook.ignoresFailures()) {
                    LOG.warn("Failed evaluating match conditions, failing closed {}: {}", hook.name(), message);
                    throw Failures.forbidden(review.call().kind(), review.call().name(), message);
                }
                measured.excluded();
                yield false;
            }
        };
    }
}
