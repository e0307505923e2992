package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** The rules of FlowSchemas (k8s.io/kubernetes/pkg/apis/flowcontrol/validation). */
final class FlowSchemaStrategy extends SpecStrategy {
    private static final long MAX_PRECEDENCE = 10_000;
    private static final List<String> METHODS = List.of("ByNamespace", "ByUser");
    private static final long USUAL_PRECEDENCE = 1000;
    private static final List<String> SUBJECTS = List.of("Group", "ServiceAccount", "User");
    private static final List<String> VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch");

    /** Go cannot tell a precedence of 0 from none. */
    @Override
    public ObjectValue defaults(ObjectValue object) {
        return object.object("spec").integer("matchingPrecedence", 0) == 0 && object.has("spec")
                ? object.withAt(USUAL_PRECEDENCE, "spec", "matchingPrecedence")
                : object;
    }

    @Override
    public void validate(ObjectValue object, FieldErrors errors) {
        Checked spec = new Checked(object, FieldPath.ROOT, errors).in("spec");
        precedence(spec, object.object("metadata").text("name", ""));
        Checked method = spec.in("distinguisherMethod");
        if (spec.has("distinguisherMethod") && !METHODS.contains(method.text("type"))) {
            errors.add(FieldError.notSupported(method.path().child("type"), method.value(), METHODS));
        }
        Checked level = spec.in("priorityLevelConfiguration");
        if (level.text("name").isEmpty()) {
            level.required("name", "must reference a priority level");
        } else {
            level.problems("name", NameRule.SUBDOMAIN.problems(level.text("name"), false));
        }
        spec.items("rules").forEach(FlowSchemaStrategy::rule);
        FlowConditions.check(object, errors);
    }

    @Override
    public void validateStatusUpdate(ObjectValue object, ObjectValue old, FieldErrors errors) {
        FlowConditions.check(object, errors);
    }

    private static void precedence(Checked spec, String name) {
        long precedence = spec.number("matchingPrecedence");
        if (precedence <= 0) {
            spec.invalidNumber("matchingPrecedence", "must be a positive value");
        }
        if (precedence > MAX_PRECEDENCE) {
            spec.invalidNumber("matchingPrecedence", "must not be greater than " + MAX_PRECEDENCE);
        }
        if (precedence == 1 && !name.equals("exempt")) {
            spec.invalidNumber("matchingPrecedence", "only the schema named 'exempt' may have matchingPrecedence 1");
        }
    }

    private static void rule(Checked rule) {
        if (rule.items("subjects").isEmpty()) {
            rule.required("subjects", "subjects must contain at least one value");
        }
        rule.items("subjects").forEach(FlowSchemaStrategy::subject);
        List<Checked> resources = rule.items("resourceRules");
        List<Checked> paths = rule.items("nonResourceRules");
        if (resources.isEmpty() && paths.isEmpty()) {
            rule.errors()
                    .add(FieldError.required(
                            rule.path(), "at least one of resourceRules and nonResourceRules has to be non-empty"));
        }
        resources.forEach(FlowSchemaStrategy::resources);
        paths.forEach(FlowSchemaStrategy::paths);
    }

    private static void subject(Checked subject) {
        String kind = subject.text("kind");
        switch (kind) {
            case "ServiceAccount" -> {
                serviceAccount(subject);
                notBoth(subject, kind, "user", "User");
                notBoth(subject, kind, "group", "Group");
            }
            case "User" -> {
                named(subject, "user", kind);
                notBoth(subject, kind, "serviceAccount", "ServiceAccount");
                notBoth(subject, kind, "group", "Group");
            }
            case "Group" -> {
                named(subject, "group", kind);
                notBoth(subject, kind, "serviceAccount", "ServiceAccount");
                notBoth(subject, kind, "user", "User");
            }
            default ->
                subject.errors().add(FieldError.notSupported(subject.path().child("kind"), kind, SUBJECTS));
        }
    }

