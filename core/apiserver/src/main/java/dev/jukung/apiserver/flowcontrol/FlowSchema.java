package dev.jukung.apiserver.flowcontrol;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.User;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.stream.Stream;

/** Which requests belong to a priority level, and what makes some of them one flow. Immutable. */
record FlowSchema(
        String name, String uid, long precedence, String level, Distinguisher distinguisher, List<Rule> rules) {
    /** What tells one flow from another within a schema. */
    enum Distinguisher {
        NONE,
        BY_USER,
        BY_NAMESPACE
    }

    record Rule(List<Subject> subjects, List<ResourceRule> resources, List<PathRule> paths) {
        boolean fits(Attributes asked) {
            return has(asked.user()) && (asked.forResource() ? hasResource(asked) : hasPath(asked));
        }

        // Loops, not streams: every request is compared with every schema before its own.
        private boolean has(User user) {
            for (Subject subject : subjects) {
                if (subject.is(user)) {
                    return true;
                }
            }
            return false;
        }

        private boolean hasResource(Attributes asked) {
            for (ResourceRule rule : resources) {
                if (rule.fits(asked)) {
                    return true;
                }
            }
            return false;
        }

        private boolean hasPath(Attributes asked) {
            for (PathRule rule : paths) {
                if (rule.fits(asked)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Whose requests a rule is about. */
    sealed interface Subject {
        boolean is(User user);

        /** @param name {@code *}: everybody */
        record Named(String name) implements Subject {
            @Override
            public boolean is(User user) {
                return name.equals("*") || name.equals(user.name());
            }
        }

        record Group(String name) implements Subject {
            @Override
            public boolean is(User user) {
                return name.equals("*") || user.in(name);
            }
        }

        /** All ServiceAccounts of a namespace. */
        record Accounts(String start) implements Subject {
            @Override
            public boolean is(User user) {
                return user.name().startsWith(start);
            }
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

    private static Stream<Subject> subject(ObjectValue subject) {
        return switch (subject.text("kind", "")) {
            case "User" -> Stream.of(new Subject.Named(subject.object("user").text("name", "")));
            case "Group" -> Stream.of(new Subject.Group(subject.object("group").text("name", "")));
            case "ServiceAccount" -> {
                ObjectValue account = subject.object("serviceAccount");
                String start = "system:serviceaccount:" + account.text("namespace", "") + ":";
                String name = account.text("name", "");
                yield Stream.of(name.equals("*") ? new Subject.Accounts(start) : new Subject.Named(start + name));
            }
            default -> Stream.empty();
        };
    }

    private static Rule rule(ObjectValue rule) {
        return new Rule(
                rule.list("subjects").objects().stream()
                        .flatMap(FlowSchema::subject)
                        .toList(),
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
