package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.schema.FieldError;
import java.util.List;

/** The rules of {@code v1 NodeSelector}, and of the topologies that are written like it. Stateless. */
final class NodeSelectorRules {
    private NodeSelectorRules() {}

    static void check(Checked selector) {
        if (selector.value().list("nodeSelectorTerms").isEmpty()) {
            selector.required("nodeSelectorTerms", "must have at least one node selector term");
        }
        selector.items("nodeSelectorTerms").forEach(NodeSelectorRules::term);
    }

    static void term(Checked term) {
        term.items("matchExpressions").forEach(NodeSelectorRules::expression);
        term.items("matchFields").forEach(NodeSelectorRules::field);
    }

    private static void expression(Checked requirement) {
        List<String> values = requirement.texts("values");
        ownWords(requirement);
        switch (requirement.text("operator")) {
            case "In", "NotIn" -> {
                if (values.isEmpty()) {
                    requirement.required("values", "must be specified when `operator` is 'In' or 'NotIn'");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (!values.isEmpty()) {
                    requirement.forbidden(
                            "values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }
            }
            case "Gt", "Lt" -> {
                if (values.size() != 1) {
                    requirement.required("values", "must be specified single value when `operator` is 'Lt' or 'Gt'");
                }
            }
            default -> operator(requirement);
        }
        key(requirement);
        for (int i = 0; i < values.size(); i++) {
            for (String problem : LabelRules.valueProblems(values.get(i))) {
                requirement.invalidItem("values", i, problem);
            }
        }
    }

    /** What the schema has to say of an absent key or operator is said in other words here. */
    private static void ownWords(Checked requirement) {
        for (String field : List.of("key", "operator")) {
            requirement.errors().take(requirement.path().child(field));
        }
    }

    /** The key of a label. */
    static void key(Checked requirement) {
        String key = requirement.text("key");
        LabelRules.keyProblems(key).forEach(problem -> requirement
                .errors()
                .add(FieldError.invalid(requirement.path().child("key"), key, problem)));
    }

    private static void operator(Checked requirement) {
        requirement
                .errors()
                .add(FieldError.invalid(
                        requirement.path().child("operator"),
                        requirement.text("operator"),
                        "not a valid selector operator"));
    }

    private static void field(Checked requirement) {
        ownWords(requirement);
        switch (requirement.text("operator")) {
            case "In", "NotIn" -> {
                if (requirement.texts("values").size() != 1) {
                    requirement.required(
                            "values",
                            "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
                }
            }
            default -> operator(requirement);
        }
        if (!requirement.text("key").equals("metadata.name")) {
            requirement
                    .errors()
                    .add(FieldError.invalid(
                            requirement.path().child("key"),
                            requirement.text("key"),
                            "not a valid field selector key"));
        }
    }
}
