package dev.jukung.apiserver.admission.webhook;

import dev.jukung.apiserver.registry.Admission.Operation;
import dev.jukung.model.ResourceType;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** A rule of a webhook: which operations on which resources it is about. Immutable. */
record Rule(List<String> operations, List<String> groups, List<String> versions, List<String> resources, String scope) {
    static Rule of(ObjectValue rule) {
        return new Rule(
                Hook.texts(rule.list("operations")),
                Hook.texts(rule.list("apiGroups")),
                Hook.texts(rule.list("apiVersions")),
                Hook.texts(rule.list("resources")),
                rule.text("scope", "*"));
    }

    /** @param namespace that the request is about; empty for cluster-wide objects */
    boolean matches(Operation operation, ResourceType<?> type, String subresource, String namespace) {
        return scopeFits(type, namespace)
                && names(operations, operation.name())
                && names(groups, type.group())
                && names(versions, type.version())
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

    private static boolean names(List<String> items, String wanted) {
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
