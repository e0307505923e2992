package dev.jukung.apiserver.authorization;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.auth.User;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * One line of an ABAC policy file ({@code abac.authorization.kubernetes.io/v1beta1 Policy}): what a user or group may do.
 * {@code *} matches everything, the empty text nothing. Immutable.
 */
public record AbacPolicy(
        String user,
        String group,
        boolean readonly,
        String apiGroup,
        String resource,
        String namespace,
        String nonResourcePath) {
    public AbacPolicy {
        if (user.equals("*") || group.equals("*")) {
            user = "";
            group = User.AUTHENTICATED;
        }
    }

    private static final String VERSION = "abac.authorization.kubernetes.io/v1beta1";

    /** @throws IllegalArgumentException naming the line that is no policy */
    public static List<AbacPolicy> parse(String file, String text) {
        List<AbacPolicy> policies = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            String trimmed = line.strip();
            number++;
            if (!trimmed.isEmpty() && !trimmed.startsWith("#")) {
                policies.add(line(file, number, trimmed));
            }
        }
        return List.copyOf(policies);
    }

    private static AbacPolicy line(String file, int number, String line) {
        ObjectValue tree;
        try {
            tree = Json.parseObject(line);
        } catch (ParseException e) {
            throw bad(file, number, line, String.valueOf(e.getMessage()));
        }
        if (!tree.has("apiVersion") && !tree.has("kind")) {
            return unversioned(tree);
        }
        if (!tree.text("apiVersion", "").equals(VERSION)
                || !tree.text("kind", "").equals("Policy")) {
            throw bad(
                    file,
                    number,
                    line,
                    "no kind \"" + tree.text("kind", "") + "\" is registered for version \""
                            + tree.text("apiVersion", "") + "\"");
        }
        ObjectValue spec = tree.object("spec");
        return new AbacPolicy(
                spec.text("user", ""),
                spec.text("group", ""),
                spec.flag("readonly", false),
                spec.text("apiGroup", ""),
                spec.text("resource", ""),
                spec.text("namespace", ""),
                spec.text("nonResourcePath", ""));
    }

    /** A line of the oldest form: what is left out matches everything. */
    private static AbacPolicy unversioned(ObjectValue tree) {
        String user = tree.text("user", "");
        String group = tree.text("group", "");
        String resource = tree.text("resource", "");
        String namespace = tree.text("namespace", "");
        boolean everybody = user.isEmpty() && group.isEmpty();
        boolean everything = resource.isEmpty() && namespace.isEmpty();
        return new AbacPolicy(
                user,
                everybody ? User.AUTHENTICATED : group,
                tree.flag("readonly", false),
                "*",
                resource.isEmpty() ? "*" : resource,
                namespace.isEmpty() ? "*" : namespace,
                everything ? "*" : "");
    }

    private static IllegalArgumentException bad(String file, int number, String line, String why) {
        return new IllegalArgumentException(
                "error reading policy file " + file + ", line " + number + ": " + line + ": " + why);
    }

    boolean allows(Attributes request) {
        return concerns(request.user())
                && (!readonly || request.readOnly())
                && (request.forResource() ? allowsResource(request) : allowsPath(request.path()));
    }

    private boolean concerns(User who) {
        return (!user.isEmpty() || !group.isEmpty())
                && (user.isEmpty() || user.equals(who.name()))
                && (group.isEmpty() || who.in(group));
    }

    private boolean allowsResource(Attributes request) {
        return (namespace.equals("*") || namespace.equals(request.namespace()))
                && (resource.equals("*") || resource.equals(request.resource()))
                && (apiGroup.equals("*") || apiGroup.equals(request.group()));
    }

    private boolean allowsPath(String path) {
        return !nonResourcePath.isEmpty() && PolicyRule.matchesPath(nonResourcePath, path);
    }

    static Authorizer authorizer(List<AbacPolicy> policies) {
        return attributes -> policies.stream().anyMatch(policy -> policy.allows(attributes))
                ? new Authorizer.Decision.Allow("")
                : new Authorizer.Decision.NoOpinion("No policy matched.");
    }

    /** What the lines give to a user in a namespace. */
    static RuleResolver resolver(List<AbacPolicy> policies) {
        return (who, namespace) -> {
            List<PolicyRule> rules = new ArrayList<>();
            for (AbacPolicy policy : policies) {
                if (policy.concerns(who)
                        && (policy.namespace().equals("*") || policy.namespace().equals(namespace))) {
                    List<String> verbs = policy.readonly() ? List.of("get", "list", "watch") : List.of("*");
                    if (!policy.resource().isEmpty()) {
                        rules.add(new PolicyRule(
                                verbs, List.of(policy.apiGroup()), List.of(policy.resource()), List.of(), List.of()));
                    }
                    if (!policy.nonResourcePath().isEmpty()) {
                        rules.add(new PolicyRule(
                                verbs, List.of(), List.of(), List.of(), List.of(policy.nonResourcePath())));
                    }
                }
            }
            return new RuleResolver.Resolved(rules, false, new java.util.LinkedHashSet<>());
        };
    }
}
