package dev.jukung.http.pki;

import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.naming.InvalidNameException;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/** Reads certificate signing requests (PKCS #10). Stateless. */
public final class CertificateRequests {
    private CertificateRequests() {}

    /** Whom the first request in {@code pem} asks a certificate for. The signature is not checked here. */
    public static CertificateSubject subject(String pem) throws GeneralSecurityException {
        for (Pem.Block block : Pem.blocks(pem)) {
            if (block.label().equals("CERTIFICATE REQUEST") || block.label().equals("NEW CERTIFICATE REQUEST")) {
                try {
                    PKCS10CertificationRequest request = new PKCS10CertificationRequest(block.der());
                    return CertificateSubject.of(
                            new X500Principal(request.getSubject().getEncoded()));
                } catch (IOException | InvalidNameException e) {
                    throw new GeneralSecurityException(e.getMessage(), e);
                }
            }
        }
        throw new GeneralSecurityException("PEM block type must be CERTIFICATE REQUEST");
    }
}
