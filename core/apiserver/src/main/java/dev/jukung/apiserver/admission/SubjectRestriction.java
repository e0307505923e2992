package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.registry.Admission;
import dev.jukung.http.pki.CertificationRequest;
import dev.jukung.value.ObjectValue;
import java.security.GeneralSecurityException;

/** CertificateSubjectRestriction: nobody becomes an administrator by a certificate that is asked for over the API. */
final class SubjectRestriction implements Admission {
    private static final String SIGNER = "kubernetes.io/kube-apiserver-client";

    @Override
    public void validate(Review review) {
        ObjectValue spec = review.object().object("spec");
        if (!review.concerns("certificates.k8s.io", "certificatesigningrequests")
                || review.operation() != Operation.CREATE
                || !spec.text("signerName", "").equals(SIGNER)) {
            return;
        }
        if (parsed(review, spec).subject().organizations().contains(User.MASTERS)) {
            throw Lookups.forbidden(
                    review, "use of " + SIGNER + " signer with " + User.MASTERS + " group is not allowed");
        }
    }

    private static CertificationRequest parsed(Review review, ObjectValue spec) {
        try {
            return CertificationRequest.parseEncoded(spec.text("request", ""));
        } catch (GeneralSecurityException e) {
            throw Lookups.forbidden(review, "failed to parse CSR: " + e.getMessage());
        }
    }
}
