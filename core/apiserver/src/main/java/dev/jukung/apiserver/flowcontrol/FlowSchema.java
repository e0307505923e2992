package dev.jukung.apiserver.flowcontrol;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.User;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** Which requests belong to a priority level, and what makes some of them one flow. Immutable. */
record FlowSchema(
        String name, String uid, long precedence, String level, Distinguisher distinguisher, List<Rule> rules) {
    /** What tells one flow from another within a schema. */
    enum Distinguisher {
        NONE,
        BY_USER,
        BY_NAMESPACE
    }

    record Rule(List<ObjectValue> subjects, List<ResourceRule> resources, List<PathRule> paths) {
        boolean fits(Attributes asked) {
            return subjects.stream().anyMatch(subject -> isSubject(subject, asked.user()))
                    && (asked.forResource()
                            ? resources.stream().anyMatch(rule -> rule.fits(asked))
                            : paths.stream().anyMatch(rule -> rule.fits(asked)));
        }

        private static boolean isSubject(ObjectValue subject, User user) {
            return switch (subject.text("kind", "")) {
                case "User" -> {
                    String wanted = subject.object("user").text("name", "");
                    yield wanted.equals("*") || wanted.equals(user.name());
                }
                case "Group" -> {
                    String wanted = subject.object("group").text("name", "");
                    yield wanted.equals("*") || user.in(wanted);
                }
                case "ServiceAccount" -> {
                    ObjectValue account = subject.object("serviceAccount");
                    String start = "system:serviceaccount:" + account.text("namespace", "") + ":";
                    String wanted = account.text("name", "");
                    yield wanted.equals("*")
                            ? user.name().startsWith(start)
                            : user.name().equals(start + wanted);
                }
                default -> false;
            };
        }
    }

    record ResourceRule(
            List<String> verbs,
            List<String> groups,
            List<String> resources,
            boolean clusterScope,
            List<String> namespaces) {
        boolean fits(Attributes asked) {
            String resource =
                    asked.subresource().isEmpty() ? asked.resource() : asked.resource() + "/" + asked.subresource();
            return has(verbs, asked.verb())
                    && has(resources, resource)
                    && has(groups, asked.group())
                    && (asked.namespace().isEmpty() ? clusterScope : has(namespaces, asked.namespace()));
        }
    }

    record PathRule(List<String> verbs, List<String> paths) {
        boolean fits(Attributes asked) {
            return has(verbs, asked.verb())
                    && paths.stream().anyMatch(pattern -> pattern.equals("*") || fits(pattern, asked.path()));
        }

        /** A path covers what is below it. */
        private static boolean fits(String pattern, String path) {
            String prefix = pattern.endsWith("*") ? pattern.substring(0, pattern.length() - 1) : pattern;
            return pattern.equals(path) || path.startsWith(prefix.endsWith("/") ? prefix : prefix + "/");
        }
    }

    private static boolean has(List<String> wanted, String given) {
        return (wanted.size() == 1 && wanted.getFirst().equals("*")) || wanted.contains(given);
    }

    static FlowSchema of(ObjectValue object) {
        ObjectValue metadata = object.object("metadata");
        ObjectValue spec = object.object("spec");
        return new FlowSchema(
                metadata.text("name", ""),
                metadata.text("uid", ""),
                spec.integer("matchingPrecedence", 1_000),
                spec.object("priorityLevelConfiguration").text("name", ""),
                switch (spec.object("distinguisherMethod").text("type", "")) {
                    case "ByUser" -> Distinguisher.BY_USER;
                    case "ByNamespace" -> Distinguisher.BY_NAMESPACE;
                    default -> Distinguisher.NONE;
                },
                spec.list("rules").objects().stream().map(FlowSchema::rule).toList());
    }

    private static Rule rule(ObjectValue rule) {
        return new Rule(
                List.copyOf(rule.list("subjects").objects()),
                rule.list("resourceRules").objects().stream()
                        .map(each -> new ResourceRule(
                                each.list("verbs").texts(),
                                each.list("apiGroups").texts(),
                                each.list("resources").texts(),
                                each.flag("clusterScope", false),
                                each.list("namespaces").texts()))
                        .toList(),
                rule.list("nonResourceRules").objects().stream()
                        .map(each -> new PathRule(
                                each.list("verbs").texts(),
                                each.list("nonResourceURLs").texts()))
                        .toList());
    }

    boolean fits(Attributes asked) {
        for (Rule rule : rules) {
            if (rule.fits(asked)) {
                return true;
            }
        }
        return false;
    }

    /** The flow, within this schema, that a request belongs to. */
    String flow(Attributes asked) {
        return switch (distinguisher) {
            case NONE -> "";
            case BY_USER -> asked.user().name();
            case BY_NAMESPACE -> asked.namespace();
        };
    }
}
