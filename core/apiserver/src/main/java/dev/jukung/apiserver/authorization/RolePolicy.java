package dev.jukung.apiserver.authorization;

import dev.jukung.apiserver.auth.User;
import dev.jukung.model.ObjectKey;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All roles and bindings at one time, with the bindings found by their subjects. Immutable once made. */
public final class RolePolicy {
    /** What is stored, as trees. */
    public record Stored(
            List<ObjectValue> roles,
            List<ObjectValue> roleBindings,
            List<ObjectValue> clusterRoles,
            List<ObjectValue> clusterRoleBindings) {}

    /**
     * What a binding gives to one of its subjects.
     *
     * @param order of the binding among all of its scope
     * @param source binding, role and subject in Kubernetes' words
     * @param missing the role that is not there, so that the binding gives nothing
     */
    record Grant(int order, String source, List<PolicyRule> rules, Optional<MissingRole> missing) {}

    /** A role that a binding names and nobody has made. @param kind {@code Role} or {@code ClusterRole} */
    record MissingRole(String kind, String name) {
        static MissingRole of(ObjectValue reference) {
            return new MissingRole(reference.text("kind", ""), reference.text("name", ""));
        }

        @Override
        public String toString() {
            return switch (kind) {
                case "Role" -> "role.rbac.authorization.k8s.io \"" + name + "\" not found";
                case "ClusterRole" -> "clusterrole.rbac.authorization.k8s.io \"" + name + "\" not found";
                default -> "unsupported role reference kind: \"" + kind + "\"";
            };
        }
    }

    private final Map<ObjectKey, List<PolicyRule>> roles = new HashMap<>();
    private final Map<String, List<Grant>> everywhere = new HashMap<>();
    private final Map<String, Map<String, List<Grant>>> byNamespace = new HashMap<>();

    private RolePolicy() {}

    static RolePolicy of(Stored stored) {
        RolePolicy policy = new RolePolicy();
        stored.clusterRoles().forEach(role -> policy.roles.put(key(role), PolicyRule.ofRole(role)));
        stored.roles().forEach(role -> policy.roles.put(key(role), PolicyRule.ofRole(role)));
        int order = 0;
        for (ObjectValue binding : stored.clusterRoleBindings()) {
            policy.add(policy.everywhere, "ClusterRoleBinding \"" + key(binding).name() + "\"", binding, order++);
        }
        for (ObjectValue binding : stored.roleBindings()) {
            ObjectKey key = key(binding);
            policy.add(
                    policy.byNamespace.computeIfAbsent(key.namespace(), _ -> new HashMap<>()),
                    "RoleBinding \"" + key.name() + "/" + key.namespace() + "\"",
                    binding,
                    order++);
        }
        return policy;
    }

    private void add(Map<String, List<Grant>> grants, String shownBinding, ObjectValue binding, int order) {
        String namespace = key(binding).namespace();
        ObjectValue reference = binding.object("roleRef");
        Optional<List<PolicyRule>> rules = role(reference, namespace);
        Optional<MissingRole> missing = rules.isPresent() ? Optional.empty() : Optional.of(MissingRole.of(reference));
        String source =
                shownBinding + " of " + reference.text("kind", "") + " \"" + reference.text("name", "") + "\" to ";
        for (ObjectValue subject : binding.list("subjects").objects()) {
            String kind = subject.text("kind", "");
            String name = subject.text("name", "");
            boolean account = kind.equals("ServiceAccount");
            String home = subject.text("namespace", namespace);
            String who = account ? "User:system:serviceaccount:" + home + ":" + name : kind + ":" + name;
            String shown = kind + " \"" + name + (account ? "/" + home : "") + "\"";
            grants.computeIfAbsent(who, _ -> new ArrayList<>())
                    .add(new Grant(order, source + shown, rules.orElse(List.of()), missing));
        }
    }

    Optional<List<PolicyRule>> role(ObjectValue reference, String namespace) {
        String name = reference.text("name", "");
        return switch (reference.text("kind", "")) {
            case "Role" -> Optional.ofNullable(roles.get(new ObjectKey(namespace, name)));
            case "ClusterRole" -> Optional.ofNullable(roles.get(ObjectKey.of(name)));
            default -> Optional.empty();
        };
    }

    /** What holds for a user: one grant per binding, those of ClusterRoleBindings first. */
    List<Grant> grants(User user, String namespace) {
        List<Grant> result = collect(everywhere, user);
        Map<String, List<Grant>> local = namespace.isEmpty() ? null : byNamespace.get(namespace);
        if (local != null) {
            result.addAll(collect(local, user));
        }
        return result;
    }

    private static List<Grant> collect(Map<String, List<Grant>> grants, User user) {
        List<Grant> all = new ArrayList<>(grants.getOrDefault("User:" + user.name(), List.of()));
        for (String group : user.groups()) {
            all.addAll(grants.getOrDefault("Group:" + group, List.of()));
        }
        Map<Integer, Grant> byBinding = new LinkedHashMap<>();
        all.stream()
                .sorted((a, b) -> Integer.compare(a.order(), b.order()))
                .forEach(grant -> byBinding.putIfAbsent(grant.order(), grant));
        return new ArrayList<>(byBinding.values());
    }

    private static ObjectKey key(ObjectValue object) {
        ObjectValue metadata = object.object("metadata");
        return new ObjectKey(metadata.text("namespace", ""), metadata.text("name", ""));
    }
}
