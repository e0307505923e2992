package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.schema.GoText;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** The rules of roles and bindings (k8s.io/kubernetes/pkg/apis/rbac/validation). */
record RoleStrategy(Form form) implements Strategy {
    private static final String GROUP = "rbac.authorization.k8s.io";

    enum Form {
        ROLE,
        BINDING,
        CLUSTER_BINDING
    }

    @Override
    public NameRule nameRule() {
        return NameRule.PATH_SEGMENT;
    }

    @Override
    public ObjectValue defaults(ObjectValue object) {
        if (form == Form.ROLE) {
            return object;
        }
        ObjectValue role = object.object("roleRef");
        ObjectValue grouped = role.text("apiGroup", "").isEmpty() && !role.isEmpty()
                ? object.with("roleRef", role.with("apiGroup", GROUP))
                : object;
        return PodSpecRules.mapped(grouped, "subjects", RoleStrategy::subject);
    }

    private static ObjectValue subject(ObjectValue subject) {
        boolean person = subject.text("kind", "").equals("User")
                || subject.text("kind", "").equals("Group");
        return person && !subject.has("apiGroup") ? subject.with("apiGroup", GROUP) : subject;
    }

    @Override
    public void validate(ObjectValue object, FieldErrors errors) {
        if (form == Form.ROLE) {
            rules(object, errors);
            aggregation(object, errors);
        } else {
            binding(object, errors);
        }
    }

    private static void rules(ObjectValue role, FieldErrors errors) {
        int index = 0;
        for (ObjectValue rule : role.list("rules").objects()) {
            FieldPath at = FieldPath.of("rules").index(index++);
            if (rule.list("verbs").isEmpty()) {
                errors.add(FieldError.required(at.child("verbs"), "verbs must contain at least one value"));
            }
            if (!rule.list("nonResourceURLs").isEmpty()) {
                if (!rule.list("resources").isEmpty()
                        || !rule.list("apiGroups").isEmpty()
                        || !rule.list("resourceNames").isEmpty()) {
                    errors.add(FieldError.invalid(
                            at.child("nonResourceURLs"),
                            rule.list("nonResourceURLs"),
                            "rules cannot apply to both regular resources and non-resource URLs"));
                }
                continue;
            }
            if (rule.list("apiGroups").isEmpty()) {
                errors.add(FieldError.required(
                        at.child("apiGroups"), "resource rules must supply at least one api group"));
            }
            if (rule.list("resources").isEmpty()) {
                errors.add(
                        FieldError.required(at.child("resources"), "resource rules must supply at least one resource"));
            }
        }
    }

    private static void aggregation(ObjectValue role, FieldErrors errors) {
        if (!role.has("aggregationRule")) {
            return;
        }
        Checked rule = new Checked(role, FieldPath.ROOT, errors).in("aggregationRule");
        if (rule.value().list("clusterRoleSelectors").isEmpty()) {
            rule.required(
                    "clusterRoleSelectors", "at least one clusterRoleSelector required if aggregationRule is non-nil");
        }
        for (Checked selector : rule.items("clusterRoleSelectors")) {
            FieldErrors found = new FieldErrors();
            LabelRules.selector(selector.value(), selector.path(), found);
            if (!found.isEmpty()) {
                errors.addOfSchema(found);
                errors.add(FieldError.invalid(selector.path(), NullValue.NULL, "invalid label selector."));
            }
        }
    }

    private void binding(ObjectValue binding, FieldErrors errors) {
        ObjectValue role = binding.object("roleRef");
        String group = role.text("apiGroup", "");
        if (!group.equals(GROUP)) {
            errors.add(FieldError.notSupported(FieldPath.of("roleRef", "apiGroup"), group, List.of(GROUP)));
        }
        List<String> kinds = form == Form.BINDING ? List.of("Role", "ClusterRole") : List.of("ClusterRole");
        if (!kinds.contains(role.text("kind", ""))) {
            errors.add(FieldError.notSupported(FieldPath.of("roleRef", "kind"), role.text("kind", ""), kinds));
        }
        if (role.text("name", "").isEmpty()) {
            errors.add(FieldError.required(FieldPath.of("roleRef", "name"), ""));
        }
        int index = 0;
        for (ObjectValue subject : binding.list("subjects").objects()) {
            FieldPath at = FieldPath.of("subjects").index(index++);
            if (subject.text("name", "").isEmpty()) {
                errors.add(FieldError.required(at.child("name"), ""));
            }
            subjectKind(subject, at, errors);
        }
    }

    private void subjectKind(ObjectValue subject, FieldPath path, FieldErrors errors) {
        String kind = subject.text("kind", "");
        String group = subject.text("apiGroup", "");
        switch (kind) {
            case "ServiceAccount" -> {
                if (!group.isEmpty()) {
                    errors.add(FieldError.notSupported(path.child("apiGroup"), group, List.of("")));
                }
                if (subject.text("namespace", "").isEmpty() && form == Form.CLUSTER_BINDING) {
                    errors.add(FieldError.required(path.child("namespace"), ""));
                }
            }
            case "User", "Group" -> {
                if (!group.equals(GROUP)) {
                    errors.add(FieldError.notSupported(path.child("apiGroup"), group, List.of(GROUP)));
                }
            }
            default ->
                errors.add(
                        FieldError.notSupported(path.child("kind"), kind, List.of("ServiceAccount", "User", "Group")));
        }
    }

    /** As Go writes a reference of its internal type, whose fields have no names of their own in JSON. */
    private static GoText.Literal internal(ObjectValue reference) {
        return new GoText.Literal("{\"APIGroup\":" + GoText.json(reference.text("apiGroup", "")) + ",\"Kind\":"
                + GoText.json(reference.text("kind", "")) + ",\"Name\":" + GoText.json(reference.text("name", ""))
                + "}");
    }

    @Override
    public void validateUpdate(ObjectValue object, ObjectValue old, FieldErrors errors) {
        validate(object, errors);
        if (form != Form.ROLE && !object.object("roleRef").equals(old.object("roleRef"))) {
            errors.add(FieldError.invalid(
                    FieldPath.of("roleRef"), internal(object.object("roleRef")), "cannot change roleRef"));
        }
    }
}
