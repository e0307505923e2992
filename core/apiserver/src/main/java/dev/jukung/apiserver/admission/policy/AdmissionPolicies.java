package dev.jukung.apiserver.admission.policy;

import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.store.Change;
import dev.jukung.store.RevisionStore;

/** The two plugins that evaluate policies. */
public record AdmissionPolicies(MutatingPolicies mutating, ValidatingPolicies validating) {
    public static AdmissionPolicies on(RevisionStore store, Authorizer authorizer) {
        return new AdmissionPolicies(
                new MutatingPolicies(store, authorizer), new ValidatingPolicies(store, authorizer));
    }

    /** To be told of every change: what is about policies counts from the next request on. */
    public void committed(Change change) {
        mutating.committed(change);
        validating.committed(change);
    }
}
