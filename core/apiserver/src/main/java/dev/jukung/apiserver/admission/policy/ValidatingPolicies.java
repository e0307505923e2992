package dev.jukung.apiserver.admission.policy;

import dev.jukung.apiserver.admission.match.Constraints;
import dev.jukung.apiserver.admission.policy.PolicyEvaluation.Denial;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.registry.Admission;
import dev.jukung.apiserver.registry.AuditAnnotations;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.store.Change;
import dev.jukung.store.RevisionStore;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks every ValidatingAdmissionPolicy that is bound and about the request. All are evaluated; the first that denies
 * gives the answer. Thread-safe.
 */
public final class ValidatingPolicies implements Admission {
    private static final String POLICIES = "admissionregistration.k8s.io/validatingadmissionpolicies";
    private static final String BINDINGS = "admissionregistration.k8s.io/validatingadmissionpolicybindings";

    private final PolicyIndex<CompiledPolicy> index;
    private final Authorizer authorizer;
    private final PolicyMetrics metrics;

    ValidatingPolicies(RevisionStore store, Authorizer authorizer, PolicyMetrics metrics) {
        this.authorizer = authorizer;
        this.metrics = metrics;
        this.index = new PolicyIndex<>(store, POLICIES, BINDINGS, CompiledPolicy::of);
    }

    /** To be told of every change: what is about policies counts from the next request on. */
    public void committed(Change change) {
        index.committed(change);
    }

    @Override
    public void validate(Review review) {
        List<PolicyIndex.Bound<CompiledPolicy>> all = index.all();
        if (all.isEmpty() || Constraints.isExempt(review)) {
            return;
        }
        Optional<ObjectValue> namespace = PolicyParams.namespace(review);
        Optional<ApiException> refusal = Optional.empty();
        for (PolicyIndex.Bound<CompiledPolicy> bound : all) {
            Optional<Kind> matched = bound.policy().constraints().match(review);
            if (matched.isEmpty()) {
                continue;
            }
            Map<String, Set<String>> notes = new LinkedHashMap<>();
            for (PolicyBinding binding : bound.bindings()) {
                if (binding.concerns(review)) {
                    Optional<ApiException> one =
                            judged(bound.policy(), binding, review, matched.get(), namespace, notes);
                    refusal = refusal.isPresent() ? refusal : one;
                }
            }
            notes.forEach((key, values) ->
                    AuditAnnotations.current().add(bound.policy().name() + "/" + key, String.join(", ", values)));
        }
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    private Optional<ApiException> judged(
            CompiledPolicy policy,
            PolicyBinding binding,
            Review review,
            Kind matched,
            Optional<ObjectValue> namespace,
            Map<String, Set<String>> notes) {
        String names = "ValidatingAdmissionPolicy '" + policy.name() + "' with binding '" + binding.name() + "'";
        List<Optional<ObjectValue>> params;
        try {
            params = PolicyParams.of(policy.spec(), binding, review);
        } catch (PolicyParams.BindingException e) {
            String message = names + " denied request: failed to configure binding: " + e.getMessage();
            return policy.fails() ? Optional.of(refusal(review, message, "Invalid")) : Optional.empty();
        }
        List<String> actions = binding.spec().list("validationActions").texts();
        Optional<ApiException> refusal = Optional.empty();
        for (Optional<ObjectValue> param : params) {
            PolicyEvaluation evaluation = new PolicyEvaluation(policy, review, matched, param, namespace, authorizer);
            for (Denial denial : evaluation.run()) {
                count(policy, binding, denial, denial.denies() ? actions : List.of("allow"));
                if (!denial.denies()) {
                    continue;
                }
                if (actions.contains("Audit")) {
                    AuditAnnotations.current()
                            .add("validation.policy.admission.k8s.io/validation_failure", failure(binding, denial));
                }
                if (actions.contains("Warn")) {
                    review.call().warn("Validation failed for " + names + ": " + denial.message());
                }
                if (actions.contains("Deny") && refusal.isEmpty()) {
                    refusal = Optional.of(
                            refusal(review, names + " denied request: " + denial.message(), denial.reason()));
                }
            }
            for (Denial failed : evaluation.annotationFailures()) {
                if (!failed.denies()) {
                    continue;
                }
                count(policy, binding, failed, List.of("deny"));
                refusal = refusal.or(() ->
                        Optional.of(refusal(review, names + " denied request: " + failed.message(), failed.reason())));
            }
            evaluation.annotations().forEach(note -> notes.computeIfAbsent(note.key(), _ -> new LinkedHashSet<>())
                    .add(note.value()));
        }
        return refusal;
    }

    private void count(CompiledPolicy policy, PolicyBinding binding, Denial denial, List<String> actions) {
        for (String action : actions) {
            metrics.failed(
                    action.toLowerCase(Locale.ROOT), policy.name(), binding.name(), denial.message(), denial.nanos());
        }
    }

    private static String failure(PolicyBinding binding, Denial denial) {
        ObjectValue spec = binding.spec();
        return ListValue.of(ObjectValue.of(
                                "message", denial.message(),
                                "policy", spec.text("policyName", ""),
                                "binding", binding.name(),
                                "expressionIndex", (long) denial.expression())
                        .with("validationActions", spec.list("validationActions")))
                .toString();
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
