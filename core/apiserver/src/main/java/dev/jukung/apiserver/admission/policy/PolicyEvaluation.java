package dev.jukung.apiserver.admission.policy;

import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.registry.Admission.Operation;
import dev.jukung.apiserver.registry.Admission.Review;
import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.schema.cel.CelAuthorizer;
import dev.jukung.schema.cel.CelBudget;
import dev.jukung.schema.cel.CelProgram;
import dev.jukung.schema.cel.CelResult;
import dev.jukung.schema.cel.CelScope;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Evaluates one policy for one request and one parameter. Confined to one call. */
final class PolicyEvaluation {
    private static final int MAX_MESSAGE = 5 * 1024;
    private static final String OUT_OF_BUDGET =
            "validation failed due to running out of cost budget, no further validation rules will be run";

    /** Why a request is refused. @param reason of the status; {@code Invalid} unless the policy says otherwise */
    record Denial(String message, String reason) {
        static Denial failed(String message) {
            return new Denial(message, "Invalid");
        }
    }

    private final CompiledPolicy policy;
    private final CelScope scope;
    private final CelBudget budget = CelBudget.perObject();

    PolicyEvaluation(
            CompiledPolicy policy,
            Review review,
            Kind matched,
            Optional<ObjectValue> param,
            Optional<ObjectValue> namespace,
            Authorizer authorizer) {
        this.policy = policy;
        Call call = review.call();
        Object object = review.operation() == Operation.DELETE
                ? NullValue.NULL
                : RequestMatch.converted(review.object(), call.kind(), matched);
        Object old = review.old()
                .<Object>map(stored -> RequestMatch.converted(stored, call.kind(), matched))
                .orElse(NullValue.NULL);
        CelAuthorizer access = new PolicyAuthorizer(authorizer, call.user());
        scope = new CelScope()
                .set(PolicyExpressions.OBJECT, object)
                .set(PolicyExpressions.OLD_OBJECT, old)
                .set(PolicyExpressions.REQUEST, request(review, matched))
                .set(
                        PolicyExpressions.NAMESPACE,
                        namespace.<Object>map(found -> found).orElse(NullValue.NULL))
                .set(PolicyExpressions.PARAMS, param.<Object>map(found -> found).orElse(NullValue.NULL))
                .setAuthorizer(PolicyExpressions.AUTHORIZER, access)
                .setResourceCheck(
                        PolicyExpressions.REQUEST_RESOURCE,
                        access,
                        new CelAuthorizer.Access(
                                "",
                                "",
                                call.kind().type().group(),
                                call.kind().type().plural(),
                                call.subresource(),
                                call.namespace(),
                                call.name(),
                                "",
                                ""))
                .setLazy(PolicyExpressions.VARIABLES, policy.variables(), budget);
    }

    private static ObjectValue request(Review review, Kind matched) {
        Call call = review.call();
        Kind own = call.kind();
        ObjectValue request = ObjectValue.of(
                        "kind", kind(matched),
                        "resource", resource(matched),
                        "requestKind", kind(own),
                        "requestResource", resource(own),
                        "operation", review.operation().name())
                .with("userInfo", user(call))
                .with("dryRun", call.rules().dryRun());
        request = call.subresource().isEmpty()
                ? request
                : request.with("subResource", call.subresource()).with("requestSubResource", call.subresource());
        request = call.name().isEmpty() ? request : request.with("name", call.name());
        return call.namespace().isEmpty() ? request : request.with("namespace", call.namespace());
    }

    private static ObjectValue kind(Kind kind) {
        return ObjectValue.of(
                "group", kind.type().group(),
                "version", kind.type().version(),
                "kind", kind.type().kind());
    }

    private static ObjectValue resource(Kind kind) {
        return ObjectValue.of(
                "group", kind.type().group(),
                "version", kind.type().version(),
                "resource", kind.type().plural());
    }

    private static ObjectValue user(Call call) {
        ObjectValue.Builder extra = ObjectValue.builder();
        call.user().extra().forEach((key, values) -> extra.set(key, ListValue.copyOf(values)));
        ObjectValue user = ObjectValue.of(
                "username",
                call.user().name(),
                "groups",
                ListValue.copyOf(call.user().groups()));
        user = call.user().uid().isEmpty() ? user : user.with("uid", call.user().uid());
        ObjectValue all = extra.build();
        return all.isEmpty() ? user : user.with("extra", all);
    }

    /** Why the policy refuses the request; empty when it does not, or is not about it. */
    List<Denial> run() {
        if (policy.problem().isPresent()) {
            return failure(policy.problem().get());
        }
        CelBudget conditions = CelBudget.matchConditions();
        List<String> failed = new ArrayList<>();
        for (CelProgram condition : policy.conditions()) {
            switch (condition.evaluate(scope, conditions)) {
                case CelResult.Value(Object truth)
                when !truth.equals(true) -> {
                    return List.of();
                }
                case CelResult.Value _ -> {}
                case CelResult.Failed(String message, boolean _) -> failed.add(error(condition, message));
            }
            if (conditions.isOverspent()) {
                return failure(OUT_OF_BUDGET);
            }
        }
        if (!failed.isEmpty()) {
            return failure(failed.size() == 1 ? failed.getFirst() : "[" + String.join(", ", failed) + "]");
        }
        return validations();
    }

    private List<Denial> failure(String message) {
        return policy.fails() ? List.of(Denial.failed(message)) : List.of();
    }

    private static String error(CelProgram program, String message) {
        return "expression '" + program.expression() + "' resulted in error: " + message;
    }

    private List<Denial> validations() {
        List<Denial> denials = new ArrayList<>();
        for (CompiledPolicy.Validation validation : policy.validations()) {
            CelResult result = validation.expression().evaluate(scope, budget);
            if (budget.isOverspent()) {
                return failure(OUT_OF_BUDGET);
            }
            switch (result) {
                case CelResult.Value(Object truth) -> {
                    if (!truth.equals(true)) {
                        denials.add(new Denial(
                                message(validation), validation.source().text("reason", "Invalid")));
                    }
                }
                case CelResult.Failed(String message, boolean _) ->
                    denials.addAll(failure(error(validation.expression(), message)));
            }
        }
        CelBudget forAnnotations = CelBudget.perObject();
        for (CelProgram annotation : policy.annotations()) {
            if (annotation.evaluate(scope, forAnnotations) instanceof CelResult.Failed(String message, boolean _)) {
                denials.addAll(failure(error(annotation, message)));
            }
        }
        return denials;
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
