package dev.jukung.controllers.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.controllers.ControllerCluster;
import dev.jukung.http.pki.Pem;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.certificates.v1.CertificateSigningRequest;
import dev.jukung.model.certificates.v1.CertificateSigningRequestCondition;
import dev.jukung.model.certificates.v1.CertificateSigningRequestSpec;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The way of a CertificateSigningRequest. The requests were made with openssl. */
@Timeout(60)
class CertificatesClusterTest {
    /** O=devs, CN=jane, and the DNS name jane.example.com. */
    private static final String JANE = """
            -----BEGIN CERTIFICATE REQUEST-----
            MIIBBzCBrgIBADAeMQ0wCwYDVQQKDARkZXZzMQ0wCwYDVQQDDARqYW5lMFkwEwYH
            KoZIzj0CAQYIKoZIzj0DAQcDQgAERIbyJRvRvEcGZEgidJ1n5RlayjuoRrTzNHzr
            pbSKTyEvXqwsdF8b16USFUgSwC2YL09jedPxQhiWfW0Vi6wOeqAuMCwGCSqGSIb3
            DQEJDjEfMB0wGwYDVR0RBBQwEoIQamFuZS5leGFtcGxlLmNvbTAKBggqhkjOPQQD
            AgNIADBFAiEAyvCCNs3uNwIBOpmnpEonc3a3kkuwXsag7aAm3XZnh2kCIHG6yT8Y
            i4EPZpwLxtIsmWtgIGIfM1jtu+e5VudH95ur
            -----END CERTIFICATE REQUEST-----
            """;

    /** O=system:nodes, CN=system:node:node-7. */
    private static final String NODE = """
            -----BEGIN CERTIFICATE REQUEST-----
            MIHvMIGWAgEAMDQxFTATBgNVBAoMDHN5c3RlbTpub2RlczEbMBkGA1UEAwwSc3lz
            dGVtOm5vZGU6bm9kZS03MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAERIbyJRvR
            vEcGZEgidJ1n5RlayjuoRrTzNHzrpbSKTyEvXqwsdF8b16USFUgSwC2YL09jedPx
            QhiWfW0Vi6wOeqAAMAoGCCqGSM49BAMCA0gAMEUCIDdxbz5YxWdHmR6DuwRnJy0j
            F/vEiCc9rUNgaR9sM0ibAiEA/af/J9UGP6TO+cUv5mUBj16x7RmzWzWh+JOYRwoJ
            3UA=
            -----END CERTIFICATE REQUEST-----
            """;

    private ControllerCluster cluster;

    @BeforeEach
    void start() throws InterruptedException {
        cluster = new ControllerCluster();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void request(String pem, String signer, int seconds, String... usages) throws InterruptedException {
        CertificateSigningRequestSpec spec = CertificateSigningRequestSpec.EMPTY
                .withRequest(pem.getBytes(StandardCharsets.US_ASCII))
                .withSignerName(signer)
                .withExpirationSeconds(seconds)
                .withUsages(List.of(usages));
        cluster.client()
                .create(
                        Resources.CERTIFICATESIGNINGREQUESTS,
                        CertificateSigningRequest.named("", "csr").withSpec(spec));
        cluster.settle();
    }

    private void decide(String type) throws InterruptedException {
        CertificateSigningRequestCondition condition = CertificateSigningRequestCondition.EMPTY
                .withType(type)
                .withStatus("True")
                .withReason("Tested")
                .withLastUpdateTime(cluster.clock().now());
        CertificateSigningRequest request = request();
        cluster.client()
                .putSubresource(
                        Resources.CERTIFICATESIGNINGREQUESTS,
                        request.key(),
                        "approval",
                        request.withStatus(request.status().withConditions(List.of(condition)))
                                .tree());
        cluster.settle();
    }

    private CertificateSigningRequest request() throws InterruptedException {
        return cluster.get(Resources.CERTIFICATESIGNINGREQUESTS, "csr");
    }

    private X509Certificate certificate() throws Exception {
        String pem = new String(request().status().certificate().orElseThrow(), StandardCharsets.US_ASCII);
        return Pem.certificates(pem).getFirst();
    }

    @Test
    void anApprovedRequestIsSigned() throws Exception {
        request(JANE, "kubernetes.io/kube-apiserver-client", 3600, "digital signature", "client auth");
        assertThat(request().status().certificate()).isEmpty();

        decide("Approved");

        X509Certificate certificate = certificate();
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=jane,O=devs");
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
        assertThat(certificate.getKeyUsage()).startsWith(true, false, false, false);
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getSubjectAlternativeNames()).containsExactly(List.of(2, "jane.example.com"));
        Instant now = cluster.clock().now();
        assertThat(certificate.getNotAfter().toInstant()).isBetween(now.plusSeconds(3500), now.plusSeconds(3600));
        assertThat(certificate.getNotBefore().toInstant()).isBefore(now.minusSeconds(290));
    }

    @Test
    void aRefusedRequestIsNotSigned() throws Exception {
        request(JANE, "kubernetes.io/kube-apiserver-client", 3600, "client auth");
        decide("Denied");

        assertThat(request().status().certificate()).isEmpty();
    }

    @Test
    void aRequestThatItsSignerDoesNotAllowFails() throws Exception {
        request(JANE, "kubernetes.io/kube-apiserver-client", 3600, "server auth");
        decide("Approved");

        assertThat(request().status().certificate()).isEmpty();
        assertThat(request().status().conditions())
                .filteredOn(condition -> condition.type().equals("Failed"))
                .singleElement()
                .matches(condition -> condition.reason().orElse("").equals("SignerValidationFailure")
                        && condition.message().orElse("").equals("invalid usage for client certificate: server auth"));
    }

    @Test
    void somebodyElsesSignerIsLeftAlone() throws Exception {
        request(JANE, "example.com/signer", 3600, "client auth");
        decide("Approved");

        assertThat(request().status().certificate()).isEmpty();
        assertThat(request().status().conditions()).hasSize(1);
    }

    @Test
    void aKubeletGetsItsClientCertificateByItself() throws Exception {
        request(NODE, "kubernetes.io/kube-apiserver-client-kubelet", 3600, "digital signature", "client auth");

        assertThat(request().status().conditions())
                .singleElement()
                .matches(condition -> condition.reason().orElse("").equals("AutoApproved")
                        && condition
                                .message()
                                .orElse("")
                                .equals("Auto approving kubelet client certificate after SubjectAccessReview."));
        assertThat(certificate().getSubjectX500Principal().getName()).isEqualTo("CN=system:node:node-7,O=system:nodes");
    }

    @Test
    void requestsGoWhenTheyHaveServed() throws Exception {
        request(JANE, "example.com/signer", 3600, "client auth");
        cluster.advance(Duration.ofHours(23));
        assertThat(request().deleting()).isFalse();
        cluster.advance(Duration.ofHours(1));
        assertThat(cluster.client().find(Resources.CERTIFICATESIGNINGREQUESTS, ObjectKey.of("csr")))
                .isEmpty();

        request(JANE, "kubernetes.io/kube-apiserver-client", 86400, "client auth");
        decide("Approved");
        cluster.advance(Duration.ofMinutes(50));
        assertThat(request().deleting()).isFalse();
        cluster.advance(Duration.ofMinutes(15));
        assertThat(cluster.client().find(Resources.CERTIFICATESIGNINGREQUESTS, ObjectKey.of("csr")))
                .isEmpty();
    }
}
