package dev.jukung.http.pki;

import dev.jukung.base.Clock;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Issues certificates with one key. Thread-safe: it keeps nothing but its identity.
 *
 * <p>A certificate starts a little before it is made, so that a client whose clock is behind accepts it at once.
 */
public final class CertificateAuthority {
    /** How far back a certificate starts, as Kubernetes' signers do. */
    static final Duration BACKDATE = Duration.ofMinutes(5);

    /** Of this the backdating is one per cent: a shorter life is granted in full. */
    private static final Duration SHORT = Duration.ofHours(8);

    private final TlsIdentity identity;
    private final Clock clock;

    public CertificateAuthority(TlsIdentity identity, Clock clock) {
        this.identity = identity;
        this.clock = clock;
    }

    /** A new authority that signs itself, with a P-256 key. */
    public static CertificateAuthority create(String commonName, Duration life, Clock clock) {
        KeyPair keys = Keys.ec();
        Instant now = clock.now();
        X509Certificate certificate =
                CertificateEncoding.authority(commonName, keys, now.minus(BACKDATE), now.plus(life));
        return new CertificateAuthority(new TlsIdentity(keys.getPrivate(), List.of(certificate)), clock);
    }

    /** Its key and certificate, to be kept in files. */
    public TlsIdentity identity() {
        return identity;
    }

    public X509Certificate certificate() {
        return identity.certificate();
    }

    /** What others need in order to believe the certificates issued here. */
    public TrustBundle bundle() {
        return TrustBundle.of(List.of(certificate()));
    }

    /** A new P-256 key with a certificate for it. */
    public TlsIdentity issue(CertificateProfile profile) {
        return issue(Keys.ec(), profile);
    }

    /** A certificate for {@code keys}. */
    public TlsIdentity issue(KeyPair keys, CertificateProfile profile) {
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(sign(keys.getPublic(), profile));
        if (!isRoot()) {
            chain.addAll(identity.chain()); // the other side may know our root only
        }
        return new TlsIdentity(keys.getPrivate(), chain);
    }

    /** A certificate for somebody else's key. It never outlives this authority. */
    public X509Certificate sign(PublicKey key, CertificateProfile profile) {
        Instant now = clock.now();
        Instant end = now.plus(profile.life());
        Instant last = identity.expires();
        return CertificateEncoding.leaf(identity, key, profile, now.minus(BACKDATE), end.isAfter(last) ? last : end);
    }

    /**
     * The certificate that was asked for, with all the names that were asked for: whoever calls has decided that they may be
     * granted. A short life is counted from now, a long one from the backdated start, and none outlives this authority.
     *
     * @param usages in the words of CertificateSigningRequests
     * @throws GeneralSecurityException when the request is not signed with its key
     * @throws IllegalArgumentException for unknown usages
     */
    public X509Certificate sign(CertificationRequest request, List<String> usages, Duration life)
            throws GeneralSecurityException {
        request.verify();
        RequestedUsage usage = RequestedUsage.of(usages);
        Instant now = clock.now();
        Instant last = identity.expires();
        if (!now.isBefore(last)) {
            throw new GeneralSecurityException(
                    "refusing to sign a certificate that expired in the past: NotAfter=" + last);
        }
        Instant end = now.plus(life.compareTo(SHORT) < 0 ? life : life.minus(BACKDATE));
        return CertificateEncoding.requested(
                identity, request, usage, now.minus(BACKDATE), end.isAfter(last) ? last : end);
    }

    private boolean isRoot() {
        return certificate().getIssuerX500Principal().equals(certificate().getSubjectX500Principal());
    }
}
