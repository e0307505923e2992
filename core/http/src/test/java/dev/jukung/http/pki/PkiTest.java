package dev.jukung.http.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.base.VirtualClock;
import dev.jukung.http.pki.CertificateProfile.Usage;
import dev.jukung.http.pki.TrustBundle.Verification;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PkiTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration YEAR = Duration.ofDays(365);

    private final VirtualClock clock = new VirtualClock(NOON);
    private final CertificateAuthority authority =
            CertificateAuthority.create("kubernetes", YEAR.multipliedBy(10), clock);

    @Test
    void aClientCertificateNamesUserAndGroups() throws Exception {
        X509Certificate certificate = authority
                .issue(CertificateProfile.client("kubernetes-admin", List.of("system:masters", "dev:team"), YEAR))
                .certificate();

        assertThat(certificate.getSubjectX500Principal().getName("RFC1779"))
                .isEqualTo("CN=kubernetes-admin, O=dev:team, O=system:masters");
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getSerialNumber().signum()).isPositive();
        assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withECDSA");
        certificate.verify(authority.certificate().getPublicKey());
    }

    @Test
    void aServerCertificateHasItsNamesAndAddresses() throws Exception {
        X509Certificate certificate = authority
                .issue(CertificateProfile.server(
                                "kube-apiserver",
                                List.of("kubernetes.default.svc", "10.96.0.1", "::1", "*.local"),
                                YEAR)
                        .withUris(List.of(URI.create("spiffe://cluster.local/ns/default/sa/default")))
                        .withUsages(Set.of(Usage.SERVER, Usage.CLIENT)))
                .certificate();

        assertThat(certificate.getSubjectAlternativeNames())
                .extracting(name -> name.get(0) + ":" + name.get(1))
                .containsExactly(
                        "2:kubernetes.default.svc",
                        "2:*.local",
                        "7:10.96.0.1",
                        "7:0:0:0:0:0:0:0:1",
                        "6:spiffe://cluster.local/ns/default/sa/default");
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
    }

    @Test
    void aCertificateStartsALittleEarlyAndIsRenewedAtTwoThirdsOfItsLife() {
        TlsIdentity identity = authority.issue(CertificateProfile.client("a", List.of(), Duration.ofHours(24)));

        assertThat(identity.certificate().getNotBefore().toInstant()).isEqualTo(NOON.minus(Duration.ofMinutes(5)));
        assertThat(identity.expires()).isEqualTo(NOON.plus(Duration.ofHours(24)));
        assertThat(identity.renewAt())
                .isEqualTo(NOON.minus(Duration.ofMinutes(5))
                        .plus(Duration.ofMinutes(24 * 60 + 5).multipliedBy(2).dividedBy(3)));
    }

    @Test
    void aCertificateNeverOutlivesItsAuthority() {
        CertificateAuthority young = CertificateAuthority.create("short", Duration.ofDays(1), clock);

        TlsIdentity identity = young.issue(CertificateProfile.client("a", List.of(), YEAR));

        assertThat(identity.expires()).isEqualTo(young.identity().expires());
    }

    @Test
    void datesBeyondTheTwoDigitYearsAreWritten() {
        CertificateAuthority old = CertificateAuthority.create("old", YEAR.multipliedBy(100), clock);

        assertThat(old.certificate().getNotBefore().toInstant()).isEqualTo(NOON.minus(CertificateAuthority.BACKDATE));
        assertThat(old.certificate().getNotAfter().toInstant()).isEqualTo(NOON.plus(YEAR.multipliedBy(100)));
    }

    @Test
    void whatTheAuthorityIssuedIsVerified() {
        TlsIdentity alice = authority.issue(CertificateProfile.client("alice", List.of(), YEAR));

        Verification result = authority.bundle().verify(alice.chain(), Usage.CLIENT, NOON);

        assertThat(result)
                .isEqualTo(new Verification.Verified(
                        List.of(alice.certificate(), authority.certificate()), NOON.plus(YEAR)));
    }

    @Test
    void whatCannotBeVerifiedIsRefusedWithItsReason() {
        CertificateAuthority namesake = CertificateAuthority.create("kubernetes", YEAR, clock);
        TlsIdentity alice = authority.issue(CertificateProfile.client("alice", List.of(), YEAR));
        TlsIdentity server = authority.issue(CertificateProfile.server("web", List.of("web"), YEAR));

        assertThat(namesake.bundle().verify(alice.chain(), Usage.CLIENT, NOON))
                .isEqualTo(new Verification.Refused("x509: certificate signed by unknown authority"));
        assertThat(TrustBundle.NONE.verify(alice.chain(), Usage.CLIENT, NOON))
                .isEqualTo(new Verification.Refused("x509: certificate signed by unknown authority"));
        assertThat(authority.bundle().verify(server.chain(), Usage.CLIENT, NOON))
                .isEqualTo(new Verification.Refused("x509: certificate specifies an incompatible key usage"));
        assertThat(authority.bundle().verify(List.of(), Usage.CLIENT, NOON))
                .isEqualTo(new Verification.Refused("x509: no certificate was presented"));
        assertThat(authority
                        .bundle()
                        .verify(alice.chain(), Usage.CLIENT, NOON.plus(YEAR).plusSeconds(1)))
                .isEqualTo(new Verification.Refused(
                        "x509: certificate has expired or is not yet valid: current time 2027-03-01T12:00:01Z"
                                + " is after 2027-03-01T12:00:00Z"));
        assertThat(authority.bundle().verify(alice.chain(), Usage.CLIENT, NOON.minus(YEAR)))
                .isInstanceOf(Verification.Refused.class);
    }

    @Test
    void eitherOfTwoBundlesWillDo() {
        CertificateAuthority other = CertificateAuthority.create("front-proxy-ca", YEAR, clock);
        TrustBundle both = authority.bundle().and(other.bundle()).and(authority.bundle());
        TlsIdentity proxy = other.issue(CertificateProfile.client("front-proxy-client", List.of(), YEAR));

        assertThat(both.certificates()).hasSize(2);
        assertThat(both.verify(proxy.chain(), Usage.CLIENT, NOON)).isInstanceOf(Verification.Verified.class);
    }

    @Test
    void textIsReadBackAsItWasWritten() throws Exception {
        TlsIdentity identity = authority.issue(CertificateProfile.client("alice", List.of("devs"), YEAR));

        assertThat(TlsIdentity.ofPem(identity.chainPem(), identity.keyPem())).isEqualTo(identity);
        assertThat(TrustBundle.ofPem("a comment\n" + authority.bundle().pem()).certificates())
                .isEqualTo(authority.bundle().certificates());
        KeyPair rsa = Keys.rsa();
        assertThat(Pem.publicKey(Pem.of(rsa.getPublic()))).isEqualTo(rsa.getPublic());
        assertThat(Pem.privateKey(Pem.of(rsa.getPrivate()))).isEqualTo(rsa.getPrivate());
        assertThat(Pem.publicKey(identity.chainPem()))
                .isEqualTo(identity.certificate().getPublicKey());
    }

    /** What openssl and older Kubernetes tools write. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "openssl ecparam -name prime256v1 -genkey", // SEC1, with EC PARAMETERS before it
                "openssl ecparam -name secp384r1 -genkey -noout",
                "openssl genrsa -traditional", // PKCS#1
                "openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048", // PKCS#8
                "openssl genpkey -algorithm ED25519",
            })
    void keysOfOpensslAreRead(String command, @TempDir Path directory) throws Exception {
        Path file = directory.resolve("key.pem");
        run(command + " -out " + file + (command.contains("genrsa") ? " 2048" : ""));
        Path publicFile = directory.resolve("public.pem");
        run("openssl pkey -in " + file + " -pubout -out " + publicFile);

        PrivateKey key = Pem.privateKey(Files.readString(file));

        String algorithm = key.getAlgorithm().startsWith("Ed")
                ? "Ed25519"
                : "SHA256with" + (key.getAlgorithm().equals("EC") ? "ECDSA" : "RSA");
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(new byte[100]);
        Signature checking = Signature.getInstance(algorithm);
        checking.initVerify(Pem.publicKey(Files.readString(publicFile)));
        checking.update(new byte[100]);
        assertThat(checking.verify(signing.sign())).isTrue();
    }

    @Test
    void opensslAcceptsWhatIsIssued(@TempDir Path directory) throws Exception {
        CertificateAuthority now = CertificateAuthority.create("kubernetes", YEAR, new dev.jukung.base.SystemClock());
        TlsIdentity identity = now.issue(CertificateProfile.server("web", List.of("web", "127.0.0.1"), YEAR));
        Files.writeString(directory.resolve("ca.pem"), now.bundle().pem());
        Files.writeString(directory.resolve("web.pem"), identity.chainPem());

        run("openssl verify -x509_strict -purpose sslserver -verify_hostname web -CAfile " + directory.resolve("ca.pem")
                + " " + directory.resolve("web.pem"));
    }

    private static void run(String command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command.split(" ")).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-----BEGIN PRIVATE KEY-----\n!!!\n-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
                "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\nMAMCAQA=\n-----END RSA PRIVATE KEY-----",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAMCAQA=\n-----END ENCRYPTED PRIVATE KEY-----",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
            })
    void unreadableKeysAndCertificatesAreOneKindOfFailure(String text) {
        assertThatThrownBy(() -> Pem.privateKey(text)).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> Pem.certificates(text)).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> Pem.publicKey(text)).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void anIdentityNeverPrintsItsKey() {
        TlsIdentity identity = authority.issue(CertificateProfile.client("alice", List.of(), YEAR));

        assertThat(identity).hasToString("TlsIdentity[CN=alice, until 2027-03-01T12:00:00Z]");
    }
}
