package dev.jukung.model;

import dev.jukung.model.LabelSelectors.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.Collectors;

/** What a requirement of a label selector has to obey; {@code labels.NewRequirement} of Kubernetes, with its words. */
final class LabelSelectorChecks {
    private LabelSelectorChecks() {}

    /** @throws IllegalArgumentException naming everything that is wrong */
    static void check(String key, Operator operator, SortedSet<String> values) {
        List<String> errors = new ArrayList<>();
        keyError("key", key, errors);
        arityError(operator, values, errors);
        int index = 0;
        for (String value : values) {
            if (operator == Operator.GREATER_THAN || operator == Operator.LESS_THAN) {
                numberError(index, value, errors);
            }
            List<String> problems = LabelSyntax.valueErrors(value);
            if (!problems.isEmpty()) {
                errors.add("values[" + index + "][" + key + "]: Invalid value: \"" + value + "\": "
                        + String.join("; ", problems));
            }
            index++;
        }
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(errors.size() == 1 ? errors.getFirst() : errors.toString());
        }
    }

    /** Adds what is wrong with the key, if anything. */
    static void keyError(String path, String key, List<String> errors) {
        List<String> problems = LabelSyntax.keyErrors(key);
        if (!problems.isEmpty()) {
            errors.add(path + ": Invalid value: \"" + key + "\": " + String.join("; ", problems));
        }
    }

    private static void arityError(Operator operator, SortedSet<String> values, List<String> errors) {
        String problem =
                switch (operator) {
                    case IN, NOT_IN -> values.isEmpty() ? "for 'in', 'notin' operators, values set can't be empty" : "";
                    case EQUALS, DOUBLE_EQUALS, NOT_EQUALS ->
                        values.size() == 1 ? "" : "exact-match compatibility requires one single value";
                    case EXISTS, DOES_NOT_EXIST ->
                        values.isEmpty() ? "" : "values set must be empty for exists and does not exist";
                    case GREATER_THAN, LESS_THAN ->
                        values.size() == 1 ? "" : "for 'Gt', 'Lt' operators, exactly one value is required";
                };
        if (!problem.isEmpty()) {
            String list = values.stream().map(value -> "\"" + value + "\"").collect(Collectors.joining(",", "[", "]"));
            errors.add("values: Invalid value: " + list + ": " + problem);
        }
    }

    private static void numberError(int index, String value, List<String> errors) {
        try {
            var _ = Long.parseLong(value);
        } catch (NumberFormatException _) {
            errors.add("values[" + index + "]: Invalid value: \"" + value
                    + "\": for 'Gt', 'Lt' operators, the value must be an integer"); // told, not swallowed
        }
    }
}
