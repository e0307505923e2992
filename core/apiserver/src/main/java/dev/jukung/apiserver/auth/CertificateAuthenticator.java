package dev.jukung.apiserver.auth;

import dev.jukung.http.Request;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

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
        String name = "";
        List<String> groups = new ArrayList<>();
        try {
            for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    name = part.getValue().toString();
                } else if (part.getType().equalsIgnoreCase("O")) {
                    groups.addFirst(part.getValue().toString());
                }
            }
        } catch (InvalidNameException e) {
            return new Identity.Bad("x509: subject: " + e.getMessage());
        }
        if (name.isEmpty()) {
            return new Identity.Absent(); // a certificate without a name identifies nobody
        }
        groups.add(User.AUTHENTICATED);
        return new Identity.Known(new User(name, "", groups, Map.of()));
    }
}
