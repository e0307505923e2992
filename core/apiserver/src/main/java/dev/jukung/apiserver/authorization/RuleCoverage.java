package dev.jukung.apiserver.authorization;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Whether some rules give at least what others give (k8s.io/component-helpers/auth/rbac/validation). */
public final class RuleCoverage {
    private RuleCoverage() {}

    /** What {@code wanted} gives and {@code held} does not, as rules of one verb on one thing; empty where all is covered. */
    public static List<PolicyRule> missing(List<PolicyRule> held, List<PolicyRule> wanted) {
        List<PolicyRule> missing = new ArrayList<>();
        for (PolicyRule rule : wanted) {
            for (PolicyRule part : parts(rule)) {
                if (held.stream().noneMatch(owner -> covers(owner, part))) {
                    missing.add(part);
                }
            }
        }
        return missing;
    }

    /** Missing rules as Kubernetes lists them: those that differ in their verbs only together, sorted. */
    static String describe(List<PolicyRule> missing) {
        Map<PolicyRule, List<String>> verbs = new LinkedHashMap<>();
        TreeSet<String> lines = new TreeSet<>();
        for (PolicyRule rule : missing) {
            if (rule.paths().isEmpty()) {
                PolicyRule withoutVerbs =
                        new PolicyRule(List.of(), rule.groups(), rule.resources(), rule.names(), List.of());
                verbs.computeIfAbsent(withoutVerbs, _ -> new ArrayList<>()).addAll(rule.verbs());
            } else {
                lines.add(rule.compact());
            }
        }
        verbs.forEach((rule, all) ->
                lines.add(new PolicyRule(all, rule.groups(), rule.resources(), rule.names(), rule.paths()).compact()));
        return String.join("\n", lines);
    }

    private static List<PolicyRule> parts(PolicyRule rule) {
        List<PolicyRule> parts = new ArrayList<>();
        for (String group : rule.groups()) {
            for (String resource : rule.resources()) {
                for (String verb : rule.verbs()) {
                    if (rule.names().isEmpty()) {
                        parts.add(part(verb, List.of(group), List.of(resource), List.of(), List.of()));
                    }
                    for (String name : rule.names()) {
                        parts.add(part(verb, List.of(group), List.of(resource), List.of(name), List.of()));
                    }
                }
            }
        }
        for (String path : rule.paths()) {
            for (String verb : rule.verbs()) {
                parts.add(part(verb, List.of(), List.of(), List.of(), List.of(path)));
            }
        }
        return parts;
    }

    private static PolicyRule part(
            String verb, List<String> groups, List<String> resources, List<String> names, List<String> paths) {
        return new PolicyRule(List.of(verb), groups, resources, names, paths);
    }

    private static boolean covers(PolicyRule owner, PolicyRule part) {
        return coversAll(owner.verbs(), part.verbs())
                && coversAll(owner.groups(), part.groups())
                && part.resources().stream().allMatch(resource -> coversResource(owner.resources(), resource))
                && (owner.names().isEmpty()
                        || (!part.names().isEmpty() && owner.names().containsAll(part.names())))
                && part.paths().stream().allMatch(path -> owner.paths().stream()
                        .anyMatch(pattern -> PolicyRule.matchesPath(pattern, path)));
    }

    private static boolean coversAll(List<String> owned, List<String> wanted) {
        return owned.contains("*") || owned.containsAll(wanted);
    }

    private static boolean coversResource(List<String> owned, String resource) {
        int slash = resource.indexOf('/');
        return owned.contains("*")
                || owned.contains(resource)
                || (slash >= 0 && owned.contains("*" + resource.substring(slash)));
    }
}
