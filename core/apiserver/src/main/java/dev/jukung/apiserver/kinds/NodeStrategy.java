package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Context;
import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules of Nodes: a pod CIDR and a provider id are set once. */
final class NodeStrategy implements Strategy {
    @Override
    public void validateUpdate(ObjectValue node, ObjectValue old, FieldErrors errors) {
        taints(node, errors);
        ObjectValue before = old.object("spec");
        ObjectValue after = node.object("spec");
        if (before.has("podCIDRs") && !before.list("podCIDRs").equals(after.list("podCIDRs"))) {
            errors.add(FieldError.forbidden(
                    FieldPath.of("spec", "podCIDRs"), "node updates may not change podCIDR except from \"\" to valid"));
        }
        String provider = before.text("providerID", "");
        if (!provider.isEmpty() && !provider.equals(after.text("providerID", ""))) {
            errors.add(FieldError.forbidden(
                    FieldPath.of("spec", "providerID"),
                    "node updates may not change providerID except from \"\" to valid"));
        }
    }

    private static void ranges(ObjectValue node, FieldErrors errors) {
        List<String> ranges = node.object("spec").list("podCIDRs").texts();
        FieldPath path = FieldPath.of("spec", "podCIDRs");
        int four = 0;
        int six = 0;
        for (int i = 0; i < ranges.size(); i++) {
            Addresses.range(path.index(i), ranges.get(i), Set.of(), errors);
            four += ranges.get(i).contains(".") ? 1 : 0;
            six += ranges.get(i).contains(":") ? 1 : 0;
        }
        if (four > 1 || six > 1) {
            errors.add(FieldError.invalid(
                    path,
                    node.object("spec").list("podCIDRs"),
                    "may specify no more than one CIDR for each IP family"));
        }
    }

    @Override
    public void validate(ObjectValue node, FieldErrors errors) {
        ranges(node, errors);
        taints(node, errors);
    }

    private static void taints(ObjectValue node, FieldErrors errors) {
        FieldPath path = FieldPath.of("metadata", "taints"); // where Kubernetes says that they are
        Set<String> seen = new HashSet<>();
        int index = 0;
        for (ObjectValue given : node.object("spec").list("taints").objects()) {
            Checked taint = new Checked(given, path.index(index++), errors);
            String key = taint.text("key");
            LabelRules.keyProblems(key)
                    .forEach(problem ->
                            errors.add(FieldError.invalid(taint.path().child("key"), key, problem)));
            String value = String.join(";", LabelRules.valueProblems(taint.text("value")));
            if (!value.isEmpty()) {
                taint.invalid("value", value);
            }
            if (taint.text("effect").isEmpty()) {
                taint.required("effect", "");
            } else {
                taint.oneOf("effect", List.of("NoSchedule", "PreferNoSchedule", "NoExecute"));
            }
            if (!seen.add(key + ":" + taint.text("effect"))) {
                errors.add(FieldError.duplicate(taint.path(), given));
            }
        }
    }

    /** Registration brings capacity and conditions along, so a new node keeps the status it is created with. */
    @Override
    public ObjectValue prepareForCreate(ObjectValue node, Context context) {
        return node;
    }

    @Override
    public boolean keepsStatusOnCreate() {
        return true;
    }
}
