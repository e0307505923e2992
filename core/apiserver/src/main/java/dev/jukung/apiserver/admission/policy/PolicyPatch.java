package dev.jukung.apiserver.admission.policy;

import dev.jukung.apiserver.registry.Admission.Review;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Subresource;
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
import java.util.List;
import java.util.Optional;

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
        Optional<Kind> known = kind(review, matched);
        CelPatch patch = evaluated(mutation.expression(), scope);
        if (patch.mismatch().isPresent()) {
            throw new MutationException("type mismatch: " + patch.mismatch().get());
        }
        Object value = patch.result() instanceof CelResult.Value(Object made) ? made : ObjectValue.EMPTY;
        if (known.isEmpty()) {
            return untyped(mutation, review, mutation.applies() ? object : patched(object, value));
        }
        Kind kind = known.get();
        ObjectValue changed = mutation.applies()
                ? merged(kind, object, value instanceof ObjectValue configuration ? configuration : ObjectValue.EMPTY)
                : decoded(kind, patched(object, value));
        return kind.strategy().defaults(Defaulter.apply(kind.schema(), changed));
    }

    /** The kind of what is changed; empty for what a subresource takes and no resource consists of, such as a Scale. */
    private static Optional<Kind> kind(Review review, Kind matched) {
        if (RequestScope.isWhole(review)) {
            return Optional.of(matched);
        }
        Subresource.GroupVersionKind given = given(review);
        List<Kind> around = review.context().kinds().in(given.group(), given.version());
        if (around.isEmpty()) {
            throw new ApiException(
                    Reason.SERVICE_UNAVAILABLE,
                    "Resource kind " + shown(given) + " not found. There can be a delay between when"
                            + " CustomResourceDefinitions are created and when they are available.");
        }
        return around.stream()
                .filter(kind -> kind.type().kind().equals(given.kind()))
                .findFirst();
    }

    private static Subresource.GroupVersionKind given(Review review) {
        return review.call()
                .kind()
                .subresource(review.call().subresource())
                .map(Subresource::kind)
                .orElse(Subresource.GroupVersionKind.OWN);
    }

    private static String shown(Subresource.GroupVersionKind given) {
        return given.group() + "/" + given.version() + ", Kind=" + given.kind();
    }

    /** As in the reference, which knows how to merge only what the document of the group and version describes. */
    private static ObjectValue untyped(CompiledMutation.Mutation mutation, Review review, Object patched)
            throws MutationException {
        if (mutation.applies()) {
            Subresource.GroupVersionKind given = given(review);
            String version = given.group().isEmpty() ? given.version() : given.group() + "/" + given.version();
            throw new MutationException(
                    "error applying patch: failed to convert patch object to typed object: no corresponding type for "
                            + version + ", Kind=" + given.kind());
        }
        if (patched instanceof ObjectValue object) {
            return object;
        }
        throw Failures.internal("json: cannot unmarshal the patched document into an object");
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
