package dev.jukung.apiserver.admission.policy;

import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.store.Change;
import dev.jukung.store.RevisionStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** The two plugins that evaluate policies. */
public record AdmissionPolicies(MutatingPolicies mutating, ValidatingPolicies validating) {
    public static AdmissionPolicies on(RevisionStore store, Authorizer authorizer, PrometheusRegistry registry) {
        return new AdmissionPolicies(
                new MutatingPolicies(store, authorizer, PolicyMetrics.mutating(registry)),
                new ValidatingPolicies(store, authorizer, PolicyMetrics.validating(registry)));
    }

    /** To be told of every change: what is about policies counts from the next request on. */
    public void committed(Change change) {
        mutating.committed(change);
        validating.committed(change);
    }
}
