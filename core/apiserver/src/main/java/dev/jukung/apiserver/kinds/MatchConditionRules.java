package dev.jukung.apiserver.kinds;

import dev.jukung.model.LabelSyntax;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.schema.cel.CelCompilation;
import dev.jukung.schema.cel.PolicyExpressions;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The {@code matchConditions} of webhooks and policies: named expressions that can be compiled. */
final class MatchConditionRules {
    private static final int MAX_CONDITIONS = 64;

    private MatchConditionRules() {}

    /** @param hasParams whether the expressions see {@code params} */
    static void check(ListValue conditions, boolean hasParams, FieldPath path, FieldErrors errors) {
        List<ObjectValue> all = conditions.objects();
        if (all.size() > MAX_CONDITIONS) {
            errors.add(FieldError.tooMany(path, all.size(), MAX_CONDITIONS));
        }
        PolicyExpressions expressions = new PolicyExpressions(hasParams, false);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < all.size(); i++) {
            FieldPath place = path.index(i);
            String expression = all.get(i).text("expression", "").strip();
            if (expression.isEmpty()) {
                errors.add(FieldError.required(place.child("expression"), ""));
            } else if (expressions.compile(expression, true, "bool") instanceof CelCompilation.Problem(String text)) {
                errors.add(FieldError.invalid(place.child("expression"), expression, text));
            }
            String name = all.get(i).text("name", "");
            if (name.isEmpty()) {
                errors.add(FieldError.required(place.child("name"), ""));
                continue;
            }
            for (String problem : LabelSyntax.keyErrors(name)) {
                errors.add(FieldError.invalid(place.child("name"), name, problem));
            }
            if (!names.add(name)) {
                errors.add(FieldError.duplicate(place.child("name"), name));
            }
        }
    }
}
