package dev.jukung.http.pki;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Keys and certificates as text (RFC 7468). Reads what Kubernetes tools write: certificates, PKCS#8 ({@code PRIVATE
 * KEY}), SEC1 ({@code EC PRIVATE KEY}), PKCS#1 ({@code RSA PRIVATE KEY}) and {@code PUBLIC KEY}; text around the blocks
 * is ignored. Writes PKCS#8 and {@code PUBLIC KEY}. What cannot be read is a {@link GeneralSecurityException} that says
 * why, without any of the key.
 */
public final class Pem {
    /** One block: what it calls itself, and its content. */
    public record Block(String label, byte[] der) {
        /** The block as text, with lines of 64 characters. */
        public String text() {
            return "-----BEGIN " + label + "-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                    + "\n-----END " + label + "-----\n";
        }
    }

    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----", Pattern.DOTALL);

    private Pem() {}

    /** All blocks of {@code text} in their order. */
    public static List<Block> blocks(String text) throws GeneralSecurityException {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            try {
                blocks.add(new Block(
                        matcher.group(1),
                        Base64.getMimeDecoder()
                                .decode(matcher.group(2).strip().getBytes(StandardCharsets.ISO_8859_1))));
            } catch (IllegalArgumentException e) {
                throw new InvalidKeySpecException("the PEM block " + matcher.group(1) + " is not base64", e);
            }
        }
        return List.copyOf(blocks);
    }

    /** The certificates of a chain or bundle; other blocks are passed over. At least one. */
    public static List<X509Certificate> certificates(String text) throws GeneralSecurityException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks(text)) {
            if (block.label().equals("CERTIFICATE")) {
                certificates.add(certificate(block.der()));
            }
        }
        if (certificates.isEmpty()) {
            throw new CertificateException("no PEM block CERTIFICATE found");
        }
        return List.copyOf(certificates);
    }

    static X509Certificate certificate(byte[] der) throws CertificateException {
        Certificate read = CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        return (X509Certificate) read;
    }

    /** The first private key in {@code text}. Encrypted keys are not read. */
    public static PrivateKey privateKey(String text) throws GeneralSecurityException {
        for (Block block : blocks(text)) {
            switch (block.label()) {
                case "PRIVATE KEY" -> {
                    return privateKey(block.der());
                }
                case "EC PRIVATE KEY" -> {
                    return privateKey(wrap(X9ObjectIdentifiers.id_ecPublicKey, curve(block.der()), block.der()));
                }
                case "RSA PRIVATE KEY" -> {
                    return privateKey(wrap(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE, block.der()));
                }
                case "ENCRYPTED PRIVATE KEY" ->
                    throw new InvalidKeySpecException("the private key is encrypted; only plain keys are read");
                default -> {} // EC PARAMETERS, certificates: not a private key
            }
        }
        throw new InvalidKeySpecException("no PEM block with a private key found");
    }

    /** The curve that an EC key names in its field {@code [0]} (RFC 5915, 3). */
    private static ASN1ObjectIdentifier curve(byte[] der) throws InvalidKeySpecException {
        try {
            if (ASN1Primitive.fromByteArray(der) instanceof ASN1Sequence fields) {
                for (ASN1Encodable field : fields) {
                    if (field instanceof ASN1TaggedObject tagged
                            && tagged.getTagNo() == 0
                            && tagged.getExplicitBaseObject() instanceof ASN1ObjectIdentifier curve) {
                        return curve;
                    }
                }
            }
        } catch (IOException | IllegalStateException | IllegalArgumentException e) {
            throw new InvalidKeySpecException("the EC PRIVATE KEY is malformed", e);
        }
        throw new InvalidKeySpecException("the EC PRIVATE KEY does not name its curve");
    }

    /** A key of a known algorithm as PKCS#8 (RFC 5958), which the JDK reads. */
    private static byte[] wrap(ASN1ObjectIdentifier algorithm, ASN1Encodable parameters, byte[] key)
            throws InvalidKeySpecException {
        try {
            return new DERSequence(new ASN1Encodable[] {
                        new ASN1Integer(0), new AlgorithmIdentifier(algorithm, parameters), new DEROctetString(key)
                    })
                    .getEncoded();
        } catch (IOException e) {
            throw new InvalidKeySpecException("the private key cannot be written as PKCS#8", e);
        }
    }

    private static PrivateKey privateKey(byte[] pkcs8) throws GeneralSecurityException {
        return firstThatReads("private", factory -> factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    }

    /** The first public key in {@code text}: a {@code PUBLIC KEY}, or the one of a certificate. */
    public static PublicKey publicKey(String text) throws GeneralSecurityException {
        for (Block block : blocks(text)) {
            if (block.label().equals("PUBLIC KEY")) {
                byte[] der = block.der();
                return firstThatReads("public", factory -> factory.generatePublic(new X509EncodedKeySpec(der)));
            }
            if (block.label().equals("CERTIFICATE")) {
                return certificate(block.der()).getPublicKey();
            }
        }
        throw new InvalidKeySpecException("no PEM block with a public key found");
    }

    @FunctionalInterface
    private interface Reading<K> {
        K read(KeyFactory factory) throws InvalidKeySpecException;
    }

    /** The encoding names its algorithm, so at most one factory accepts it. */
    private static <K> K firstThatReads(String kind, Reading<K> reading) throws GeneralSecurityException {
        InvalidKeySpecException failure = new InvalidKeySpecException(
                "the " + kind + " key is malformed or of another algorithm than " + ALGORITHMS);
        for (String algorithm : ALGORITHMS) {
            try {
                return reading.read(KeyFactory.getInstance(algorithm));
            } catch (InvalidKeySpecException e) {
                failure.addSuppressed(e);
            }
        }
        throw failure;
    }

    public static String of(X509Certificate certificate) {
        try {
            return new Block("CERTIFICATE", certificate.getEncoded()).text();
        } catch (CertificateException e) {
            throw new IllegalArgumentException("the certificate has no encoding", e);
        }
    }

    /** A chain or a bundle: one block after the other. */
    public static String of(Collection<X509Certificate> certificates) {
        StringBuilder text = new StringBuilder();
        certificates.forEach(certificate -> text.append(of(certificate)));
        return text.toString();
    }

    /** The key as PKCS#8. */
    public static String of(PrivateKey key) {
        return new Block("PRIVATE KEY", key.getEncoded()).text();
    }

    public static String of(PublicKey key) {
        return new Block("PUBLIC KEY", key.getEncoded()).text();
    }
}
