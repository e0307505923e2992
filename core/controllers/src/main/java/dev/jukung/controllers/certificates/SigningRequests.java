package dev.jukung.controllers.certificates;

import dev.jukung.http.pki.CertificationRequest;
import dev.jukung.model.certificates.v1.CertificateSigningRequest;
import dev.jukung.model.certificates.v1.CertificateSigningRequestCondition;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;

/** What a CertificateSigningRequest says. Pure functions. */
final class SigningRequests {
    static final String APPROVED = "Approved";
    static final String DENIED = "Denied";
    static final String FAILED = "Failed";

    private SigningRequests() {}

    static Optional<CertificateSigningRequestCondition> condition(CertificateSigningRequest request, String type) {
        return request.status().conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst();
    }

    /** As Kubernetes asks: of an approval and a denial it counts that they are there, not their status. */
    static boolean isDecided(CertificateSigningRequest request) {
        return condition(request, APPROVED).isPresent()
                || condition(request, DENIED).isPresent();
    }

    /** Approved, and not denied. */
    static boolean isApproved(CertificateSigningRequest request) {
        return condition(request, APPROVED).isPresent()
                && condition(request, DENIED).isEmpty();
    }

    static boolean hasFailed(CertificateSigningRequest request) {
        return condition(request, FAILED)
                .filter(condition -> condition.status().equals("True"))
                .isPresent();
    }

    static boolean isIssued(CertificateSigningRequest request) {
        return certificate(request).length > 0;
    }

    static byte[] certificate(CertificateSigningRequest request) {
        return request.status().certificate().orElse(new byte[0]);
    }

    static CertificationRequest parsed(CertificateSigningRequest request) throws GeneralSecurityException {
        return CertificationRequest.parse(
                new String(request.spec().request().orElse(new byte[0]), StandardCharsets.UTF_8));
    }
}
