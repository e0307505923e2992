package dev.jukung.apiserver.admission.policy;

import dev.jukung.apiserver.admission.Reinvocation;
import dev.jukung.apiserver.admission.match.Constraints;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.registry.Admission;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.runtime.ApiException;
import dev.jukung.schema.cel.CelBudget;
import dev.jukung.schema.cel.CelScope;
import dev.jukung.schema.cel.PolicyExpressions;
import dev.jukung.store.Change;
import dev.jukung.store.RevisionStore;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * MutatingAdmissionPolicy: policies change an object one after the other. When one of them has changed it, all in-tree
 * plugins and the policies that want it get a second look. Thread-safe.
 */
public final class MutatingPolicies implements Admission {
    private static final String POLICIES = "admissionregistration.k8s.io/mutatingadmissionpolicies";
    private static final String BINDINGS = "admissionregistration.k8s.io/mutatingadmissionpolicybindings";

    private final PolicyIndex<CompiledMutation> index;
    private final Authorizer authorizer;
    private final PolicyMetrics metrics;

    MutatingPolicies(RevisionStore store, Authorizer authorizer, PolicyMetrics metrics) {
        this.authorizer = authorizer;
        this.metrics = metrics;
        this.index = new PolicyIndex<>(store, POLICIES, BINDINGS, CompiledMutation::of);
    }

    void committed(Change change) {
        index.committed(change);
    }

    /** A policy by one of its bindings with one parameter. */
    private record Invocation(
            CompiledMutation policy, PolicyBinding binding, Kind matched, Optional<ObjectValue> param) {
        /** The same in both rounds. */
        String key() {
            ObjectValue metadata = param.orElse(ObjectValue.EMPTY).object("metadata");
            return String.join(
                    "/", policy.name(), binding.name(), metadata.text("namespace", ""), metadata.text("name", ""));
        }

        String denied(String message) {
            return MutatingPolicies.denied(policy, binding, message);
        }
    }

    /** Why a request is refused. @param reason of the status */
    private record Denial(String message, String reason) {}

    @Override
    public ObjectValue mutate(Review review) {
        List<PolicyIndex.Bound<CompiledMutation>> all = index.all();
        if (all.isEmpty() || review.object().isEmpty() || Constraints.isExempt(review)) {
            return review.object();
        }
        Optional<ObjectValue> namespace = PolicyParams.namespace(review);
        List<Denial> denials = new ArrayList<>();
        List<Invocation> invocations = new ArrayList<>();
        for (PolicyIndex.Bound<CompiledMutation> bound : all) {
            collect(bound, review, invocations, denials);
        }
        ObjectValue changed = invoked(invocations, review, namespace, denials);
        if (!denials.isEmpty()) {
            throw refusal(review, denials);
        }
        return changed;
    }

    private static void collect(
            PolicyIndex.Bound<CompiledMutation> bound,
            Review review,
            List<Invocation> invocations,
            List<Denial> denials) {
        CompiledMutation policy = bound.policy();
        Optional<Kind> matched = policy.constraints().match(review);
        if (matched.isEmpty()) {
            return;
        }
        for (PolicyBinding binding : bound.bindings()) {
            if (!binding.concerns(review)) {
                continue;
            }
            try {
                for (Optional<ObjectValue> param : PolicyParams.of(policy.spec(), binding, review)) {
                    invocations.add(new Invocation(policy, binding, matched.get(), param));
                }
            } catch (PolicyParams.BindingException e) {
                if (policy.fails()) {
                    denials.add(new Denial(
                            denied(policy, binding, "failed to configure binding: " + e.getMessage()), "Forbidden"));
                }
            }
        }
    }

    private static String denied(CompiledMutation policy, PolicyBinding binding, String message) {
        return "policy '" + policy.name() + "' with binding '" + binding.name() + "' denied request: " + message;
    }

    private ObjectValue invoked(
            List<Invocation> invocations, Review review, Optional<ObjectValue> namespace, List<Denial> denials) {
        Reinvocation memory = Reinvocation.of(review, MutatingPolicies.class);
        Review current = review;
        for (Invocation invocation : invocations) {
            if (!concerns(invocation, current, denials) || !memory.wants(invocation.key())) {
                continue;
            }
            ObjectValue changed = mutated(invocation, current, namespace, denials);
            if (!changed.equals(current.object())) {
                memory.changed();
                current = current.with(changed);
            }
            if (invocation.policy().reinvoked()) {
                memory.mayWantAnother(invocation.key());
            }
        }
        memory.leave(current.object());
        return current.object();
    }

    private boolean concerns(Invocation invocation, Review review, List<Denial> denials) {
        MatchConditions conditions = invocation.policy().conditions();
        if (conditions.isEmpty()) {
            return true;
        }
        CelScope scope =
                RequestScope.of(review, invocation.matched(), invocation.param(), Optional.empty(), authorizer);
        return switch (conditions.evaluate(scope)) {
            case MatchConditions.Outcome.Matches() -> true;
            case MatchConditions.Outcome.Excluded() -> false;
            case MatchConditions.Outcome.Failed(String message, int _) -> {
                failed(invocation, message, denials);
                yield false;
            }
        };
    }

    private static void failed(Invocation invocation, String message, List<Denial> denials) {
        if (invocation.policy().fails()) {
            denials.add(new Denial(invocation.denied(message), "Invalid"));
        }
    }

    /** The object after all mutations of one policy that can be done, in the version of the request. */
    private ObjectValue mutated(
            Invocation invocation, Review review, Optional<ObjectValue> namespace, List<Denial> denials) {
        Kind matched = invocation.matched();
        Kind own = RequestScope.isWhole(review) ? review.call().kind() : matched; // else there is nothing to convert
        Review current = review;
        for (CompiledMutation.Mutation mutation : invocation.policy().mutations()) {
            CelScope scope = RequestScope.of(current, matched, invocation.param(), namespace, authorizer)
                    .setLazy(PolicyExpressions.VARIABLES, invocation.policy().variables(), CelBudget.perObject());
            long start = review.context().clock().nanos();
            String failure = "";
            try {
                if (invocation.policy().problem().isPresent()) {
                    throw new PolicyPatch.MutationException(
                            invocation.policy().problem().get());
                }
                ObjectValue object = RequestScope.converted(current.object(), own, matched);
                ObjectValue changed = PolicyPatch.applied(mutation, scope, current, matched, object);
                if (!changed.equals(object)) {
                    current = current.with(RequestScope.converted(changed, matched, own));
                }
            } catch (PolicyPatch.MutationException e) {
                failure = String.valueOf(e.getMessage());
                failed(invocation, failure, denials);
            }
            metrics.mutated(
                    invocation.policy().name(),
                    invocation.binding().name(),
                    failure,
                    review.context().clock().nanos() - start);
        }
        return current.object();
    }

    private static ApiException refusal(Review review, List<Denial> denials) {
        ApiException forbidden =
                Failures.forbidden(review.call().kind(), review.call().name(), "admission request denied by policy");
        ListValue causes = ListValue.copyOf(denials.stream()
                .map(denial -> ObjectValue.of("message", denial.message()))
                .toList());
        Denial first = denials.getFirst();
        return ApiException.inWords(
                first.reason(),
                forbidden.code(),
                first.message(),
                forbidden.details().with("causes", causes));
    }
}
