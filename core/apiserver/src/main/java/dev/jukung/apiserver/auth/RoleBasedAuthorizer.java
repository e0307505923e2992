package dev.jukung.apiserver.auth;

import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Role-based access control (rbac.authorization.k8s.io/v1). Works on an image of all roles and bindings that is made
 * when it is first needed after a change. Thread-safe.
 */
public final class RoleBasedAuthorizer implements Authorizer {
    /** What is stored now, as trees. */
    public record Policy(
            List<ObjectValue> roles,
            List<ObjectValue> roleBindings,
            List<ObjectValue> clusterRoles,
            List<ObjectValue> clusterRoleBindings) {}

    private final Supplier<Policy> policy;
    private final AtomicReference<@Nullable Image> image = new AtomicReference<>();

    public RoleBasedAuthorizer(Supplier<Policy> policy) {
        this.policy = policy;
    }

    /** Roles or bindings have changed: the next decision looks at them anew. */
    public void changed() {
        image.set(null);
    }

    @Override
    public Decision decide(Attributes attributes) {
        Optional<String> reason = current().reason(attributes);
        return reason.isPresent() ? new Decision.Allow(reason.get()) : new Decision.NoOpinion("");
    }

    /** The rules that hold for a user in a namespace, for SelfSubjectRulesReview and escalation checks. */
    public List<PolicyRule> rules(User user, String namespace) {
        List<PolicyRule> rules = new ArrayList<>();
        current().grants(user, namespace).forEach(grant -> rules.addAll(grant.rules()));
        return rules;
    }

    private Image current() {
        while (true) {
            Image known = image.get();
            if (known != null) {
                return known;
            }
            Image made = Image.of(policy.get());
            if (image.compareAndSet(null, made)) {
                return made;
            }
        }
    }

    private record Grant(String reason, List<PolicyRule> rules) {}

    /** Grants by subject; those of a RoleBinding also by namespace. */
    private record Image(Map<String, List<Grant>> everywhere, Map<String, Map<String, List<Grant>>> byNamespace) {
        static Image of(Policy policy) {
            Map<String, List<PolicyRule>> clusterRoles = new HashMap<>();
            policy.clusterRoles().forEach(role -> clusterRoles.put(name(role), rules(role)));
            Map<String, List<PolicyRule>> roles = new HashMap<>();
            policy.roles().forEach(role -> roles.put(namespace(role) + "/" + name(role), rules(role)));

            Map<String, List<Grant>> everywhere = new HashMap<>();
            for (ObjectValue binding : policy.clusterRoleBindings()) {
                String role = binding.object("roleRef").text("name", "");
                String reason = "RBAC: allowed by ClusterRoleBinding \"" + name(binding) + "\" of ClusterRole \"" + role
                        + "\" to ";
                add(everywhere, binding, reason, clusterRoles.getOrDefault(role, List.of()));
            }
            Map<String, Map<String, List<Grant>>> byNamespace = new HashMap<>();
            for (ObjectValue binding : policy.roleBindings()) {
                ObjectValue reference = binding.object("roleRef");
                String role = reference.text("name", "");
                boolean cluster = reference.text("kind", "").equals("ClusterRole");
                List<PolicyRule> rules = cluster
                        ? clusterRoles.getOrDefault(role, List.of())
                        : roles.getOrDefault(namespace(binding) + "/" + role, List.of());
                String reason = "RBAC: allowed by RoleBinding \"" + name(binding) + "/" + namespace(binding) + "\" of "
                        + reference.text("kind", "") + " \"" + role + "\" to ";
                add(byNamespace.computeIfAbsent(namespace(binding), _ -> new HashMap<>()), binding, reason, rules);
            }
            return new Image(everywhere, byNamespace);
        }

        private static void add(
                Map<String, List<Grant>> grants, ObjectValue binding, String reason, List<PolicyRule> rules) {
            for (ObjectValue subject : binding.list("subjects").objects()) {
                String kind = subject.text("kind", "");
                String name = subject.text("name", "");
                String key = kind.equals("ServiceAccount")
                        ? "User:system:serviceaccount:" + subject.text("namespace", namespace(binding)) + ":" + name
                        : kind + ":" + name;
                String shown = kind.equals("ServiceAccount")
                        ? "ServiceAccount \"" + name + "/" + subject.text("namespace", namespace(binding)) + "\""
                        : kind + " \"" + name + "\"";
                grants.computeIfAbsent(key, _ -> new ArrayList<>()).add(new Grant(reason + shown, rules));
            }
        }

        Optional<String> reason(Attributes attributes) {
            for (Grant grant : grants(attributes.user(), attributes.namespace())) {
                for (PolicyRule rule : grant.rules()) {
                    if (rule.allows(attributes)) {
                        return Optional.of(grant.reason());
                    }
                }
            }
            return Optional.empty();
        }

        List<Grant> grants(User user, String namespace) {
            List<Grant> result = new ArrayList<>();
            collect(everywhere, user, result);
            if (!namespace.isEmpty()) {
                collect(byNamespace.getOrDefault(namespace, Map.of()), user, result);
            }
            return result;
        }

        private static void collect(Map<String, List<Grant>> grants, User user, List<Grant> into) {
            into.addAll(grants.getOrDefault("User:" + user.name(), List.of()));
            for (String group : user.groups()) {
                into.addAll(grants.getOrDefault("Group:" + group, List.of()));
            }
        }

        private static List<PolicyRule> rules(ObjectValue role) {
            return role.list("rules").objects().stream().map(PolicyRule::of).toList();
        }

        private static String name(ObjectValue object) {
            return object.object("metadata").text("name", "");
        }

        private static String namespace(ObjectValue object) {
            return object.object("metadata").text("namespace", "");
        }
    }
}
