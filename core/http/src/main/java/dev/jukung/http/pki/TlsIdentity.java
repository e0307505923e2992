package dev.jukung.http.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Who one is in a TLS handshake: a private key and the certificates that prove it. Immutable; it never prints its key.
 *
 * @param chain the certificate of {@code key} first, then those of intermediate authorities; not empty
 */
public record TlsIdentity(PrivateKey key, List<X509Certificate> chain) {
    public TlsIdentity {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("an identity has at least one certificate");
        }
    }

    /** Reads PEM files; both may be the same file, as in {@code kubelet-client-current.pem}. */
    public static TlsIdentity read(Path chain, Path key) throws IOException, GeneralSecurityException {
        return ofPem(Files.readString(chain), Files.readString(key));
    }

    public static TlsIdentity ofPem(String chain, String key) throws GeneralSecurityException {
        return new TlsIdentity(Pem.privateKey(key), Pem.certificates(chain));
    }

    public X509Certificate certificate() {
        return chain.getFirst();
    }

    public String chainPem() {
        return Pem.of(chain);
    }

    public String keyPem() {
        return Pem.of(key);
    }

    /** The end of the certificate's life. */
    public Instant expires() {
        return certificate().getNotAfter().toInstant();
    }

    /** When a new certificate should be fetched: after two thirds of the life. */
    public Instant renewAt() {
        Instant start = certificate().getNotBefore().toInstant();
        return start.plus(Duration.between(start, expires()).multipliedBy(2).dividedBy(3));
    }

    @Override
    public String toString() {
        return "TlsIdentity[" + certificate().getSubjectX500Principal() + ", until " + expires() + "]";
    }
}
