package dev.jukung.apiserver.kinds;

import static dev.jukung.apiserver.kinds.Columns.UNSET;
import static dev.jukung.apiserver.kinds.Columns.at;
import static dev.jukung.apiserver.kinds.Columns.number;
import static dev.jukung.apiserver.kinds.Columns.table;
import static dev.jukung.apiserver.kinds.Columns.text;

import dev.jukung.apiserver.registry.Column;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The columns of admission policies and their bindings. */
final class PolicyColumns {
    static final List<Column> VALIDATING = policies("Validations", "validations");
    static final List<Column> MUTATING = policies("Mutations", "mutations");
    static final List<Column> BINDINGS =
            table(text("PolicyName", at("", "spec", "policyName")), text("ParamRef", PolicyColumns::parameter));

    private PolicyColumns() {}

    private static List<Column> policies(String name, String field) {
        return table(
                number(name, policy -> (long) policy.object("spec").list(field).size()),
                text("ParamKind", PolicyColumns::parameterKind));
    }

    private static String parameterKind(ObjectValue policy) {
        ObjectValue kind = policy.object("spec").object("paramKind");
        return policy.object("spec").has("paramKind")
                ? kind.text("apiVersion", "") + "/" + kind.text("kind", "")
                : UNSET;
    }

    /** Whether a parameter without a namespace is in one cannot be told from here. */
    private static String parameter(ObjectValue binding) {
        ObjectValue reference = binding.object("spec").object("paramRef");
        String name = reference.text("name", "");
        String namespace = reference.text("namespace", "");
        if (!name.isEmpty()) {
            return (namespace.isEmpty() ? "*" : namespace) + "/" + name;
        }
        return reference.has("selector") ? selector(reference.object("selector")) : UNSET;
    }

    /** As Go's generated {@code String()} has it. */
    private static String selector(ObjectValue selector) {
        StringBuilder labels = new StringBuilder();
        TreeMap<String, Object> sorted = new TreeMap<>();
        selector.object("matchLabels").forEach(sorted::put);
        sorted.forEach(
                (key, value) -> labels.append(key).append(": ").append(value).append(','));
        String expressions = selector.list("matchExpressions").objects().stream()
                .map(each -> "LabelSelectorRequirement{Key:" + each.text("key", "") + ",Operator:"
                        + each.text("operator", "") + ",Values:["
                        + String.join(" ", each.list("values").texts()) + "],},")
                .collect(Collectors.joining());
        return "&LabelSelector{MatchLabels:map[string]string{" + labels
                + "},MatchExpressions:[]LabelSelectorRequirement{" + expressions + "},}";
    }
}
