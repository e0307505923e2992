package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The part of policies and bindings that says which requests they are about. */
final class MatchResources {
    private static final List<String> POLICIES = List.of("Equivalent", "Exact");
    private static final List<String> OPERATIONS = List.of("*", "CONNECT", "CREATE", "DELETE", "UPDATE");
    private static final List<String> MUTATING_OPERATIONS = List.of("*", "CONNECT", "CREATE", "UPDATE");
    private static final List<String> SCOPES = List.of("*", "Cluster", "Namespaced");

    private MatchResources() {}

    static ObjectValue defaulted(ObjectValue match) {
        ObjectValue result = match;
        for (String selector : List.of("namespaceSelector", "objectSelector")) {
            result = result.has(selector) ? result : result.with(selector, ObjectValue.EMPTY);
        }
        result = result.has("matchPolicy") ? result : result.with("matchPolicy", "Equivalent");
        for (String rules : List.of("resourceRules", "excludeResourceRules")) {
            if (result.has(rules)) {
                result = result.with(
                        rules,
                        ListValue.copyOf(result.list(rules).objects().stream()
                                .map(rule -> rule.has("scope") ? rule : rule.with("scope", "*"))
                                .toList()));
            }
        }
        return result;
    }

    /** Checks that the rules are about operations with an object that can be changed. */
    static void checkMutable(ObjectValue match, FieldPath path, FieldErrors errors) {
        for (ObjectValue rule : match.list("resourceRules").objects()) {
            for (String operation : rule.list("operations").texts()) {
                if (!MUTATING_OPERATIONS.contains(operation)) {
                    errors.add(FieldError.notSupported(
                            path.child("resourceRules").child("operations"), operation, MUTATING_OPERATIONS));
                }
            }
        }
    }

    static void validate(ObjectValue match, FieldPath path, FieldErrors errors) {
        Checked checked = new Checked(match, path, errors);
        checked.oneOf("matchPolicy", POLICIES);
        for (String selector : List.of("namespaceSelector", "objectSelector")) {
            LabelRules.selector(match.object(selector), path.child(selector), errors);
        }
        for (String rules : List.of("resourceRules", "excludeResourceRules")) {
            for (Checked rule : checked.items(rules)) {
                names(rule);
                rule(rule);
            }
        }
    }

    private static void names(Checked rule) {
        List<String> names = rule.texts("resourceNames");
        for (int i = 0; i < names.size(); i++) {
            for (String problem : NameRule.PATH_SEGMENT.problems(names.get(i), false)) {
                rule.invalidItem("resourceNames", i, problem);
            }
            if (names.indexOf(names.get(i)) < i) {
                rule.errors()
                        .add(FieldError.duplicate(
                                rule.path().child("resourceNames").index(i), names.get(i)));
            }
        }
    }

    /** An {@code admissionregistration.k8s.io/v1 RuleWithOperations}, of policies and webhooks alike. */
    static void rule(Checked rule) {
        some(rule, "operations", "operations");
        List<String> operations = rule.texts("operations");
        for (int i = 0; i < operations.size(); i++) {
            if (!OPERATIONS.contains(operations.get(i))) {
                rule.errors()
                        .add(FieldError.notSupported(
                                rule.path().child("operations").index(i), operations.get(i), OPERATIONS));
            }
        }
        some(rule, "apiGroups", "API groups");
        some(rule, "apiVersions", "API versions");
        List<String> versions = rule.texts("apiVersions");
        for (int i = 0; i < versions.size(); i++) {
            if (versions.get(i).isEmpty()) {
                rule.errors()
                        .add(FieldError.required(
                                rule.path().child("apiVersions").index(i), ""));
            }
        }
        resources(rule, rule.texts("resources"));
        rule.oneOf("scope", SCOPES);
    }

    private static void some(Checked rule, String field, String what) {
        List<String> values = rule.texts(field);
        if (values.isEmpty()) {
            rule.required(field, "");
        }
        if (values.size() > 1 && values.contains("*")) {
            rule.invalid(field, "if '*' is present, must not specify other " + what);
        }
    }

    private static void resources(Checked rule, List<String> resources) {
        if (resources.isEmpty()) {
            rule.required("resources", "");
        }
        Set<String> before = new HashSet<>();
        for (int i = 0; i < resources.size(); i++) {
            String text = resources.get(i);
            int slash = text.indexOf('/');
            if (text.isEmpty()) {
                rule.errors()
                        .add(FieldError.required(rule.path().child("resources").index(i), ""));
            }
            if (slash < 0) {
                continue;
            }
            for (String wildcard : List.of(text.substring(0, slash) + "/*", "*" + text.substring(slash))) {
                if (before.contains(wildcard)) {
                    rule.invalidItem("resources", i, "if '" + wildcard + "' is present, must not specify " + text);
                }
            }
            before.add(text);
        }
        if (resources.size() > 1 && resources.contains("*/*")) {
            rule.invalid("resources", "if '*/*' is present, must not specify other resources");
        }
        boolean plain = resources.stream()
                .filter(text -> !text.isEmpty() && text.indexOf('/') < 0)
                .reduce((_, last) -> last) // Kubernetes looks at the last one only
                .filter(last -> !last.equals("*"))
                .isPresent();
        if (plain && resources.contains("*")) {
            rule.invalid("resources", "if '*' is present, must not specify other resources without subresources");
        }
    }
}
