package dev.jukung.apiserver.admission.match;

import dev.jukung.apiserver.registry.Admission.Operation;
import dev.jukung.apiserver.registry.Admission.Review;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.model.LabelSelectors;
import dev.jukung.model.LabelSelectors.Selector;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.meta.v1.LabelSelector;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which requests a webhook, a policy or a binding is about, and as which version of their resource. Immutable. */
public final class Constraints {
    /** What webhooks and policies are not asked about: else one that fails could not be taken away any more. */
    private static final Set<String> EXEMPT = Set.of(
            "validatingwebhookconfigurations",
            "mutatingwebhookconfigurations",
            "validatingadmissionpolicies",
            "validatingadmissionpolicybindings",
            "mutatingadmissionpolicies",
            "mutatingadmissionpolicybindings");

    private final Selector namespaces;
    private final Selector objects;
    private final boolean equivalent;
    private final List<Rule> excluded;
    private final List<Rule> rules;
    private final boolean unruled;

    /** @param unruled whether it is about all resources where it has no rules */
    private Constraints(ObjectValue selectors, ListValue rules, ListValue excluded, boolean unruled) {
        this.namespaces = selector(selectors.object("namespaceSelector"));
        this.objects = selector(selectors.object("objectSelector"));
        this.equivalent = selectors.text("matchPolicy", "Equivalent").equals("Equivalent");
        this.rules = rules(rules);
        this.excluded = rules(excluded);
        this.unruled = unruled;
    }

    /** Of one of the {@code webhooks} of a configuration. */
    public static Constraints ofWebhook(ObjectValue webhook) {
        return new Constraints(webhook, webhook.list("rules"), ListValue.EMPTY, false);
    }

    /** Of the {@code MatchResources} of a policy or a binding. */
    public static Constraints ofPolicy(ObjectValue resources) {
        return new Constraints(
                resources, resources.list("resourceRules"), resources.list("excludeResourceRules"), true);
    }

    private static Selector selector(ObjectValue selector) {
        return selector.isEmpty() ? LabelSelectors.EVERYTHING : LabelSelectors.of(new LabelSelector(selector));
    }

    private static List<Rule> rules(ListValue rules) {
        return rules.objects().stream().map(Rule::of).toList();
    }

    public static boolean isExempt(Review review) {
        Kind kind = review.call().kind();
        return kind.type().group().equals("admissionregistration.k8s.io")
                && EXEMPT.contains(kind.type().plural());
    }

    /**
     * The kind by which the request matches: its own, or with {@code matchPolicy: Equivalent} another version of the same
     * objects; empty where it does not match. Throws an ApiException when the request's namespace is not there.
     */
    public Optional<Kind> match(Review review) {
        if (!objectFits(review)) {
            return Optional.empty();
        }
        Optional<Kind> kind = kind(review);
        return kind.isPresent() && namespaceFits(review) ? kind : Optional.empty();
    }

    private Optional<Kind> kind(Review review) {
        if (!excluded.isEmpty() && byRules(excluded, review).isPresent()) {
            return Optional.empty();
        }
        return rules.isEmpty() && unruled ? Optional.of(review.call().kind()) : byRules(rules, review);
    }

    private Optional<Kind> byRules(List<Rule> rules, Review review) {
        Kind own = review.call().kind();
        if (rules.stream().anyMatch(rule -> rule.matches(review, own.type()))) {
            return Optional.of(own);
        }
        if (!equivalent) {
            return Optional.empty();
        }
        String below = review.call().subresource();
        List<Kind> equivalents = review.context().kinds().all().stream()
                .filter(kind -> kind != own && kind.collection().equals(own.collection()))
                .filter(kind -> below.isEmpty() || kind.subresource(below).isPresent())
                .toList();
        return rules.stream()
                .flatMap(rule -> equivalents.stream().filter(kind -> rule.matches(review, kind.type())))
                .findFirst();
    }

    private boolean objectFits(Review review) {
        return objects.isEverything()
                || matches(objects, review.object())
                || matches(objects, review.old().orElse(ObjectValue.EMPTY));
    }

    /** Options of connections have no labels; neither has what is not there. */
    private static boolean matches(Selector selector, ObjectValue object) {
        return object.has("metadata")
                && selector.matches(object.object("metadata").object("labels"));
    }

    private boolean namespaceFits(Review review) {
        boolean ofNamespaces = review.call().kind().qualifiedName().equals("namespaces");
        String namespace = review.namespace();
        if (namespaces.isEverything() || (namespace.isEmpty() && !ofNamespaces)) {
            return true;
        }
        boolean written = ofNamespaces
                && review.call().subresource().isEmpty()
                && (review.operation() == Operation.CREATE || review.operation() == Operation.UPDATE);
        ObjectValue object = written ? review.object() : stored(review, namespace);
        return namespaces.matches(object.object("metadata").object("labels"));
    }

    private static ObjectValue stored(Review review, String namespace) {
        Kind kind = review.context().kinds().get(Resources.NAMESPACES);
        return review.context()
                .snapshot()
                .get(kind.key(ObjectKey.of(namespace)))
                .map(entry -> StoredObject.of(entry).tree())
                .orElseThrow(() -> Failures.notFound(kind, namespace));
    }
}
