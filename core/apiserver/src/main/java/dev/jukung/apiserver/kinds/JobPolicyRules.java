package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.schema.GoText;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The rules of what ends a Job before its Pods have all ended (k8s.io/kubernetes/pkg/apis/batch/validation). Pure functions. */
final class JobPolicyRules {
    private static final int MAX_RULES = 20;
    private static final int MAX_EXIT_CODES = 255;
    private static final int MAX_CONDITIONS = 20;
    private static final int MAX_INDEXES_BYTES = 64 * 1024;
    private static final List<String> ACTIONS = List.of("Count", "FailIndex", "FailJob", "Ignore");
    private static final List<String> OPERATORS = List.of("In", "NotIn");
    private static final List<String> STATES = List.of("False", "True", "Unknown");

    private JobPolicyRules() {}

    /** @param spec a JobSpec */
    static void check(Checked spec) {
        if (spec.has("podFailurePolicy")) {
            failure(spec, spec.in("podFailurePolicy"));
        }
        if (spec.has("successPolicy")) {
            if (spec.text("completionMode").equals("Indexed")) {
                success(spec, spec.in("successPolicy"));
            } else {
                spec.invalid("successPolicy", "requires indexed completion mode");
            }
        }
    }

    private static void failure(Checked spec, Checked policy) {
        Set<String> containers = new HashSet<>();
        ObjectValue pod = spec.in("template").in("spec").value();
        for (String list : List.of("containers", "initContainers")) {
            pod.list(list).objects().forEach(container -> containers.add(container.text("name", "")));
        }
        atMost(policy, "rules", MAX_RULES);
        for (Checked rule : policy.items("rules")) {
            String action = rule.text("action");
            if (action.equals("FailIndex")) {
                if (!spec.has("backoffLimitPerIndex")) {
                    rule.invalid("action", "requires the backoffLimitPerIndex to be set");
                }
            } else {
                oneOf(rule, "action", ACTIONS);
            }
            boolean codes = rule.has("onExitCodes");
            List<Checked> conditions = rule.items("onPodConditions");
            if (codes) {
                exitCodes(rule.in("onExitCodes"), containers);
            }
            atMost(rule, "onPodConditions", MAX_CONDITIONS);
            for (Checked condition : conditions) {
                FieldPath type = condition.path().child("type");
                condition.errors().take(type);
                LabelRules.keyProblems(condition.text("type"))
                        .forEach(problem ->
                                condition.errors().add(FieldError.invalid(type, condition.text("type"), problem)));
                oneOf(condition, "status", STATES);
            }
            if (codes && !conditions.isEmpty()) {
                rule.invalid("specifying both OnExitCodes and OnPodConditions is not supported");
            } else if (!codes && conditions.isEmpty()) {
                rule.invalid("specifying one of OnExitCodes and OnPodConditions is required");
            }
        }
    }

    private static void exitCodes(Checked codes, Set<String> containers) {
        FieldErrors errors = codes.errors();
        oneOf(codes, "operator", OPERATORS);
        if (codes.has("containerName") && !containers.contains(codes.text("containerName"))) {
            codes.invalid("containerName", "must be one of the container or initContainer names in the pod template");
        }
        FieldPath path = codes.path().child("values");
        ListValue values = codes.value().list("values");
        if (values.isEmpty()) {
            errors.take(path);
            Object shown = codes.has("values") ? values : new GoText.Literal("null");
            errors.add(FieldError.invalid(path, shown, "at least one value is required"));
        }
        atMost(codes, "values", MAX_EXIT_CODES);
        Set<Long> known = new HashSet<>();
        boolean ordered = true;
        long last = Long.MIN_VALUE;
        for (int i = 0; i < values.size(); i++) {
            long value = values.get(i) instanceof Long number ? number : 0;
            if (codes.text("operator").equals("In") && value == 0) {
                errors.add(FieldError.invalid(path.index(i), value, "must not be 0 for the In operator"));
            }
            if (!known.add(value)) {
                errors.add(FieldError.duplicate(path.index(i), value));
            }
            ordered &= last <= value;
            last = value;
        }
        if (!ordered) {
            codes.invalid("values", "must be ordered");
        }
    }

    private static void success(Checked spec, Checked policy) {
        List<Checked> rules = policy.items("rules");
        if (rules.isEmpty()) {
            policy.errors().take(policy.path().child("rules"));
            policy.required("rules", "at least one rules must be specified when the successPolicy is specified");
        }
        atMost(policy, "rules", MAX_RULES);
        if (!spec.has("completions")) {
            return; // refused already: there is nothing to compare with
        }
        long completions = spec.number("completions");
        for (Checked rule : rules) {
            if (!rule.has("succeededCount") && !rule.has("succeededIndexes")) {
                rule.errors()
                        .add(FieldError.required(
                                rule.path(), "at least one of succeededCount or succeededIndexes must be specified"));
            }
            success(rule, completions);
        }
    }

    private static void success(Checked rule, long completions) {
        String indexes = rule.text("succeededIndexes");
        long total = 0;
        if (indexes.getBytes(StandardCharsets.UTF_8).length > MAX_INDEXES_BYTES) {
            rule.errors().add(FieldError.tooLong(rule.path().child("succeededIndexes"), MAX_INDEXES_BYTES));
        }
        try {
            total = CompletionIndexes.count(indexes, completions);
        } catch (IllegalArgumentException e) {
            rule.invalid("succeededIndexes", "error parsing succeededIndexes: " + e.getMessage());
        }
        if (!rule.has("succeededCount")) {
            return;
        }
        long count = rule.number("succeededCount");
        if (count < 0) {
            rule.invalidNumber("succeededCount", "must be greater than or equal to 0");
        }
        if (count > completions) {
            rule.invalidNumber(
                    "succeededCount",
                    "must be less than or equal to " + completions + " (the number of specified completions)");
        }
        if (rule.has("succeededIndexes") && count > total) {
            rule.invalidNumber(
                    "succeededCount",
                    "must be less than or equal to " + total
                            + " (the number of indexes in the specified succeededIndexes field)");
        }
    }

    private static void oneOf(Checked owner, String field, List<String> supported) {
        if (owner.text(field).isEmpty()) {
            owner.errors().take(owner.path().child(field));
            owner.required(
                    field,
                    supported.stream().map(GoText::quote).collect(Collectors.joining(" ", "valid values: [", "]")));
        } else {
            owner.oneOf(field, supported);
        }
    }

    private static void atMost(Checked owner, String list, int max) {
        int size = owner.value().list(list).size();
        if (size > max) {
            owner.errors().add(FieldError.tooMany(owner.path().child(list), size, max));
        }
    }
}
