package dev.jukung.apiserver.admission.webhook;

import dev.jukung.apiserver.admission.policy.MatchConditions;
import dev.jukung.apiserver.admission.policy.RequestScope;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.registry.Admission.Operation;
import dev.jukung.apiserver.registry.Admission.Review;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.model.LabelSelectors.Selector;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which webhooks a request concerns, and as which version of its resource. Thread-safe. */
final class Matching {
    private static final Logger LOG = LoggerFactory.getLogger(Matching.class);
    /** What webhooks are not asked about: else one that fails could not be taken away any more. */
    private static final Set<String> EXEMPT = Set.of(
            "validatingwebhookconfigurations",
            "mutatingwebhookconfigurations",
            "validatingadmissionpolicies",
            "validatingadmissionpolicybindings",
            "mutatingadmissionpolicies",
            "mutatingadmissionpolicybindings");

    private final String type;
    private final Authorizer authorizer;
    private final HookMetrics metrics;

    /** @param type of the webhooks, for the metrics */
    Matching(String type, Authorizer authorizer, HookMetrics metrics) {
        this.type = type;
        this.authorizer = authorizer;
        this.metrics = metrics;
    }

    static boolean isExempt(Review review) {
        Kind kind = review.call().kind();
        return kind.type().group().equals("admissionregistration.k8s.io")
                && EXEMPT.contains(kind.type().plural());
    }

    /**
     * The kind in whose form the webhook wants the object, or empty where the request does not concern it. Throws an
     * ApiException when the webhook's conditions cannot be evaluated and that is no reason to skip it.
     */
    Optional<Kind> match(Hook hook, Review review) {
        if (!objectFits(hook.objects(), review)) {
            return Optional.empty();
        }
        Optional<Kind> kind = byRules(hook, review);
        if (kind.isEmpty() || !namespaceFits(hook.namespaces(), review)) {
            return Optional.empty();
        }
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

    private static boolean objectFits(Selector selector, Review review) {
        return selector.isEverything()
                || matches(selector, review.object())
                || matches(selector, review.old().orElse(ObjectValue.EMPTY));
    }

    /** Options of connections have no labels; neither has what is not there. */
    private static boolean matches(Selector selector, ObjectValue object) {
        return object.has("metadata")
                && selector.matches(object.object("metadata").object("labels"));
    }

    private static Optional<Kind> byRules(Hook hook, Review review) {
        Kind own = review.call().kind();
        String below = review.call().subresource();
        if (hook.rules().stream().anyMatch(rule -> fits(rule, review, own))) {
            return Optional.of(own);
        }
        if (!hook.equivalent()) {
            return Optional.empty();
        }
        List<Kind> equivalents = review.context().kinds().all().stream()
                .filter(kind -> kind != own && kind.collection().equals(own.collection()))
                .filter(kind -> below.isEmpty() || kind.subresource(below).isPresent())
                .toList();
        return hook.rules().stream()
                .flatMap(rule -> equivalents.stream().filter(kind -> fits(rule, review, kind)))
                .findFirst();
    }

    private static boolean fits(Rule rule, Review review, Kind kind) {
        return rule.matches(review.operation(), kind.type(), review.call().subresource(), review.namespace());
    }

    private static boolean namespaceFits(Selector selector, Review review) {
        boolean namespaces = review.call().kind().qualifiedName().equals("namespaces");
        String namespace = review.namespace();
        if (selector.isEverything() || (namespace.isEmpty() && !namespaces)) {
            return true;
        }
        boolean written = namespaces
                && review.call().subresource().isEmpty()
                && (review.operation() == Operation.CREATE || review.operation() == Operation.UPDATE);
        ObjectValue object = written ? review.object() : stored(review, namespace);
        return selector.matches(object.object("metadata").object("labels"));
    }

    private static ObjectValue stored(Review review, String namespace) {
        Kind namespaces = review.context().kinds().get(Resources.NAMESPACES);
        return review.context()
                .snapshot()
                .get(namespaces.key(ObjectKey.of(namespace)))
                .map(entry -> StoredObject.of(entry).tree())
                .orElseThrow(() -> Failures.notFound(namespaces, namespace));
    }
}
