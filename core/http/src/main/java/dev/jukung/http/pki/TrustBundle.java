package dev.jukung.http.pki;

import dev.jukung.http.pki.CertificateProfile.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The certificates of the authorities that somebody trusts. Immutable and thread-safe. */
public final class TrustBundle {
    /** Trusts nobody. */
    public static final TrustBundle NONE = new TrustBundle(List.of());

    private static final String ANY_USAGE = "2.5.29.37.0";

    /** What came of checking a chain. */
    public sealed interface Verification {
        /**
         * The owner is who the certificate says.
         *
         * @param chain from the owner's certificate to the trusted authority
         * @param until when the first certificate of the chain expires; check again after that
         */
        record Verified(List<X509Certificate> chain, Instant until) implements Verification {}

        /** @param why in Go's words, which users of Kubernetes know from its logs */
        record Refused(String why) implements Verification {}
    }

    private final List<X509Certificate> certificates;
    private final Set<TrustAnchor> anchors = new HashSet<>();

    private TrustBundle(List<X509Certificate> certificates) {
        this.certificates = certificates;
        certificates.forEach(certificate -> anchors.add(new TrustAnchor(certificate, null)));
    }

    public static TrustBundle of(Collection<X509Certificate> certificates) {
        return new TrustBundle(List.copyOf(certificates));
    }

    public static TrustBundle ofPem(String text) throws GeneralSecurityException {
        return of(Pem.certificates(text));
    }

    public static TrustBundle read(Path file) throws IOException, GeneralSecurityException {
        return ofPem(Files.readString(file));
    }

    public List<X509Certificate> certificates() {
        return certificates;
    }

    public String pem() {
        return Pem.of(certificates);
    }

    /** Both bundles together. */
    public TrustBundle and(TrustBundle other) {
        List<X509Certificate> all = new ArrayList<>(certificates);
        all.addAll(other.certificates);
        return of(all.stream().distinct().toList());
    }

    /**
     * Whether {@code presented} (the owner's certificate first, others in any order) leads to one of these authorities
     * at the time {@code now}, and may be used for {@code usage}. Takes about a millisecond; nothing is fetched and no
     * revocation is looked up, as in Kubernetes.
     */
    public Verification verify(List<X509Certificate> presented, Usage usage, Instant now) {
        if (presented.isEmpty()) {
            return new Verification.Refused("x509: no certificate was presented");
        }
        X509Certificate owner = presented.getFirst();
        if (!covers(owner, now)) {
            return new Verification.Refused("x509: certificate has expired or is not yet valid: current time " + now
                    + " is "
                    + (now.isBefore(owner.getNotBefore().toInstant())
                            ? "before " + owner.getNotBefore().toInstant()
                            : "after " + owner.getNotAfter().toInstant()));
        }
        try {
            if (!allows(owner, usage)) {
                return new Verification.Refused("x509: certificate specifies an incompatible key usage");
            }
            if (anchors.isEmpty()) {
                return new Verification.Refused("x509: certificate signed by unknown authority");
            }
            return build(presented, now);
        } catch (CertPathBuilderException e) {
            return new Verification.Refused("x509: certificate signed by unknown authority");
        } catch (GeneralSecurityException e) {
            return new Verification.Refused("x509: malformed certificate: " + e.getMessage());
        }
    }

    private Verification build(List<X509Certificate> presented, Instant now) throws GeneralSecurityException {
        X509CertSelector owner = new X509CertSelector();
        owner.setCertificate(presented.getFirst());
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, owner);
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(now));
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(presented)));
        PKIXCertPathBuilderResult result =
                (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);

        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate certificate : result.getCertPath().getCertificates()) {
            chain.add((X509Certificate) certificate);
        }
        X509Certificate anchor = result.getTrustAnchor().getTrustedCert();
        if (anchor != null && !chain.contains(anchor)) {
            chain.add(anchor);
        }
        Instant until = chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
        if (until.isBefore(now)) {
            return new Verification.Refused("x509: the certificate of the authority has expired");
        }
        return new Verification.Verified(List.copyOf(chain), until);
    }

    private static boolean covers(X509Certificate certificate, Instant now) {
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && !now.isAfter(certificate.getNotAfter().toInstant());
    }

    /** A certificate without the extension may be used for anything. */
    private static boolean allows(X509Certificate certificate, Usage usage) throws GeneralSecurityException {
        List<String> allowed = certificate.getExtendedKeyUsage();
        String wanted =
                switch (usage) {
                    case SERVER -> "1.3.6.1.5.5.7.3.1";
                    case CLIENT -> "1.3.6.1.5.5.7.3.2";
                };
        return allowed == null || allowed.contains(wanted) || allowed.contains(ANY_USAGE);
    }

    @Override
    public String toString() {
        return "TrustBundle"
                + certificates.stream()
                        .map(X509Certificate::getSubjectX500Principal)
                        .toList();
    }
}
