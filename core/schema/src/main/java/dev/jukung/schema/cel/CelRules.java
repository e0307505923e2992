package dev.jukung.schema.cel;

import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.schema.Schema;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a custom resource ({@code x-kubernetes-validations}), anywhere in its schema. They are compiled when the
 * first object is validated. Thread-safe.
 */
public final class CelRules {
    /**
     * What was found.
     *
     * @param errors what is wrong, in the order of the object
     * @param ratcheted the messages of errors that do not count, because what they are about was there before and is
     *     unchanged; warnings for the user
     */
    public record Findings(List<FieldError> errors, List<String> ratcheted) {}

    private final Schema schema;
    private final Object lock = new Object();
    private Optional<RuleNode> compiled = Optional.empty(); // guarded by lock

    private CelRules(Schema schema) {
        this.schema = schema;
    }

    /** The rules of the schema of a whole resource; empty when it has none. */
    public static Optional<CelRules> of(Schema schema) {
        return RuleNode.hasRules(schema.source()) ? Optional.of(new CelRules(schema)) : Optional.empty();
    }

    /**
     * What is wrong with the rules of a custom resource's schema itself: with their fields, their types, and with what
     * they may cost.
     *
     * @param path where the schema stands: {@code spec.versions[0].schema.openAPIV3Schema}
     */
    public static FieldErrors problems(Schema schema, FieldPath path) {
        return RuleNode.hasRules(schema.source()) ? new RuleChecks().check(schema, path) : new FieldErrors();
    }

    private RuleNode root() {
        synchronized (lock) {
            RuleNode known = compiled.orElseGet(() -> RuleNode.of(schema.source(), schema, true));
            compiled = Optional.of(known);
            return known;
        }
    }

    /**
     * Evaluates the rules for an object that fits its schema otherwise.
     *
     * @param old what was there before; null when the object is created. Rules about {@code oldSelf} are evaluated only
     *     where there was a value before
     */
    public Findings validate(ObjectValue object, @Nullable ObjectValue old, CelBudget budget) {
        RuleEvaluation evaluation = new RuleEvaluation(budget);
        evaluation.run(root(), object, old);
        return evaluation.findings();
    }
}
