package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;

/** Tolerations of Pods put together and compared. Pure functions. */
final class Tolerations {
    private Tolerations() {}

    private static final List<String> EFFECTS = List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

    /** What is wrong with tolerations that a configuration gives; those of Pods are checked with the Pods. */
    static void check(FieldPath path, ListValue tolerations, FieldErrors errors) {
        for (int i = 0; i < tolerations.size(); i++) {
            check(path.index(i), (ObjectValue) tolerations.get(i), errors);
        }
    }

    private static void check(FieldPath path, ObjectValue toleration, FieldErrors errors) {
        String key = toleration.text("key", "");
        String operator = toleration.text("operator", "");
        String value = toleration.text("value", "");
        String effect = toleration.text("effect", "");
        FieldPath operators = path.child("operator");
        if (!key.isEmpty()) {
            LabelRules.keyProblems(key)
                    .forEach(problem -> errors.add(FieldError.invalid(path.child("key"), key, problem)));
        } else if (!operator.equals("Exists")) {
            errors.add(FieldError.invalid(
                    operators,
                    operator,
                    "operator must be Exists when `key` is empty, which means \"match all values and all keys\""));
        }
        if (toleration.has("tolerationSeconds") && !effect.equals("NoExecute")) {
            errors.add(FieldError.invalid(
                    path.child("effect"), effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
        }
        switch (operator) {
            case "Equal", "" -> {
                List<String> problems = LabelRules.valueProblems(value);
                if (!problems.isEmpty()) {
                    errors.add(FieldError.invalid(operators, value, String.join(";", problems)));
                }
            }
            case "Exists" -> {
                if (!value.isEmpty()) {
                    errors.add(FieldError.invalid(operators, value, "value must be empty when `operator` is 'Exists'"));
                }
            }
            case "Lt", "Gt" ->
                errors.add(FieldError.notSupported(operators, operator, List.of("Equal", "Exists", "Lt", "Gt")));
            default -> errors.add(FieldError.notSupported(operators, operator, List.of("Equal", "Exists")));
        }
        if (!effect.isEmpty() && !EFFECTS.contains(effect)) {
            errors.add(FieldError.notSupported(path.child("effect"), effect, EFFECTS));
        }
    }

    /** Both lists without what another one of them covers anyway. */
    static ListValue merged(List<ObjectValue> first, List<ObjectValue> second) {
        List<ObjectValue> all = new ArrayList<>(first);
        all.addAll(second);
        ListValue kept = ListValue.EMPTY;
        for (int i = 0; i < all.size(); i++) {
            boolean covered = false;
            for (int j = 0; j < all.size(); j++) {
                boolean same = all.get(i).equals(all.get(j));
                covered |= same ? j < i : covers(all.get(j), all.get(i));
            }
            kept = covered ? kept : kept.plus(all.get(i));
        }
        return kept;
    }

    /** Whether whatever {@code toleration} tolerates is tolerated by {@code wider} too. */
    static boolean covers(ObjectValue wider, ObjectValue toleration) {
        if (wider.equals(toleration)) {
            return true;
        }
        String key = wider.text("key", "");
        String operator = wider.text("operator", "");
        if (!key.equals(toleration.text("key", "")) && !(key.isEmpty() && operator.equals("Exists"))) {
            return false;
        }
        String effect = wider.text("effect", "");
        if (!effect.isEmpty() && !effect.equals(toleration.text("effect", ""))) {
            return false;
        }
        if (effect.equals("NoExecute") && wider.has("tolerationSeconds")) {
            long seconds = toleration.integer("tolerationSeconds", Long.MAX_VALUE);
            if (seconds > wider.integer("tolerationSeconds", 0)) {
                return false;
            }
        }
        return operator.equals("Exists")
                || (toleration.text("operator", "").equals(operator)
                        && toleration.text("value", "").equals(wider.text("value", "")));
    }
}
