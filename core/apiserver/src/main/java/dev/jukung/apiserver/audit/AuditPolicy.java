package dev.jukung.apiserver.audit;

import dev.jukung.apiserver.auth.Attributes;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is recorded of which request ({@code audit.k8s.io/v1 Policy}): the first rule that fits decides, and where none does
 * nothing is recorded. Immutable.
 */
public record AuditPolicy(List<Rule> rules, Set<Stage> omitStages, boolean omitManagedFields) {
    public AuditPolicy {
        rules = List.copyOf(rules);
        omitStages = Set.copyOf(omitStages);
    }

    /** What the policy says of one request. */
    public record Verdict(Level level, Set<Stage> omitted, boolean omitManagedFields) {}

    /** An empty list says nothing; a rule with resources or namespaces fits no other paths, and the other way round. */
    public record Rule(
            Level level,
            List<String> users,
            List<String> groups,
            List<String> verbs,
            List<Resources> resources,
            List<String> namespaces,
            List<String> paths,
            Set<Stage> omitStages,
            Optional<Boolean> omitManagedFields) {
        boolean fits(Attributes asked) {
            if (!has(users, asked.user().name())
                    || !has(verbs, asked.verb())
                    || !(groups.isEmpty() || asked.user().groups().stream().anyMatch(groups::contains))) {
                return false;
            }
            if (!namespaces.isEmpty() || !resources.isEmpty()) {
                return asked.forResource()
                        && has(namespaces, asked.namespace())
                        && (resources.isEmpty() || resources.stream().anyMatch(each -> each.fits(asked)));
            }
            return paths.isEmpty()
                    || (!asked.forResource() && paths.stream().anyMatch(pattern -> pathFits(pattern, asked.path())));
        }

        private static boolean has(List<String> wanted, String given) {
            return wanted.isEmpty() || wanted.contains(given);
        }

        private static boolean pathFits(String pattern, String path) {
            return pattern.equals("*")
                    || pattern.equals(path)
                    || (pattern.endsWith("*") && path.startsWith(pattern.substring(0, pattern.length() - 1)));
        }
    }

    /** Resources of one group ({@code *}: of any); no resources means all of them. */
    public record Resources(String group, List<String> resources, List<String> names) {
        boolean fits(Attributes asked) {
            if (!group.equals("*") && !group.equals(asked.group())) {
                return false;
            }
            return resources.isEmpty()
                    || ((names.isEmpty() || names.contains(asked.name()))
                            && resources.stream().anyMatch(pattern -> resourceFits(pattern, asked)));
        }

        private static boolean resourceFits(String pattern, Attributes asked) {
            boolean below = !asked.subresource().isEmpty();
            String whole = below ? asked.resource() + "/" + asked.subresource() : asked.resource();
            return pattern.equals("*")
                    || pattern.equals(whole)
                    || (below && pattern.equals("*/" + asked.subresource()))
                    || pattern.equals(asked.resource() + "/*");
        }
    }

    public Verdict verdict(Attributes asked) {
        for (Rule rule : rules) {
            if (rule.fits(asked)) {
                Set<Stage> omitted = EnumSet.noneOf(Stage.class);
                omitted.addAll(omitStages);
                omitted.addAll(rule.omitStages());
                return new Verdict(
                        rule.level(), omitted, rule.omitManagedFields().orElse(omitManagedFields));
            }
        }
        return new Verdict(Level.NONE, omitStages, omitManagedFields);
    }
}