    private static void notBoth(Checked subject, String kind, String field, String other) {
        if (subject.has(field) && !kind.equals(other)) {
            subject.forbidden(field, field + " is forbidden when subject kind is not '" + other + "'");
        }
    }

    private static void named(Checked subject, String field, String kind) {
        if (!subject.has(field)) {
            subject.required(field, field + " is required when subject kind is '" + kind + "'");
        } else if (subject.in(field).text("name").isEmpty()) {
            subject.in(field).required("name", "");
        }
    }

    private static void serviceAccount(Checked subject) {
        named(subject, "serviceAccount", "ServiceAccount");
        if (!subject.has("serviceAccount")) {
            return;
        }
        Checked account = subject.in("serviceAccount");
        String name = account.text("name");
        if (!name.isEmpty() && !name.equals("*")) {
            account.problems("name", NameRule.SUBDOMAIN.problems(name, false));
        }
        if (account.text("namespace").isEmpty()) {
            account.required("namespace", "must specify namespace for service account");
        } else {
            account.problems("namespace", NameRule.LABEL.problems(account.text("namespace"), false));
        }
    }

    private static void resources(Checked rule) {
        verbs(rule);
        list(rule, "apiGroups", "resource rules must supply at least one api group", "api groups");
        list(rule, "resources", "resource rules must supply at least one resource", "resources");
        List<String> namespaces = rule.texts("namespaces");
        if (namespaces.isEmpty() && !rule.value().flag("clusterScope", false)) {
            rule.required(
                    "namespaces", "resource rules that are not cluster scoped must supply at least one namespace");
        } else if (namespaces.contains("*")) {
            alone(rule, "namespaces", "namespaces");
        } else {
            for (int i = 0; i < namespaces.size(); i++) {
                for (String problem : NameRule.LABEL.problems(namespaces.get(i), false)) {
                    rule.invalidItem(
                            "namespaces", i, "each member of this list must be '*' or a DNS-1123 label; " + problem);
                }
            }
        }
    }

    private static void paths(Checked rule) {
        verbs(rule);
        List<String> urls = rule.texts("nonResourceURLs");
        if (urls.isEmpty()) {
            rule.required("nonResourceURLs", "nonResourceURLs must contain at least one value");
        } else if (urls.contains("*")) {
            alone(rule, "nonResourceURLs", "non-resource URLs");
        } else {
            for (int i = 0; i < urls.size(); i++) {
                String problem = pathProblem(urls.get(i));
                if (!problem.isEmpty()) {
                    rule.invalidItem("nonResourceURLs", i, problem);
                }
            }
        }
    }

    private static String pathProblem(String path) {
        if (path.isEmpty()) {
            return "must not be empty";
        }
        if (!path.startsWith("/")) {
            return "must start with slash";
        }
        if (path.contains(" ")) {
            return "must not contain white-space";
        }
        if (path.contains("//")) {
            return "must not contain double slash";
        }
        int wildcard = path.indexOf('*');
        return wildcard < 0 || (wildcard == path.length() - 1 && path.endsWith("/*"))
                ? ""
                : "wildcard can only do suffix matching";
    }

    private static void verbs(Checked rule) {
        List<String> verbs = rule.texts("verbs");
        if (verbs.isEmpty()) {
            rule.required("verbs", "verbs must contain at least one value");
        } else if (verbs.contains("*")) {
            alone(rule, "verbs", "verbs");
        } else if (!VERBS.containsAll(verbs)) {
            rule.errors()
                    .add(FieldError.notSupported(
                            rule.path().child("verbs"), rule.value().list("verbs"), VERBS));
        }
    }

    private static void list(Checked rule, String field, String missing, String what) {
        if (rule.texts(field).isEmpty()) {
            rule.required(field, missing);
        } else {
            alone(rule, field, what);
        }
    }

    private static void alone(Checked rule, String field, String what) {
        if (rule.texts(field).size() > 1 && rule.texts(field).contains("*")) {
            rule.invalid(field, "if '*' is present, must not specify other " + what);
        }
    }
}
