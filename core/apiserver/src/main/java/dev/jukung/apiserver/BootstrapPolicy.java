package dev.jukung.apiserver;

import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.authorization.PolicyRule;
import dev.jukung.apiserver.authorization.RuleCoverage;
import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The default roles and bindings. At each start those that are missing are made and those that give less than they should
 * are filled up, unless somebody has annotated them otherwise; what gives more is left alone.
 */
final class BootstrapPolicy {
    /** Whoever writes has written after one more look; more often it is no race. */
    private static final int ATTEMPTS_MAX = 5;

    private static final String AUTO_UPDATE = "rbac.authorization.kubernetes.io/autoupdate";

    /** Read once for all servers of a process. */
    private static final class Expected {
        static final List<ObjectValue> OBJECTS = documents("bootstrap-policy.yaml");
    }

    private final Verbs verbs;
    private final Kinds kinds;
    private final User server;

    /** @param server who writes */
    BootstrapPolicy(Verbs verbs, Kinds kinds, User server) {
        this.verbs = verbs;
        this.kinds = kinds;
        this.server = server;
    }

    static void preload() {
        if (Expected.OBJECTS.isEmpty()) {
            throw new IllegalStateException("bootstrap-policy.yaml is empty");
        }
    }

    /** The rules of a default ClusterRole as Kubernetes ships it, whatever is stored. */
    static List<PolicyRule> clusterRole(String name) {
        return Expected.OBJECTS.stream()
                .filter(object -> object.text("kind", "").equals("ClusterRole"))
                .filter(object -> object.object("metadata").text("name", "").equals(name))
                .findFirst()
                .map(PolicyRule::ofRole)
                .orElseThrow(() -> new IllegalStateException("bootstrap-policy.yaml has no ClusterRole " + name));
    }

    void reconcile() throws InterruptedException {
        for (ObjectValue object : Expected.OBJECTS) {
            ObjectValue marked = object.withAt("rbac-defaults", "metadata", "labels", "kubernetes.io/bootstrapping")
                    .withAt("true", "metadata", "annotations", AUTO_UPDATE);
            reconcile(kinds.get(type(object.text("kind", ""))), marked);
        }
    }

    private static ResourceType<?> type(String kind) {
        return switch (kind) {
            case "ClusterRole" -> Resources.CLUSTERROLES;
            case "ClusterRoleBinding" -> Resources.CLUSTERROLEBINDINGS;
            case "Role" -> Resources.ROLES;
            case "RoleBinding" -> Resources.ROLEBINDINGS;
            default -> throw new IllegalStateException("bootstrap-policy.yaml: unexpected " + kind);
        };
    }

    /** Other servers, and the controller that aggregates roles, may write the same objects meanwhile: then once more. */
    private void reconcile(Kind kind, ObjectValue expected) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                reconcileOnce(kind, expected);
                return;
            } catch (ApiException e) {
                boolean raced = e.is(Reason.CONFLICT) || e.is(Reason.ALREADY_EXISTS) || e.is(Reason.NOT_FOUND);
                if (!raced || attempt == ATTEMPTS_MAX) {
                    throw e;
                }
            }
        }
    }

    private void reconcileOnce(Kind kind, ObjectValue expected) throws InterruptedException {
        ObjectValue metadata = expected.object("metadata");
        ObjectKey key = new ObjectKey(metadata.text("namespace", ""), metadata.text("name", ""));
        Optional<StoredObject> found = verbs.reader().find(kind, key);
        if (found.isEmpty()) {
            create(kind, key, expected);
            return;
        }
        ObjectValue existing = found.get().tree();
        if (existing.object("metadata")
                .object("annotations")
                .text(AUTO_UPDATE, "")
                .equals("false")) {
            return;
        }
        if (existing.has("roleRef") && !existing.object("roleRef").equals(expected.object("roleRef"))) {
            verbs.delete(call(kind, key), ObjectValue.EMPTY); // a roleRef cannot change
            create(kind, key, expected);
            return;
        }
        ObjectValue reconciled = reconciled(existing, expected);
        if (!reconciled.equals(existing)) {
            verbs.update(call(kind, key), reconciled, List.of());
        }
    }

    /** What exists, with what is missing of what is expected. */
    static ObjectValue reconciled(ObjectValue existing, ObjectValue expected) {
        ObjectValue result = existing;
        for (String field : List.of("labels", "annotations")) {
            ObjectValue merged = expected.object("metadata")
                    .object(field)
                    .withAll(existing.object("metadata").object(field));
            if (!sameEntries(merged, existing.object("metadata").object(field))) {
                result = result.withAt(merged, "metadata", field);
            }
        }
        if (existing.has("roleRef")) {
            return withMissing(result, expected, "subjects");
        }
        List<PolicyRule> missing = RuleCoverage.missing(PolicyRule.ofRole(existing), PolicyRule.ofRole(expected));
        ListValue rules = result.list("rules");
        for (PolicyRule rule : missing) {
            rules = rules.plus(rule.tree());
        }
        result = missing.isEmpty() ? result : result.with("rules", rules);
        if (!expected.has("aggregationRule")) {
            return result.without("aggregationRule");
        }
        ObjectValue aggregation = withMissing(
                existing.object("aggregationRule"), expected.object("aggregationRule"), "clusterRoleSelectors");
        return aggregation.equals(existing.object("aggregationRule"))
                ? result
                : result.with("aggregationRule", aggregation);
    }

    private static boolean sameEntries(ObjectValue one, ObjectValue other) {
        return one.sorted().equals(other.sorted());
    }

    private static ObjectValue withMissing(ObjectValue existing, ObjectValue expected, String list) {
        Set<Object> all = new LinkedHashSet<>(existing.list(list));
        all.addAll(expected.list(list));
        return all.size() == existing.list(list).size() ? existing : existing.with(list, ListValue.copyOf(all));
    }

    private void create(Kind kind, ObjectKey key, ObjectValue object) throws InterruptedException {
        ObjectValue typed = object.with("apiVersion", kind.type().apiVersion());
        verbs.create(call(kind, new ObjectKey(key.namespace(), "")), typed, List.of());
    }

    private Call call(Kind kind, ObjectKey key) {
        Call.WriteRules rules = new Call.WriteRules(false, "kube-apiserver", false, Call.FieldValidation.STRICT);
        return new Call(server, kind, key.namespace(), key.name(), "", rules, new ArrayList<>());
    }

    private static List<ObjectValue> documents(String resource) {
        try (InputStream in = BootstrapPolicy.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + resource);
            }
            return Yaml.parseAll(in.readAllBytes()).stream()
                    .map(ObjectValue.class::cast)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("reading " + resource, e);
        }
    }
}
