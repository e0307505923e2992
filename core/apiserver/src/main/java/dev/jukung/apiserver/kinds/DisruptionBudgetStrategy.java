package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** The rules of PodDisruptionBudgets, whose names Kubernetes does not look at. */
final class DisruptionBudgetStrategy extends SpecStrategy {
    private static final int PERCENT = 100;

    @Override
    public NameRule nameRule() {
        return NameRule.PATH_SEGMENT;
    }

    @Override
    public void validate(ObjectValue budget, FieldErrors errors) {
        Checked spec = new Checked(budget, FieldPath.ROOT, errors).in("spec");
        if (spec.has("minAvailable") && spec.has("maxUnavailable")) {
            errors.add(FieldError.invalid(
                    spec.path(), spec.value(), "minAvailable and maxUnavailable cannot be both set"));
        }
        for (String field : List.of("minAvailable", "maxUnavailable")) {
            share(spec, field);
        }
        LabelRules.selector(spec.value().object("selector"), spec.path().child("selector"), errors);
    }

    private static void share(Checked spec, String field) {
        switch (spec.value().get(field)) {
            case Long number -> {
                if (number < 0) {
                    spec.invalidNumber(field, "must be greater than or equal to 0");
                }
            }
            case String text -> {
                if (!text.matches("[0-9]+%")) {
                    spec.invalid(
                            field,
                            "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or"
                                    + " '93%', regex used for validation is '[0-9]+%')");
                } else if (text.length() > 4 || Integer.parseInt(text.substring(0, text.length() - 1)) > PERCENT) {
                    spec.invalid(field, "must not be greater than 100%");
                }
            }
            case null, default -> {}
        }
    }
}
