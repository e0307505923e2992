package dev.jukung.apiserver.admission.policy;

import dev.jukung.schema.cel.CelBudget;
import dev.jukung.schema.cel.CelCompilation;
import dev.jukung.schema.cel.CelProgram;
import dev.jukung.schema.cel.CelResult;
import dev.jukung.schema.cel.CelScope;
import dev.jukung.schema.cel.PolicyExpressions;
import dev.jukung.value.ListValue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Expressions that all have to hold before a webhook or a policy is asked at all. Immutable. */
public final class MatchConditions {
    static final String OUT_OF_BUDGET =
            "validation failed due to running out of cost budget, no further validation rules will be run";

    /** What the conditions say about a request. */
    public sealed interface Outcome {
        /** All of them hold. */
        record Matches() implements Outcome {}

        /** One of them does not; others may have failed. */
        record Excluded() implements Outcome {}

        /**
         * At least one could not be evaluated, and none says no.
         *
         * @param errors how many
         */
        record Failed(String message, int errors) implements Outcome {}
    }

    private final List<CelCompilation> conditions;

    private MatchConditions(List<CelCompilation> conditions) {
        this.conditions = conditions;
    }

    /** @param hasParams whether they see {@code params} */
    public static MatchConditions of(ListValue conditions, boolean hasParams) {
        PolicyExpressions expressions = new PolicyExpressions(hasParams, false);
        return new MatchConditions(conditions.objects().stream()
                .map(condition -> expressions.compile(condition.text("expression", ""), true, "bool"))
                .toList());
    }

    public boolean isEmpty() {
        return conditions.isEmpty();
    }

    /** @param scope of the request; see {@link RequestScope} */
    public Outcome evaluate(CelScope scope) {
        CelBudget budget = CelBudget.matchConditions();
        Set<String> errors = new LinkedHashSet<>();
        int failed = 0;
        for (CelCompilation condition : conditions) {
            switch (condition) {
                case CelCompilation.Problem(String text) -> {
                    errors.add("compilation error: " + text);
                    failed++;
                }
                case CelProgram program -> {
                    CelResult result = program.evaluate(scope, budget);
                    if (budget.isOverspent()) {
                        return new Outcome.Failed(OUT_OF_BUDGET, 0);
                    }
                    if (result instanceof CelResult.Failed(String message, boolean _)) {
                        errors.add(error(program, message));
                        failed++;
                    } else if (!result.equals(new CelResult.Value(true))) {
                        return new Outcome.Excluded();
                    }
                }
            }
        }
        return errors.isEmpty()
                ? new Outcome.Matches()
                : new Outcome.Failed(
                        errors.size() == 1 ? errors.iterator().next() : "[" + String.join(", ", errors) + "]", failed);
    }

    static String error(CelProgram program, String message) {
        return "expression '" + program.expression() + "' resulted in error: " + message;
    }
}
