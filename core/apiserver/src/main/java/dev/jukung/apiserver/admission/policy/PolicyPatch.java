package dev.jukung.apiserver.admission.policy;

import dev.jukung.apiserver.registry.Admission.Review;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.schema.Decoded;
import dev.jukung.schema.DecodingException;
import dev.jukung.schema.Defaulter;
import dev.jukung.schema.apply.ApplyException;
import dev.jukung.schema.apply.ConfigurationPatch;
import dev.jukung.schema.cel.CelBudget;
import dev.jukung.schema.cel.CelCompilation;
import dev.jukung.schema.cel.CelPatch;
import dev.jukung.schema.cel.CelProgram;
import dev.jukung.schema.cel.CelResult;
import dev.jukung.schema.cel.CelScope;
import dev.jukung.value.JsonPatch;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.PatchException;

/** What one mutation of a policy makes of an object. Pure functions. */
final class PolicyPatch {
    /** The mutation cannot be done; the failure policy says what follows. The message is the reference's. */
    static final class MutationException extends Exception {
        MutationException(String message) {
            super(message);
        }
    }

    private PolicyPatch() {}

    /** @param object in the version of {@code matched} */
    static ObjectValue applied(
            CompiledMutation.Mutation mutation, CelScope scope, Review review, Kind matched, ObjectValue object)
            throws MutationException {
        if (!RequestScope.isWhole(review)) {
            throw new ApiException(
                    Reason.SERVICE_UNAVAILABLE,
                    "Resource kind of " + matched.qualifiedName() + "/"
                            + review.call().subresource()
                            + " not found. There can be a delay between when CustomResourceDefinitions are created and when"
                            + " they are available.");
        }
        CelPatch patch = evaluated(mutation.expression(), scope);
        if (patch.mismatch().isPresent()) {
            throw new MutationException("type mismatch: " + patch.mismatch().get());
        }
        Object value = patch.result() instanceof CelResult.Value(Object made) ? made : ObjectValue.EMPTY;
        ObjectValue changed = mutation.applies()
                ? merged(
                        matched, object, value instanceof ObjectValue configuration ? configuration : ObjectValue.EMPTY)
                : decoded(matched, patched(object, value));
        return matched.strategy().defaults(Defaulter.apply(matched.schema(), changed));
    }

    private static CelPatch evaluated(CelCompilation compilation, CelScope scope) throws MutationException {
        CelProgram program =
                switch (compilation) {
                    case CelProgram compiled -> compiled;
                    case CelCompilation.Problem(String text) ->
                        throw new MutationException("compilation error: " + text);
                };
        CelBudget budget = CelBudget.perObject();
        CelPatch patch = program.evaluatePatch(scope, budget);
        if (budget.isOverspent()) {
            throw new MutationException(MatchConditions.OUT_OF_BUDGET);
        }
        if (patch.result() instanceof CelResult.Failed(String message, boolean _)) {
            throw new MutationException(MatchConditions.error(program, message));
        }
        return patch;
    }

    private static ObjectValue merged(Kind kind, ObjectValue object, ObjectValue configuration)
            throws MutationException {
        ObjectValue named = configuration
                .with("apiVersion", kind.type().apiVersion())
                .with("kind", kind.type().kind());
        try {
            return ConfigurationPatch.apply(kind.schema(), object, named);
        } catch (ApplyException e) {
            throw new MutationException("error applying patch: " + e.getMessage());
        }
    }

    private static Object patched(ObjectValue object, Object operations) throws MutationException {
        try {
            return JsonPatch.of(operations instanceof ListValue list ? list : ListValue.EMPTY)
                    .apply(object);
        } catch (PatchException e) {
            if (e.problem() == PatchException.Problem.TEST_FAILED) {
                return object; // as if the policy had nothing to change
            }
            throw new MutationException("JSON Patch: " + e.getMessage());
        }
    }

    private static ObjectValue decoded(Kind kind, Object patched) {
        if (!(patched instanceof ObjectValue object)) {
            throw Failures.internal("json: cannot unmarshal the patched document into an object");
        }
        try {
            Decoded decoded = kind.decoder().decode(object);
            decoded.strictError().ifPresent(error -> {
                throw Failures.internal(error);
            });
            return decoded.tree();
        } catch (DecodingException e) {
            throw Failures.internal(String.valueOf(e.getMessage()));
        }
    }
}
