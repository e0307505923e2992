package dev.jukung.apiserver.admission.policy;

import dev.jukung.apiserver.admission.policy.PolicyEvaluation.Denial;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.registry.Admission;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.store.Change;
import dev.jukung.store.KeyRange;
import dev.jukung.store.RevisionStore;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;

/**
 * Asks every ValidatingAdmissionPolicy that is bound and about the request. All are evaluated; the first that denies
 * gives the answer. Thread-safe.
 */
public final class ValidatingPolicies implements Admission {
    private static final String POLICIES = "admissionregistration.k8s.io/validatingadmissionpolicies";
    private static final String BINDINGS = "admissionregistration.k8s.io/validatingadmissionpolicybindings";

    private final PolicyIndex index;
    private final Authorizer authorizer;

    public ValidatingPolicies(RevisionStore store, Authorizer authorizer) {
        this.authorizer = authorizer;
        this.index = new PolicyIndex(() -> new PolicyIndex.Stored(trees(store, POLICIES), trees(store, BINDINGS)));
    }

    private static List<ObjectValue> trees(RevisionStore store, String collection) {
        return store.latest().list(KeyRange.all(collection)).stream()
                .map(entry -> StoredObject.of(entry).tree())
                .toList();
    }

    /** To be told of every change: what is about policies counts from the next request on. */
    public void committed(Change change) {
        String collection = change.key().collection();
        if (collection.equals(POLICIES) || collection.equals(BINDINGS)) {
            index.changed();
        }
    }

    @Override
    public void validate(Review review) {
        List<PolicyIndex.Bound> all = index.all();
        if (all.isEmpty() || RequestMatch.isExempt(review)) {
            return;
        }
        Optional<ObjectValue> namespace = namespace(review);
        Optional<ApiException> refusal = Optional.empty();
        for (PolicyIndex.Bound bound : all) {
            Optional<Kind> matched =
                    RequestMatch.matched(bound.policy().spec().object("matchConstraints"), review, namespace);
            if (matched.isEmpty()) {
                continue;
            }
            for (ObjectValue binding : bound.bindings()) {
                ObjectValue narrowed = binding.object("spec").object("matchResources");
                if (narrowed.isEmpty()
                        || RequestMatch.matched(narrowed, review, namespace).isPresent()) {
                    Optional<ApiException> one = judged(bound.policy(), binding, review, matched.get(), namespace);
                    refusal = refusal.isPresent() ? refusal : one;
                }
            }
        }
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    private static Optional<ObjectValue> namespace(Review review) {
        String name = review.call().namespace();
        boolean isNamespace = review.concerns("", "namespaces");
        if (name.isEmpty() || isNamespace || !review.call().kind().type().namespaced()) {
            return Optional.empty();
        }
        Kind namespaces = review.context().kinds().get(Resources.NAMESPACES);
        return review.context()
                .snapshot()
                .get(namespaces.key(ObjectKey.of(name)))
                .map(entry -> StoredObject.of(entry).tree());
    }

    private Optional<ApiException> judged(
            CompiledPolicy policy, ObjectValue binding, Review review, Kind matched, Optional<ObjectValue> namespace) {
        String names = "ValidatingAdmissionPolicy '" + policy.name() + "' with binding '"
                + binding.object("metadata").text("name", "") + "'";
        List<Optional<ObjectValue>> params;
        try {
            params = PolicyParams.of(policy, binding, review);
        } catch (PolicyParams.BindingException e) {
            String message = names + " denied request: failed to configure binding: " + e.getMessage();
            return policy.fails() ? Optional.of(refusal(review, message, "Invalid")) : Optional.empty();
        }
        List<String> actions = binding.object("spec").list("validationActions").texts();
        Optional<ApiException> refusal = Optional.empty();
        for (Optional<ObjectValue> param : params) {
            List<Denial> denials = new PolicyEvaluation(policy, review, matched, param, namespace, authorizer).run();
            for (Denial denial : denials) {
                if (actions.contains("Warn")) {
                    review.call().warn("Validation failed for " + names + ": " + denial.message());
                }
                if (actions.contains("Deny") && refusal.isEmpty()) {
                    refusal = Optional.of(
                            refusal(review, names + " denied request: " + denial.message(), denial.reason()));
                }
            }
        }
        return refusal;
    }

    private static ApiException refusal(Review review, String message, String reason) {
        String name = review.call().name();
        ApiException forbidden = Failures.forbidden(review.call().kind(), name, message);
        Reason why = Reason.fromText(reason).orElse(Reason.INVALID);
        return new ApiException(
                why,
                why.code(),
                String.valueOf(forbidden.getMessage()),
                forbidden.details().with("causes", ListValue.of(ObjectValue.of("message", message))));
    }
}
