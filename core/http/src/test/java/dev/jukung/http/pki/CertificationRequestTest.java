package dev.jukung.http.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.base.VirtualClock;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CertificationRequestTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final KeyPair KEYS = Keys.ec();

    private final VirtualClock clock = new VirtualClock(NOON);
    private final CertificateAuthority authority =
            CertificateAuthority.create("kubernetes", Duration.ofDays(10), clock);

    /** A request that asks for a name, and for more than anybody is granted: to be an authority, and another kind of name. */
    private static byte[] der() throws Exception {
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        GeneralName[] names = {
            new GeneralName(GeneralName.dNSName, "jane.example.com"), new GeneralName(GeneralName.registeredID, "1.2.3")
        };
        extensions.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        JcaPKCS10CertificationRequestBuilder builder =
                new JcaPKCS10CertificationRequestBuilder(new X500Name("O=devs,CN=jane"), KEYS.getPublic());
        builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
        return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(KEYS.getPrivate()))
                .getEncoded();
    }

    private static CertificationRequest request(byte[] der) throws GeneralSecurityException {
        return CertificationRequest.parse(new Pem.Block("CERTIFICATE REQUEST", der).text());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWeAskForIsReadAgainAndGranted(boolean rsa) throws Exception {
        KeyPair keys = rsa ? Keys.rsa() : Keys.ec();
        CertificateProfile profile = CertificateProfile.client(
                        "system:node:n1", List.of("system:nodes"), Duration.ofDays(1))
                .withHosts(List.of("n1", "192.0.2.1"));

        CertificationRequest request = CertificationRequest.parse(
                CertificationRequest.of(keys, profile).pem());

        request.verify();
        X509Certificate certificate = authority.sign(request, List.of("server auth"), Duration.ofHours(1));
        assertThat(certificate.getPublicKey()).isEqualTo(keys.getPublic());
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=system:node:n1,O=system:nodes");
        assertThat(certificate.getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(List.of(2, "n1"), List.of(7, "192.0.2.1"));
    }

    @Test
    void onlyWhatMayBeGrantedIsGranted() throws Exception {
        X509Certificate certificate =
                authority.sign(request(der()), List.of("client auth", "digital signature"), Duration.ofHours(1));

        assertThat(certificate.getSubjectX500Principal().getName("RFC1779")).isEqualTo("CN=jane, O=devs");
        assertThat(certificate.getSubjectAlternativeNames()).containsExactly(List.of(2, "jane.example.com"));
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getPublicKey()).isEqualTo(KEYS.getPublic());
        certificate.verify(authority.certificate().getPublicKey());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a short life is counted from now       | PT1H | 2026-03-01T13:00:00Z
            a long one from the backdated start    | P1D  | 2026-03-02T11:55:00Z
            none is longer than that of its issuer | P20D | 2026-03-11T12:00:00Z
            """)
    void itsLife(String name, Duration life, Instant end) throws Exception {
        X509Certificate certificate = authority.sign(request(der()), List.of("client auth"), life);

        assertThat(certificate.getNotBefore().toInstant()).isEqualTo(NOON.minusSeconds(300));
        assertThat(certificate.getNotAfter().toInstant()).isEqualTo(end);
    }

    @Test
    void anAuthorityThatHasEndedSignsNothing() throws Exception {
        CertificationRequest request = request(der());
        clock.advance(Duration.ofDays(11));

        assertThatThrownBy(() -> authority.sign(request, List.of("client auth"), Duration.ofHours(1)))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageStartingWith("refusing to sign a certificate that expired in the past: NotAfter=");
    }

    @Test
    void whoeverHasNotTheKeyGetsNoCertificate() throws Exception {
        byte[] der = der();
        der[der.length - 1] ^= 1; // the end of the signature

        assertThatThrownBy(() -> authority.sign(request(der), List.of("client auth"), Duration.ofHours(1)))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void usagesAreThoseOfSigningRequests() throws Exception {
        CertificationRequest request = request(der());
        X509Certificate certificate = authority.sign(
                request, List.of("signing", "key encipherment", "s/mime", "server auth"), Duration.ofHours(1));
        assertThat(certificate.getKeyUsage()).startsWith(true, false, true, false);
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.4");

        assertThatThrownBy(() -> authority.sign(request, List.of("flying", "client auth"), Duration.ofHours(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unrecognized usage values: [\"flying\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
    void whatIsNoRequestIsSaidToBeNone(String text) {
        assertThatThrownBy(() -> CertificationRequest.parse(text))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessage("PEM block type must be CERTIFICATE REQUEST");
    }

    @Test
    void brokenRequestsAreRefused() {
        assertThatThrownBy(() -> request(new byte[] {1, 2, 3})).isInstanceOf(GeneralSecurityException.class);
    }
}
