package dev.jukung.apiserver.admission.policy;

import dev.jukung.apiserver.registry.Admission.Review;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.model.LabelSelectors;
import dev.jukung.model.meta.v1.LabelSelector;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;

/** Which requests a policy or a binding is about ({@code MatchResources}). */
final class RequestMatch {
    private RequestMatch() {}

    /**
     * The kind by which the constraints match the request: its own, or with {@code matchPolicy: Equivalent} another
     * version of the same objects; empty when they do not match.
     */
    static Optional<Kind> matched(ObjectValue constraints, Review review, Optional<ObjectValue> namespace) {
        if (!inNamespace(constraints.object("namespaceSelector"), review, namespace)
                || !isObject(constraints.object("objectSelector"), review)) {
            return Optional.empty();
        }
        boolean equivalent = constraints.text("matchPolicy", "Equivalent").equals("Equivalent");
        if (byRules(constraints.list("excludeResourceRules").objects(), review, equivalent)
                .isPresent()) {
            return Optional.empty();
        }
        List<ObjectValue> rules = constraints.list("resourceRules").objects();
        return rules.isEmpty() ? Optional.of(review.call().kind()) : byRules(rules, review, equivalent);
    }

    private static boolean inNamespace(ObjectValue selector, Review review, Optional<ObjectValue> namespace) {
        if (selector.isEmpty()) {
            return true;
        }
        boolean isNamespace = review.call().kind().type().plural().equals("namespaces")
                && review.call().kind().type().group().isEmpty();
        if (isNamespace) {
            ObjectValue object = review.object().isEmpty() ? review.old().orElse(ObjectValue.EMPTY) : review.object();
            return selects(selector, object);
        }
        return namespace.map(found -> selects(selector, found)).orElse(true);
    }

    private static boolean isObject(ObjectValue selector, Review review) {
        if (selector.isEmpty()) {
            return true;
        }
        return (!review.object().isEmpty() && selects(selector, review.object()))
                || review.old().filter(old -> selects(selector, old)).isPresent();
    }

    private static boolean selects(ObjectValue selector, ObjectValue object) {
        return LabelSelectors.of(new LabelSelector(selector))
                .matches(object.object("metadata").object("labels"));
    }

    private static Optional<Kind> byRules(List<ObjectValue> rules, Review review, boolean equivalent) {
        Kind own = review.call().kind();
        if (rules.stream().anyMatch(rule -> matches(rule, own, review))) {
            return Optional.of(own);
        }
        if (!equivalent) {
            return Optional.empty();
        }
        return review.context().kinds().all().stream()
                .filter(other -> other != own && other.collection().equals(own.collection()))
                .filter(other -> rules.stream().anyMatch(rule -> matches(rule, other, review)))
                .findFirst();
    }

    private static boolean matches(ObjectValue rule, Kind kind, Review review) {
        List<String> names = rule.list("resourceNames").texts();
        return has(rule, "operations", review.operation().name())
                && has(rule, "apiGroups", kind.type().group())
                && has(rule, "apiVersions", kind.type().version())
                && rule.list("resources").texts().stream().anyMatch(resource -> isResource(resource, kind, review))
                && inScope(rule.text("scope", "*"), kind, review)
                && (names.isEmpty() || names.contains(review.call().name()));
    }

    private static boolean has(ObjectValue rule, String field, String value) {
        List<String> values = rule.list(field).texts();
        return values.contains("*") || values.contains(value);
    }

    private static boolean isResource(String resource, Kind kind, Review review) {
        int slash = resource.indexOf('/');
        String plural = slash < 0 ? resource : resource.substring(0, slash);
        String subresource = slash < 0 ? "" : resource.substring(slash + 1);
        return (plural.equals("*") || plural.equals(kind.type().plural()))
                && (subresource.equals("*") || subresource.equals(review.call().subresource()));
    }

    private static boolean inScope(String scope, Kind kind, Review review) {
        boolean cluster = !kind.type().namespaced() || review.call().namespace().isEmpty();
        return switch (scope) {
            case "Namespaced" -> !cluster;
            case "Cluster" -> cluster;
            default -> true;
        };
    }

    /** What an expression reads: the object in the version of the kind that the policy is about. */
    static ObjectValue converted(ObjectValue object, Kind from, Kind to) {
        if (from == to || object.isEmpty()) {
            return object;
        }
        return to.conversion()
                .fromStored(from.conversion().toStored(object))
                .with("apiVersion", to.type().apiVersion())
                .with("kind", to.type().kind());
    }

    /** Whether the request is about the policies themselves, which they never judge. */
    static boolean isExempt(Review review) {
        return review.call().kind().type().group().equals("admissionregistration.k8s.io");
    }
}
