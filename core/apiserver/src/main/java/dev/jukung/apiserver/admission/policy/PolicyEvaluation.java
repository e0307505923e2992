package dev.jukung.apiserver.admission.policy;

import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.registry.Admission.Review;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.base.Clock;
import dev.jukung.schema.cel.CelBudget;
import dev.jukung.schema.cel.CelResult;
import dev.jukung.schema.cel.CelScope;
import dev.jukung.schema.cel.PolicyExpressions;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Evaluates one policy for one request and one parameter. Confined to one call. */
final class PolicyEvaluation {
    private static final int MAX_MESSAGE = 5 * 1024;

    /**
     * Why a request is refused.
     *
     * @param reason of the status; {@code Invalid} unless the policy says otherwise
     * @param expression the place of the expression among the policy's validations
     * @param denies false for a failure that the policy ignores
     * @param nanos how long it took to find out
     */
    record Denial(String message, String reason, int expression, boolean denies, long nanos) {}

    /** One value of the policy's {@code auditAnnotations}. */
    record Annotation(String key, String value) {}

    private static final int MAX_ANNOTATION = 10 * 1024;

    private final List<Annotation> annotations = new ArrayList<>();
    private final List<Denial> annotationFailures = new ArrayList<>();
    private final CompiledPolicy policy;
    private final CelScope scope;
    private final Optional<CelScope> conditionScope; // where there are conditions
    private final CelBudget budget = CelBudget.perObject();
    private final Clock clock;
    private long start;

    PolicyEvaluation(
            CompiledPolicy policy,
            Review review,
            Kind matched,
            Optional<ObjectValue> param,
            Optional<ObjectValue> namespace,
            Authorizer authorizer) {
        this.policy = policy;
        clock = review.context().clock();
        start = clock.nanos();
        conditionScope = policy.conditions().isEmpty()
                ? Optional.empty()
                : Optional.of(RequestScope.of(review, matched, param, Optional.empty(), authorizer));
        scope = RequestScope.of(review, matched, param, namespace, authorizer)
                .setLazy(PolicyExpressions.VARIABLES, policy.variables(), budget);
    }

    /** Why the policy refuses the request; empty when it does not, or is not about it. */
    List<Denial> run() {
        if (policy.problem().isPresent()) {
            return failure(policy.problem().get());
        }
        if (conditionScope.isEmpty()) {
            return validations();
        }
        return switch (policy.conditions().evaluate(conditionScope.get())) {
            case MatchConditions.Outcome.Excluded() -> List.of();
            case MatchConditions.Outcome.Failed(String message, int _) -> failure(message);
            case MatchConditions.Outcome.Matches() -> validations();
        };
    }

    private List<Denial> failure(String message) {
        return failure(message, 0);
    }

    private List<Denial> failure(String message, int expression) {
        return List.of(new Denial(message, "Invalid", expression, policy.fails(), clock.nanos() - start));
    }

    private List<Denial> validations() {
        List<Denial> denials = new ArrayList<>();
        int index = -1;
        for (CompiledPolicy.Validation validation : policy.validations()) {
            index++;
            start = clock.nanos();
            CelResult result = validation.expression().evaluate(scope, budget);
            if (budget.isOverspent()) {
                return failure(MatchConditions.OUT_OF_BUDGET);
            }
            switch (result) {
                case CelResult.Value(Object truth) -> {
                    if (!truth.equals(true)) {
                        denials.add(new Denial(
                                message(validation),
                                validation.source().text("reason", "Invalid"),
                                index,
                                true,
                                clock.nanos() - start));
                    }
                }
                case CelResult.Failed(String message, boolean _) ->
                    denials.addAll(failure(MatchConditions.error(validation.expression(), message), index));
            }
        }
        annotate();
        return denials;
    }

    private void annotate() {
        CelBudget forAnnotations = CelBudget.perObject();
        for (CompiledPolicy.Annotation annotation : policy.annotations()) {
            CelResult result = annotation.value().evaluate(scope, forAnnotations);
            if (forAnnotations.isOverspent()) {
                annotationFailures.addAll(failure(MatchConditions.OUT_OF_BUDGET));
                return;
            }
            switch (result) {
                case CelResult.Failed(String message, boolean _) ->
                    annotationFailures.addAll(failure(MatchConditions.error(annotation.value(), message)));
                case CelResult.Value(Object value) -> {
                    if (value instanceof String text) {
                        annotations.add(new Annotation(annotation.key(), shortened(text.strip())));
                    }
                }
            }
        }
    }

    private static String shortened(String text) {
        return text.length() <= MAX_ANNOTATION ? text : text.substring(0, MAX_ANNOTATION);
    }

    /** What the policy noted; complete after {@link #run}. */
    List<Annotation> annotations() {
        return List.copyOf(annotations);
    }

    /** Why the request is refused whatever the binding's actions are: what has to be noted could not be evaluated. */
    List<Denial> annotationFailures() {
        return List.copyOf(annotationFailures);
    }

    private String message(CompiledPolicy.Validation validation) {
        Optional<String> computed = validation
                .message()
                .map(program -> program.evaluate(scope, budget))
                .flatMap(result -> result instanceof CelResult.Value(Object value) && value instanceof String text
                        ? Optional.of(text.strip())
                        : Optional.empty());
        String given = validation.source().text("message", "").strip();
        return computed.filter(text -> !text.isEmpty() && text.length() <= MAX_MESSAGE && !text.contains("\n"))
                .orElse(
                        given.isEmpty()
                                ? "failed expression: "
                                        + validation
                                                .source()
                                                .text("expression", "")
                                                .strip()
                                : given);
    }
}
