package dev.jukung.apiserver.authentication;

import dev.jukung.apiserver.auth.Authenticator;
import dev.jukung.apiserver.auth.User;
import dev.jukung.http.Request;
import dev.jukung.http.pki.CertificateSubject;
import dev.jukung.http.pki.TrustBundle;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/**
 * The user of a client certificate: the common name, with the organizations as groups. The connection has verified the
 * certificate; here it has to lead to an authority for clients. Thread-safe.
 */
public final class CertificateAuthenticator implements Authenticator {
    private static final String UID = "1.3.6.1.4.1.57683.2";
    private static final String UID_KEYWORD = "KUBERNETESUID";
    private static final String CREDENTIAL = "authentication.kubernetes.io/credential-id";

    private final Supplier<Optional<TrustBundle>> authorities;

    /** @param authorities {@code --client-ca-file}, asked for with every request; empty to accept all that the connection accepts */
    public CertificateAuthenticator(Supplier<Optional<TrustBundle>> authorities) {
        this.authorities = authorities;
    }

    @Override
    public Identity identify(Request request) {
        if (request.certificateError().isPresent()) {
            return new Identity.Bad("x509: " + request.certificateError().get());
        }
        List<X509Certificate> chain = request.certificates();
        if (chain.isEmpty()) {
            return new Identity.Absent();
        }
        if (!leadsTo(authorities.get(), chain)) {
            return new Identity.Bad("verifying certificate failed: x509: certificate signed by unknown authority");
        }
        return user(chain.getFirst());
    }

    /** Whether a verified chain, its authority last, ends at one of {@code authorities}. */
    static boolean leadsTo(Optional<TrustBundle> authorities, List<X509Certificate> chain) {
        return authorities.isEmpty() || authorities.get().certificates().contains(chain.getLast());
    }

    private static Identity user(X509Certificate certificate) {
        CertificateSubject subject;
        List<String> uids;
        try {
            subject = CertificateSubject.of(certificate.getSubjectX500Principal());
            uids = uids(certificate.getSubjectX500Principal());
        } catch (InvalidNameException e) {
            return new Identity.Bad("x509: subject: " + e.getMessage());
        }
        if (subject.name().isEmpty()) {
            return new Identity.Absent(); // a certificate without a name identifies nobody
        }
        if (uids.size() > 1) {
            return new Identity.Bad("expected 1 UID, but found multiple: " + uids);
        }
        if (uids.contains("")) {
            return new Identity.Bad("UID cannot be an empty string");
        }
        Map<String, List<String>> extra = Map.of(CREDENTIAL, List.of("X509SHA256=" + fingerprint(certificate)));
        return new Identity.Known(new User(subject.name(), String.join("", uids), subject.organizations(), extra));
    }

    private static List<String> uids(X500Principal subject) throws InvalidNameException {
        List<String> uids = new ArrayList<>();
        String name = subject.getName(X500Principal.RFC2253, Map.of(UID, UID_KEYWORD));
        for (Rdn part : new LdapName(name).getRdns()) {
            if (part.getType().equals(UID_KEYWORD)) {
                uids.add(String.valueOf(part.getValue()));
            }
        }
        return uids;
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException(
                    "a certificate that was read can be written, and every Java has SHA-256", e);
        }
    }
}
