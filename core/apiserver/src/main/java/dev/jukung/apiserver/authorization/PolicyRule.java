package dev.jukung.apiserver.authorization;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One rule of a role (rbac.authorization.k8s.io/v1 PolicyRule), ready to be matched. Immutable. */
public record PolicyRule(
        List<String> verbs, List<String> groups, List<String> resources, List<String> names, List<String> paths) {
    /** What somebody has to hold who may do everything. */
    public static final List<PolicyRule> EVERYTHING = List.of(
            new PolicyRule(List.of("*"), List.of("*"), List.of("*"), List.of(), List.of()),
            new PolicyRule(List.of("*"), List.of(), List.of(), List.of(), List.of("*")));

    public PolicyRule {
        verbs = List.copyOf(verbs);
        groups = List.copyOf(groups);
        resources = List.copyOf(resources);
        names = List.copyOf(names);
        paths = List.copyOf(paths);
    }

    public static PolicyRule of(ObjectValue rule) {
        return new PolicyRule(
                rule.list("verbs").texts(),
                rule.list("apiGroups").texts(),
                rule.list("resources").texts(),
                rule.list("resourceNames").texts(),
                rule.list("nonResourceURLs").texts());
    }

    /** The rules of a Role or ClusterRole. */
    public static List<PolicyRule> ofRole(ObjectValue role) {
        return role.list("rules").objects().stream().map(PolicyRule::of).toList();
    }

    /** As it stands in a role: empty lists are left out. */
    public ObjectValue tree() {
        ObjectValue.Builder tree = ObjectValue.builder().set("verbs", ListValue.copyOf(verbs));
        set(tree, "apiGroups", groups);
        set(tree, "resources", resources);
        set(tree, "resourceNames", names);
        set(tree, "nonResourceURLs", paths);
        return tree.build();
    }

    private static void set(ObjectValue.Builder tree, String field, List<String> values) {
        if (!values.isEmpty()) {
            tree.set(field, ListValue.copyOf(values));
        }
    }

    public boolean allows(Attributes request) {
        if (!matches(verbs, request.verb())) {
            return false;
        }
        return request.forResource()
                ? matches(groups, request.group()) && allowsResource(request) && allowsName(request.name())
                : paths.stream().anyMatch(pattern -> matchesPath(pattern, request.path()));
    }

    private static boolean matches(List<String> allowed, String wanted) {
        return allowed.contains("*") || allowed.contains(wanted);
    }

    private boolean allowsResource(Attributes request) {
        String whole =
                request.subresource().isEmpty() ? request.resource() : request.resource() + "/" + request.subresource();
        return matches(resources, whole)
                || (!request.subresource().isEmpty() && resources.contains("*/" + request.subresource()));
    }

    private boolean allowsName(String name) {
        return names.isEmpty() || names.contains(name);
    }

    static boolean matchesPath(String pattern, String path) {
        return pattern.equals("*")
                || pattern.equals(path)
                || (pattern.endsWith("*") && path.startsWith(pattern.substring(0, pattern.length() - 1)));
    }

    /** In Kubernetes' short form: {@code {APIGroups:[""], Resources:["pods"], Verbs:["get"]}}. */
    String compact() {
        List<String> parts = new ArrayList<>();
        part(parts, "APIGroups", groups);
        part(parts, "Resources", resources);
        part(parts, "NonResourceURLs", paths);
        part(parts, "ResourceNames", names);
        part(parts, "Verbs", verbs);
        return "{" + String.join(", ", parts) + "}";
    }

    private static void part(List<String> parts, String label, List<String> values) {
        if (!values.isEmpty()) {
            parts.add(label + ":" + quoted(values));
        }
    }

    /** A list as Go's {@code %q} writes it. */
    static String quoted(List<String> values) {
        return values.stream().map(value -> "\"" + value + "\"").collect(Collectors.joining(" ", "[", "]"));
    }
}
