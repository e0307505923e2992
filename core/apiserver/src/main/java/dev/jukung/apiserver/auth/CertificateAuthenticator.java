package dev.jukung.apiserver.auth;

import dev.jukung.http.Request;
import dev.jukung.http.pki.CertificateSubject;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.naming.InvalidNameException;

/** The user of a client certificate: the common name, with the organizations as groups. Thread-safe. */
public final class CertificateAuthenticator implements Authenticator {
    @Override
    public Identity identify(Request request) {
        if (request.certificateError().isPresent()) {
            return new Identity.Bad("x509: " + request.certificateError().get());
        }
        if (request.certificates().isEmpty()) {
            return new Identity.Absent();
        }
        return user(request.certificates().getFirst());
    }

    private static Identity user(X509Certificate certificate) {
        CertificateSubject subject;
        try {
            subject = CertificateSubject.of(certificate.getSubjectX500Principal());
        } catch (InvalidNameException e) {
            return new Identity.Bad("x509: subject: " + e.getMessage());
        }
        if (subject.name().isEmpty()) {
            return new Identity.Absent(); // a certificate without a name identifies nobody
        }
        List<String> groups = new ArrayList<>(subject.organizations());
        groups.add(User.AUTHENTICATED);
        return new Identity.Known(new User(subject.name(), "", groups, Map.of()));
    }
}
