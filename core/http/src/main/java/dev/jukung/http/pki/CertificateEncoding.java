package dev.jukung.http.pki;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

/**
 * Writes certificates (RFC 5280). Bouncy Castle lays out the ASN.1; keys, digests and signatures are the JDK's. Its JCA
 * provider is not loaded: registering that takes longer than all certificates of a cluster together.
 */
final class CertificateEncoding {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SERIAL_BITS = 127; // positive and within the 20 bytes of RFC 5280, 4.1.2.2

    private static final DateTimeFormatter SHORT_TIME = DateTimeFormatter.ofPattern("uuMMddHHmmss'Z'", Locale.ROOT);
    private static final DateTimeFormatter LONG_TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'", Locale.ROOT);

    private CertificateEncoding() {}

    static X509Certificate authority(String commonName, KeyPair keys, Instant start, Instant end) {
        X500Name name = name(commonName, List.of());
        SubjectPublicKeyInfo key =
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
        X509v3CertificateBuilder builder = builder(name, start, end, name, key);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment | KeyUsage.keyCertSign));
            builder.addExtension(Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(keyId(key)));
            return finish(builder, keys.getPrivate());
        } catch (IOException e) {
            throw new IllegalStateException("the extensions of an authority have an encoding", e);
        }
    }

    /** What is written into a certificate for somebody who is no authority. */
    private record Content(
            X500Name subject, PublicKey key, int usage, List<KeyPurposeId> purposes, List<GeneralName> names) {}

    static X509Certificate leaf(
            TlsIdentity issuer, PublicKey subject, CertificateProfile profile, Instant start, Instant end) {
        Content content = new Content(
                name(profile.commonName(), profile.organizations()),
                subject,
                KeyUsage.digitalSignature | KeyUsage.keyEncipherment,
                purposes(profile),
                alternativeNames(profile));
        return signed(issuer, content, start, end);
    }

    static X509Certificate requested(
            TlsIdentity issuer, CertificationRequest request, RequestedUsage usage, Instant start, Instant end) {
        Content content = new Content(request.name(), request.key(), usage.bits(), usage.purposes(), request.names());
        return signed(issuer, content, start, end);
    }

    /** A request (PKCS #10) for a certificate of {@code keys} with the names of {@code profile}. */
    static PKCS10CertificationRequest request(KeyPair keys, CertificateProfile profile) {
        PKCS10CertificationRequestBuilder builder = new PKCS10CertificationRequestBuilder(
                name(profile.commonName(), profile.organizations()),
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
        List<GeneralName> names = alternativeNames(profile);
        try {
            if (!names.isEmpty()) {
                ExtensionsGenerator extensions = new ExtensionsGenerator();
                extensions.addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new)));
                builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
            }
            return builder.build(signer(keys.getPrivate()));
        } catch (IOException e) {
            throw new IllegalArgumentException("the names of the request cannot be written", e);
        }
    }

    private static X509Certificate signed(TlsIdentity issuer, Content content, Instant start, Instant end) {
        SubjectPublicKeyInfo key =
                SubjectPublicKeyInfo.getInstance(content.key().getEncoded());
        X500Name issuerName = X500Name.getInstance(
                issuer.certificate().getSubjectX500Principal().getEncoded());
        X509v3CertificateBuilder builder = builder(issuerName, start, end, content.subject(), key);
        try {
            if (content.usage() != 0) {
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(content.usage()));
            }
            if (!content.purposes().isEmpty()) {
                KeyPurposeId[] purposes = content.purposes().toArray(KeyPurposeId[]::new);
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
            }
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            SubjectPublicKeyInfo issuerKey = SubjectPublicKeyInfo.getInstance(
                    issuer.certificate().getPublicKey().getEncoded());
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new AuthorityKeyIdentifier(authorityKeyId(issuer, issuerKey)));
            if (!content.names().isEmpty()) {
                GeneralName[] names = content.names().toArray(GeneralName[]::new);
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            return finish(builder, issuer.key());
        } catch (IOException e) {
            throw new IllegalArgumentException("the names of the certificate cannot be written", e);
        }
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, Instant start, Instant end, X500Name subject, SubjectPublicKeyInfo key) {
        BigInteger serial = new BigInteger(SERIAL_BITS, RANDOM).setBit(SERIAL_BITS - 1);
        return new X509v3CertificateBuilder(issuer, serial, time(start), time(end), subject, key);
    }

    /**
     * RFC 5280, 4.1.2.5. Laid out here because Bouncy Castle parses every time that it makes, and for that loads
     * calendars and locales: 20 ms of a start that shall take a second.
     */
    private static Time time(Instant instant) {
        ZonedDateTime utc = instant.atZone(ZoneOffset.UTC);
        boolean isShort = utc.getYear() < 2050;
        byte[] text = (isShort ? SHORT_TIME : LONG_TIME).format(utc).getBytes(StandardCharsets.US_ASCII);
        ByteBuffer der = ByteBuffer.allocate(text.length + 2)
                .put((byte) (isShort ? BERTags.UTC_TIME : BERTags.GENERALIZED_TIME))
                .put((byte) text.length)
                .put(text);
        try {
            return Time.getInstance(ASN1Primitive.fromByteArray(der.array()));
        } catch (IOException e) {
            throw new IllegalStateException("a time has an encoding", e);
        }
    }

    /** Organizations before the common name, as Go writes them. */
    static X500Name name(String commonName, List<String> organizations) {
        X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE);
        organizations.forEach(organization -> name.addRDN(BCStyle.O, organization));
        if (!commonName.isEmpty()) {
            name.addRDN(BCStyle.CN, commonName);
        }
        return name.build();
    }

    private static List<KeyPurposeId> purposes(CertificateProfile profile) {
        return profile.usages().stream()
                .sorted()
                .map(usage -> switch (usage) {
                    case SERVER -> KeyPurposeId.id_kp_serverAuth;
                    case CLIENT -> KeyPurposeId.id_kp_clientAuth;
                })
                .toList();
    }

    private static List<GeneralName> alternativeNames(CertificateProfile profile) {
        List<GeneralName> names = new ArrayList<>();
        profile.dnsNames().forEach(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
        for (InetAddress address : profile.addresses()) {
            names.add(new GeneralName(GeneralName.iPAddress, new DEROctetString(address.getAddress())));
        }
        for (URI uri : profile.uris()) {
            names.add(new GeneralName(GeneralName.uniformResourceIdentifier, uri.toString()));
        }
        return names;
    }

    private static byte[] authorityKeyId(TlsIdentity issuer, SubjectPublicKeyInfo issuerKey) {
        byte[] extension = issuer.certificate().getExtensionValue(Extension.subjectKeyIdentifier.getId());
        if (extension == null) {
            return keyId(issuerKey);
        }
        return SubjectKeyIdentifier.getInstance(
                        DEROctetString.getInstance(extension).getOctets())
                .getKeyIdentifier();
    }

    /** The first method of RFC 5280, 4.2.1.2. It identifies, it does not protect. */
    private static byte[] keyId(SubjectPublicKeyInfo key) {
        try {
            return MessageDigest.getInstance("SHA-1")
                    .digest(key.getPublicKeyData().getBytes());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    private static X509Certificate finish(X509v3CertificateBuilder builder, PrivateKey key) {
        try {
            return Pem.certificate(builder.build(signer(key)).getEncoded());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("a certificate just written cannot be read", e);
        }
    }

    static ContentSigner signer(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "EC" ->
                new JdkSigner(key, "SHA256withECDSA", new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256));
            case "RSA" ->
                new JdkSigner(
                        key,
                        "SHA256withRSA",
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE));
            default ->
                throw new IllegalArgumentException("an authority signs with EC or RSA, not " + key.getAlgorithm());
        };
    }

    private static final class JdkSigner implements ContentSigner {
        private final PrivateKey key;
        private final String algorithm;
        private final AlgorithmIdentifier identifier;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();

        JdkSigner(PrivateKey key, String algorithm, AlgorithmIdentifier identifier) {
            this.key = key;
            this.algorithm = algorithm;
            this.identifier = identifier;
        }

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return identifier;
        }

        @Override
        public OutputStream getOutputStream() {
            return content;
        }

        @Override
        public byte[] getSignature() {
            try {
                Signature signature = Signature.getInstance(algorithm);
                signature.initSign(key);
                signature.update(content.toByteArray());
                return signature.sign();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("the key of the authority cannot sign", e);
            }
        }
    }
}
