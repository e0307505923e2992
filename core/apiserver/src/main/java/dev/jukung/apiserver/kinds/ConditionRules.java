package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldPath;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules of {@code meta/v1 Condition} (k8s.io/apimachinery/pkg/apis/meta/v1/validation). Pure functions. */
final class ConditionRules {
    private static final List<String> STATES = List.of("False", "True", "Unknown");
    private static final int MAX_REASON = 1024;
    private static final int MAX_MESSAGE = 32768;
    private static final String REASON_FORM = "[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?";
    private static final Pattern REASON = Pattern.compile(REASON_FORM);

    private ConditionRules() {}

    /** @param owner has a list {@code conditions} */
    static void check(Checked owner) {
        Set<String> types = new HashSet<>();
        for (Checked condition : owner.items("conditions")) {
            for (String field : List.of("type", "status", "lastTransitionTime", "reason", "message")) {
                condition.errors().take(condition.path().child(field)); // said here in other words, or not at all
            }
            String type = condition.text("type");
            LabelRules.keyProblems(type).forEach(problem -> condition
                    .errors()
                    .add(FieldError.invalid(condition.path().child("type"), type, problem)));
            if (!types.add(type)) {
                condition.errors().add(FieldError.duplicate(condition.path().child("type"), type));
            }
            condition(condition);
        }
    }

    private static void condition(Checked condition) {
        String status = condition.text("status");
        if (!STATES.contains(status)) {
            condition.errors().add(FieldError.notSupported(condition.path().child("status"), status, STATES));
        }
        if (condition.number("observedGeneration") < 0) {
            condition.invalidNumber("observedGeneration", "must be greater than or equal to zero");
        }
        if (!condition.has("lastTransitionTime")) {
            condition.required("lastTransitionTime", "must be set");
        }
        String reason = condition.text("reason");
        if (reason.isEmpty()) {
            condition.required("reason", "must be set");
        } else if (!REASON.matcher(reason).matches()) {
            condition.invalid(
                    "reason",
                    "a condition reason must start with alphabetic character, optionally followed by a string of"
                            + " alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'"
                            + " (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or"
                            + " 'ReasonA:ReasonB', regex used for validation is '" + REASON_FORM + "')");
        }
        atMost(condition, "reason", MAX_REASON);
        atMost(condition, "message", MAX_MESSAGE);
    }

    private static void atMost(Checked condition, String field, int max) {
        FieldPath path = condition.path().child(field);
        if (condition.text(field).length() > max) {
            condition.errors().add(FieldError.tooLong(path, max));
        }
    }
}
