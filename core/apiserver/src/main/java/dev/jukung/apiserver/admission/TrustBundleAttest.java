package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.registry.Admission;
import dev.jukung.value.ObjectValue;

/** ClusterTrustBundleAttest: who says whom a signer's certificates are to be trusted by needs that right for the signer. */
record TrustBundleAttest(Authorizer authorizer) implements Admission {
    @Override
    public void validate(Review review) {
        if (!review.concerns("certificates.k8s.io", "clustertrustbundles")
                || (review.operation() != Operation.CREATE && review.operation() != Operation.UPDATE)) {
            return;
        }
        String signer = review.object().object("spec").text("signerName", "");
        boolean same = review.old()
                .filter(old -> attested(old).equals(attested(review.object())))
                .isPresent();
        if (!signer.isEmpty() && !same && !SignerPermissions.allows(authorizer, review, "attest", signer)) {
            throw Lookups.forbidden(review, "user not permitted to attest for signerName \"" + signer + "\"");
        }
    }

    /** All but what the garbage collector writes, so that it can do its work. */
    private static ObjectValue attested(ObjectValue bundle) {
        return bundle.withoutAt("metadata", "ownerReferences")
                .withoutAt("metadata", "finalizers")
                .withoutAt("metadata", "managedFields")
                .withoutAt("metadata", "resourceVersion");
    }
}
