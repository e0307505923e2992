package dev.jukung.schema.cel;

import java.util.Map;
import java.util.Optional;

/** An expression that is ready to be evaluated, any number of times. Thread-safe. */
public final class CelProgram implements CelCompilation {
    private final String expression;
    private final Checked checked;
    private final Node node;
    private final int locals;

    CelProgram(String expression, Checked checked, Node node, int locals) {
        this.expression = expression;
        this.checked = checked;
        this.node = node;
        this.locals = locals;
    }

    public String expression() {
        return expression;
    }

    /** The name of the type of the result: {@code bool}, {@code string}, {@code dyn}, … */
    public String resultType() {
        return checked.resultType();
    }

    /** Whether the expression refers to a variable. */
    public boolean uses(String variable) {
        return checked.variables().contains(variable);
    }

    /** Whether the expression asks this variable for this field, as {@code claims.email} or {@code claims.?email}. */
    public boolean selects(String variable, String field) {
        return checked.selections().contains(variable + "." + field);
    }

    /** The most that one evaluation may cost as far as can be told in advance; see {@link CostEstimator}. */
    public long estimatedCost() {
        return checked.estimatedCost();
    }

    /** Evaluates with these variables, of which no schemas are known. */
    public CelResult evaluate(Map<String, ?> variables, CelBudget budget) {
        CelScope scope = new CelScope();
        variables.forEach(scope::set);
        return evaluate(scope, budget);
    }

    /** Evaluates and takes what it cost from the budget; whether that was enough, {@link CelBudget} tells. */
    public CelResult evaluate(CelScope scope, CelBudget budget) {
        Object value = raw(scope, budget);
        if (value instanceof CelError(String message)) {
            return new CelResult.Failed(message, message.startsWith("operation cancelled"));
        }
        return new CelResult.Value(CelValues.toTree(value));
    }

    /** As {@link #evaluate(CelScope, CelBudget)} for an expression that makes a patch. */
    public CelPatch evaluatePatch(CelScope scope, CelBudget budget) {
        Object value = raw(scope, budget);
        if (value instanceof CelError(String message)) {
            return new CelPatch(
                    new CelResult.Failed(message, message.startsWith("operation cancelled")), Optional.empty());
        }
        return CelPatch.of(value);
    }

    /** The value as expressions see it, or a {@link CelError}. */
    Object raw(CelScope scope, CelBudget budget) {
        Frame frame = new Frame(scope, locals, budget.perCall());
        try {
            return node.eval(frame);
        } catch (Frame.TooExpensiveException e) {
            return new CelError(String.valueOf(e.getMessage()));
        } finally {
            budget.spend(frame.cost());
        }
    }

    @Override
    public String toString() {
        return expression;
    }
}
