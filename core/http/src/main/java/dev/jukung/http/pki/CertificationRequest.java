package dev.jukung.http.pki;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/** A request for a certificate (PKCS #10), as it was sent: nothing of it has been granted. Immutable. */
public final class CertificationRequest {
    /** What a certificate may be asked to be for besides its subject; other kinds of names are not granted. */
    public enum NameType {
        DNS(GeneralName.dNSName),
        EMAIL(GeneralName.rfc822Name),
        ADDRESS(GeneralName.iPAddress),
        URI(GeneralName.uniformResourceIdentifier);

        private final int tag;

        NameType(int tag) {
            this.tag = tag;
        }
    }

    private final PKCS10CertificationRequest request;
    private final CertificateSubject subject;
    private final PublicKey key;

    private CertificationRequest(PKCS10CertificationRequest request) throws GeneralSecurityException {
        this.request = request;
        try {
            subject =
                    CertificateSubject.of(new X500Principal(request.getSubject().getEncoded()));
            key = Pem.publicKey(new Pem.Block(
                            "PUBLIC KEY", request.getSubjectPublicKeyInfo().getEncoded())
                    .text());
        } catch (IOException | InvalidNameException e) {
            throw new GeneralSecurityException(e.getMessage(), e);
        }
    }

    /** Asks for a certificate of {@code keys} with the names of {@code profile}; how it is used and lives is said elsewhere. */
    public static CertificationRequest of(KeyPair keys, CertificateProfile profile) throws GeneralSecurityException {
        return new CertificationRequest(CertificateEncoding.request(keys, profile));
    }

    /** The request as it is sent. */
    public String pem() {
        try {
            return new Pem.Block("CERTIFICATE REQUEST", request.getEncoded()).text();
        } catch (IOException e) {
            throw new IllegalStateException("a request has an encoding", e);
        }
    }

    /** Reads the first block of {@code pem}. */
    public static CertificationRequest parse(String pem) throws GeneralSecurityException {
        List<Pem.Block> blocks = Pem.blocks(pem);
        if (blocks.isEmpty() || !blocks.getFirst().label().equals("CERTIFICATE REQUEST")) {
            throw new GeneralSecurityException("PEM block type must be CERTIFICATE REQUEST");
        }
        try {
            return new CertificationRequest(
                    new PKCS10CertificationRequest(blocks.getFirst().der()));
        } catch (IOException e) {
            throw new GeneralSecurityException(e.getMessage(), e);
        }
    }

    /** {@link #parse} of what an object of the API carries: the PEM text in Base64. */
    public static CertificationRequest parseEncoded(String base64) throws GeneralSecurityException {
        try {
            return parse(new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException(e.getMessage(), e);
        }
    }

    public CertificateSubject subject() {
        return subject;
    }

    /** Whether it asks for a name of this type beside the subject. */
    public boolean asksFor(NameType type) {
        return names().stream().anyMatch(name -> name.getTagNo() == type.tag);
    }

    /** Whoever sent it has the private key. Throws otherwise. */
    public void verify() throws GeneralSecurityException {
        Signature signature = Signature.getInstance(
                request.getSignatureAlgorithm().getAlgorithm().getId());
        signature.initVerify(key);
        try {
            signature.update(
                    request.toASN1Structure().getCertificationRequestInfo().getEncoded());
        } catch (IOException e) {
            throw new SignatureException(e.getMessage(), e);
        }
        if (!signature.verify(request.getSignature())) {
            throw new SignatureException("the signature does not fit the key");
        }
    }

    PublicKey key() {
        return key;
    }

    X500Name name() {
        return request.getSubject();
    }

    /** The names beside the subject that can be granted. */
    List<GeneralName> names() {
        List<GeneralName> granted = new ArrayList<>();
        Extensions extensions = request.getRequestedExtensions();
        GeneralNames asked =
                extensions == null ? null : GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
        if (asked == null) {
            return granted;
        }
        for (GeneralName name : asked.getNames()) {
            for (NameType type : NameType.values()) {
                if (type.tag == name.getTagNo()) {
                    granted.add(name);
                }
            }
        }
        return granted;
    }
}
