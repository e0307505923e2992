package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The rules of StorageClasses: what makes volumes never changes. */
final class StorageClassStrategy implements Strategy {
    @Override
    public void validate(ObjectValue object, FieldErrors errors) {
        String provisioner = object.text("provisioner", "");
        if (!provisioner.isEmpty()) {
            String lower = provisioner.toLowerCase(Locale.ROOT);
            LabelRules.keyProblems(lower)
                    .forEach(problem -> errors.add(FieldError.invalid(FieldPath.of("provisioner"), lower, problem)));
        }
        topologies(new Checked(object, FieldPath.ROOT, errors).items("allowedTopologies"));
    }

    /** Kubernetes compares each with as many empty ones as there are, so one without any expression is a duplicate. */
    private static void topologies(List<Checked> topologies) {
        List<Map<String, Set<String>>> known = new ArrayList<>(Collections.nCopies(topologies.size(), Map.of()));
        for (Checked topology : topologies) {
            Map<String, Set<String>> expressions = expressions(topology);
            for (Map<String, Set<String>> other : known) {
                if (other.equals(expressions)) {
                    topology.errors().add(FieldError.duplicate(topology.path().child("matchLabelExpressions"), ""));
                }
            }
            known.add(expressions);
        }
    }

    private static Map<String, Set<String>> expressions(Checked topology) {
        Map<String, Set<String>> found = new HashMap<>();
        for (Checked expression : topology.items("matchLabelExpressions")) {
            List<String> values = expression.texts("values");
            if (values.isEmpty()) {
                expression.required("values", "");
            }
            Set<String> distinct = new HashSet<>();
            for (int i = 0; i < values.size(); i++) {
                if (!distinct.add(values.get(i))) {
                    expression
                            .errors()
                            .add(FieldError.duplicate(
                                    expression.path().child("values").index(i), values.get(i)));
                }
            }
            expression.errors().take(expression.path().child("key"));
            NodeSelectorRules.key(expression);
            if (found.put(expression.text("key"), distinct) != null) {
                expression.errors().add(FieldError.duplicate(expression.path().child("key"), expression.text("key")));
            }
        }
        return found;
    }

    @Override
    public void validateUpdate(ObjectValue object, ObjectValue old, FieldErrors errors) {
        for (String field : List.of("parameters", "provisioner", "reclaimPolicy", "volumeBindingMode")) {
            if (!Objects.equals(object.get(field), old.get(field))) {
                Object none = field.equals("parameters") ? NullValue.NULL : "";
                Object shown = object.get(field) instanceof Object value ? value : none;
                errors.add(FieldError.invalid(FieldPath.of(field), shown, "field is immutable"));
            }
        }
        validate(object, errors);
    }
}
