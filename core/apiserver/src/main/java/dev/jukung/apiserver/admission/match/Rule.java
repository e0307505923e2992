package dev.jukung.apiserver.admission.match;

import dev.jukung.apiserver.registry.Admission.Operation;
import dev.jukung.apiserver.registry.Admission.Review;
import dev.jukung.model.ResourceType;
import dev.jukung.value.ObjectValue;
import java.util.List;

/**
 * Which operations on which resources a webhook or a policy is about. Immutable.
 *
 * @param names of the objects; empty for all
 */
record Rule(
        List<String> operations,
        List<String> groups,
        List<String> versions,
        List<String> resources,
        String scope,
        List<String> names) {
    static Rule of(ObjectValue rule) {
        return new Rule(
                rule.list("operations").texts(),
                rule.list("apiGroups").texts(),
                rule.list("apiVersions").texts(),
                rule.list("resources").texts(),
                rule.text("scope", "*"),
                rule.list("resourceNames").texts());
    }

    /** @param type in whose version the request is looked at */
    boolean matches(Review review, ResourceType<?> type) {
        return matches(review.operation(), type, review.call().subresource(), review.namespace())
                && (names.isEmpty() || names.contains(review.call().name()));
    }

    /** Without regard to names. @param namespace that the request is about; empty for cluster-wide objects */
    boolean matches(Operation operation, ResourceType<?> type, String subresource, String namespace) {
        return scopeFits(type, namespace)
                && includes(operations, operation.name())
                && includes(groups, type.group())
                && includes(versions, type.version())
                && resources.stream().anyMatch(pattern -> fits(pattern, type.plural(), subresource));
    }

    private boolean scopeFits(ResourceType<?> type, String namespace) {
        boolean namespaces = type.qualifiedName().equals("namespaces");
        return switch (scope) {
            case "*" -> true;
            case "Namespaced" -> !namespaces && !namespace.isEmpty();
            case "Cluster" -> namespaces || namespace.isEmpty();
            default -> false;
        };
    }

    private static boolean includes(List<String> items, String wanted) {
        return items.contains("*") || items.contains(wanted);
    }

    /** {@code pods}, {@code pods/log}, {@code pods/*}, {@code *}, {@code *}{@code /scale} and all of it. */
    private static boolean fits(String pattern, String plural, String subresource) {
        int slash = pattern.indexOf('/');
        String resource = slash < 0 ? pattern : pattern.substring(0, slash);
        String below = slash < 0 ? "" : pattern.substring(slash + 1);
        return (resource.equals("*") || resource.equals(plural)) && (below.equals("*") || below.equals(subresource));
    }
}
