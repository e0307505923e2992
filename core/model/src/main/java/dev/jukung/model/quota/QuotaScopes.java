package dev.jukung.model.quota;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.stream.Stream;

/** Which objects a quota counts, by its scopes. Pure functions. */
public final class QuotaScopes {
    private QuotaScopes() {}

    /** Whether all scopes of the quota hold for the object; other kinds than pods and claims have none. */
    public static boolean cover(ObjectValue quotaSpec, String resource, ObjectValue object) {
        return selectors(quotaSpec).stream().allMatch(selector -> holds(selector, resource, object));
    }

    /** All scopes of a quota, each as a {@code ScopedResourceSelectorRequirement}. */
    public static List<ObjectValue> selectors(ObjectValue quotaSpec) {
        Stream<ObjectValue> plain = quotaSpec.list("scopes").stream()
                .map(scope -> ObjectValue.of("scopeName", scope, "operator", "Exists"));
        Stream<ObjectValue> selected = quotaSpec.object("scopeSelector").list("matchExpressions").objects().stream();
        return Stream.concat(plain, selected).toList();
    }

    /** Whether the object is in the scope. */
    public static boolean holds(ObjectValue selector, String resource, ObjectValue object) {
        String scope = selector.text("scopeName", "");
        ObjectValue spec = object.object("spec");
        return switch (resource) {
            case "pods" ->
                switch (scope) {
                    case "Terminating" -> isTerminating(spec);
                    case "NotTerminating" -> !isTerminating(spec);
                    case "BestEffort" -> isBestEffort(object);
                    case "NotBestEffort" -> !isBestEffort(object);
                    case "PriorityClass" -> selects(selector, spec.text("priorityClassName", ""));
                    case "CrossNamespacePodAffinity" -> crossesNamespaces(spec.object("affinity"));
                    default -> false;
                };
            case "persistentvolumeclaims" ->
                scope.equals("VolumeAttributesClass") && selects(selector, spec.text("volumeAttributesClassName", ""));
            default -> false;
        };
    }

    public static boolean isTerminating(ObjectValue spec) {
        return spec.integer("activeDeadlineSeconds", -1) >= 0;
    }

    public static boolean isBestEffort(ObjectValue pod) {
        return pod.object("spec").object("resources").isEmpty()
                && PodResources.containers(pod).stream()
                        .allMatch(container -> leavesOpen(container, "requests") && leavesOpen(container, "limits"));
    }

    /** Whether cpu and memory are left open. */
    private static boolean leavesOpen(ObjectValue container, String which) {
        ResourceAmounts amounts = PodResources.amounts(container, which).withoutZeros();
        return !amounts.has("cpu") && !amounts.has("memory");
    }

    private static boolean selects(ObjectValue selector, String value) {
        ListValue values = selector.list("values");
        return switch (selector.text("operator", "")) {
            case "Exists" -> !value.isEmpty();
            case "DoesNotExist" -> value.isEmpty();
            case "In" -> !value.isEmpty() && values.contains(value);
            case "NotIn" -> value.isEmpty() || !values.contains(value);
            default -> false;
        };
    }

    private static boolean crossesNamespaces(ObjectValue affinity) {
        return Stream.of("podAffinity", "podAntiAffinity")
                .map(affinity::object)
                .flatMap(QuotaScopes::terms)
                .anyMatch(term -> !term.list("namespaces").isEmpty() || term.has("namespaceSelector"));
    }

    private static Stream<ObjectValue> terms(ObjectValue affinity) {
        List<ObjectValue> preferred =
                affinity.list("preferredDuringSchedulingIgnoredDuringExecution").objects();
        return Stream.concat(
                affinity.list("requiredDuringSchedulingIgnoredDuringExecution").objects().stream(),
                preferred.stream().map(weighted -> weighted.object("podAffinityTerm")));
    }
}
