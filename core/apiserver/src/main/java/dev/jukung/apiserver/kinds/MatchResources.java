package dev.jukung.apiserver.kinds;

import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** The part of policies and bindings that says which requests they are about. */
final class MatchResources {
    private static final List<String> POLICIES = List.of("Equivalent", "Exact");
    private static final List<String> OPERATIONS = List.of("*", "CONNECT", "CREATE", "DELETE", "UPDATE");
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

    static void validate(ObjectValue match, FieldPath path, FieldErrors errors) {
        String policy = match.text("matchPolicy", "Equivalent");
        if (!POLICIES.contains(policy)) {
            errors.add(FieldError.notSupported(path.child("matchPolicy"), policy, POLICIES));
        }
        for (String rules : List.of("resourceRules", "excludeResourceRules")) {
            List<ObjectValue> all = match.list(rules).objects();
            for (int i = 0; i < all.size(); i++) {
                rule(all.get(i), path.child(rules).index(i), errors);
            }
        }
    }

    private static void rule(ObjectValue rule, FieldPath path, FieldErrors errors) {
        for (String field : List.of("apiGroups", "apiVersions", "resources")) {
            List<String> values = rule.list(field).texts();
            if (values.isEmpty()) {
                errors.add(FieldError.required(path.child(field), ""));
            } else if (values.size() > 1 && values.contains("*") && !field.equals("resources")) {
                errors.add(FieldError.invalid(
                        path.child(field),
                        rule.list(field),
                        "if '*' is present, must not specify other "
                                + (field.equals("apiGroups") ? "API groups" : "API versions")));
            }
        }
        List<String> operations = rule.list("operations").texts();
        if (operations.isEmpty()) {
            errors.add(FieldError.required(path.child("operations"), ""));
        } else if (operations.size() > 1 && operations.contains("*")) {
            errors.add(FieldError.invalid(
                    path.child("operations"),
                    rule.list("operations"),
                    "if '*' is present, must not specify other operations"));
        }
        for (int i = 0; i < operations.size(); i++) {
            if (!OPERATIONS.contains(operations.get(i))) {
                errors.add(FieldError.notSupported(path.child("operations").index(i), operations.get(i), OPERATIONS));
            }
        }
        String scope = rule.text("scope", "*");
        if (!SCOPES.contains(scope)) {
            errors.add(FieldError.notSupported(path.child("scope"), scope, SCOPES));
        }
    }
}
