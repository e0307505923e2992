package dev.jukung.apiserver.auth;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** One rule of a role (rbac.authorization.k8s.io/v1 PolicyRule), ready to be matched. Immutable. */
public record PolicyRule(
        List<String> verbs, List<String> groups, List<String> resources, List<String> names, List<String> paths) {
    static PolicyRule of(ObjectValue rule) {
        return new PolicyRule(
                texts(rule.list("verbs")),
                texts(rule.list("apiGroups")),
                texts(rule.list("resources")),
                texts(rule.list("resourceNames")),
                texts(rule.list("nonResourceURLs")));
    }

    private static List<String> texts(ListValue list) {
        return List.copyOf(list.texts());
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

    private static boolean matchesPath(String pattern, String path) {
        return pattern.equals("*")
                || pattern.equals(path)
                || (pattern.endsWith("*") && path.startsWith(pattern.substring(0, pattern.length() - 1)));
    }
}
