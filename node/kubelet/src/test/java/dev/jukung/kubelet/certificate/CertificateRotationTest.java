package dev.jukung.kubelet.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jukung.http.pki.CertificateAuthority;
import dev.jukung.http.pki.CertificationRequest;
import dev.jukung.http.pki.Pem;
import dev.jukung.http.pki.TlsIdentity;
import dev.jukung.model.Resources;
import dev.jukung.model.certificates.v1.CertificateSigningRequest;
import dev.jukung.model.certificates.v1.CertificateSigningRequestCondition;
import dev.jukung.runtime.ApiClient.ListQuery;
import dev.jukung.runtime.LoopMetrics;
import dev.jukung.runtime.Surroundings;
import dev.jukung.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Certificates of a kubelet, with an API server on virtual time; who approves and signs is the test. */
@Timeout(60)
class CertificateRotationTest {
    private static final Duration LIFE = Duration.ofDays(100);

    @TempDir
    private Path folder;

    private TestServer server;
    private CertificateAuthority authority;
    private Surroundings around;

    @BeforeEach
    void start() throws InterruptedException {
        server = TestServer.start();
        around = new Surroundings(server.clock(), server.random(), server.faults(), LoopMetrics.NONE);
        authority = CertificateAuthority.create("kubernetes", Duration.ofDays(1000), server.clock());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private List<CertificateSigningRequest> requests() throws InterruptedException {
        return server.admin()
                .list(Resources.CERTIFICATESIGNINGREQUESTS, ListQuery.in(""))
                .items();
    }

    private CertificateSigningRequest open() throws InterruptedException {
        return requests().stream()
                .filter(request -> request.status().conditions().isEmpty())
                .findFirst()
                .orElseThrow();
    }

    private CertificateSigningRequest decide(CertificateSigningRequest request, String type)
            throws InterruptedException {
        CertificateSigningRequestCondition condition = CertificateSigningRequestCondition.EMPTY
                .withType(type)
                .withStatus("True")
                .withReason("Tested")
                .withMessage("by a test")
                .withLastUpdateTime(server.clock().now());
        return new CertificateSigningRequest(server.admin()
                .putSubresource(
                        Resources.CERTIFICATESIGNINGREQUESTS,
                        request.key(),
                        "approval",
                        request.withStatus(request.status().withConditions(List.of(condition)))
                                .tree()));
    }

    private void grant(CertificateSigningRequest request) throws Exception {
        CertificateSigningRequest approved = decide(request, "Approved");
        CertificationRequest asked = CertificationRequest.parse(
                new String(request.spec().request().orElseThrow(), StandardCharsets.US_ASCII));
        asked.verify();
        String pem = Pem.of(authority.sign(asked, request.spec().usages(), LIFE));
        server.admin()
                .updateStatus(
                        Resources.CERTIFICATESIGNINGREQUESTS,
                        approved.withStatus(
                                approved.status().withCertificate(pem.getBytes(StandardCharsets.US_ASCII))));
    }

    @Test
    void asksAtOnceWhenThereIsNoneAndAgainBeforeTheEnd() throws Exception {
        CertificateStore store = new CertificateStore(folder.resolve("pki"), "kubelet-server");
        List<TlsIdentity> told = new ArrayList<>();
        try (CertificateRotation rotation = new CertificateRotation(
                store,
                CertificateWish.serving("n1", List.of("n1", "192.0.2.1")),
                Optional.empty(),
                around,
                told::add)) {
            rotation.start(server.admin());
            server.clock().settle();
            CertificateSigningRequest first = open();
            assertThat(first.name()).startsWith("csr-");
            assertThat(first.spec().signerName()).isEqualTo("kubernetes.io/kubelet-serving");
            assertThat(first.spec().usages()).containsExactly("digital signature", "server auth");
            assertThat(rotation.current()).isEmpty();

            grant(first);
            server.clock().settle();

            TlsIdentity identity = rotation.current().orElseThrow();
            assertThat(told).containsExactly(identity);
            assertThat(identity.certificate().getSubjectX500Principal().getName())
                    .isEqualTo("CN=system:node:n1,O=system:nodes");
            assertThat(identity.certificate().getSubjectAlternativeNames())
                    .containsExactlyInAnyOrder(List.of(2, "n1"), List.of(7, "192.0.2.1"));
            assertThat(store.current().orElseThrow().certificate()).isEqualTo(identity.certificate());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store.currentPath())))
                    .isEqualTo("rw-------");

            server.clock().advance(LIFE.multipliedBy(69).dividedBy(100));
            assertThat(requests()).hasSize(1);
            Instant latest = identity.expires().minus(LIFE.dividedBy(10));
            while (requests().size() == 1) {
                assertThat(server.clock().now()).isBefore(latest);
                server.clock().advance(Duration.ofMinutes(10));
            }
            grant(requests().stream()
                    .filter(request -> !request.name().equals(first.name()))
                    .findFirst()
                    .orElseThrow());
            server.clock().settle();

            assertThat(told).hasSize(2);
            assertThat(rotation.current().orElseThrow().key()).isNotEqualTo(identity.key());
            assertThat(store.current().orElseThrow().certificate())
                    .isEqualTo(rotation.current().orElseThrow().certificate());
        }
    }

    @Test
    void whatIsDeniedOrForgottenIsAskedForAgain() throws Exception {
        CertificateStore store = new CertificateStore(folder, "kubelet-client");
        try (CertificateRotation rotation =
                new CertificateRotation(store, CertificateWish.client("n1"), Optional.empty(), around, _ -> {})) {
            rotation.start(server.admin());
            server.clock().settle();
            decide(open(), "Denied");
            server.clock().settle();
            assertThat(requests()).hasSize(1);
            server.clock().advance(Duration.ofSeconds(10));
            assertThat(requests()).hasSize(2);

            server.clock().advance(Duration.ofMinutes(16));
            assertThat(requests()).hasSize(3);

            assertThat(rotation.current()).isEmpty();
            assertThat(store.current()).isEmpty();
        }
    }

    @Test
    void aBootstrapWaitsForTheRequestOfItsPredecessor() throws Exception {
        CertificateStore store = new CertificateStore(folder, "kubelet-client");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> new ClientBootstrap(server.admin(), store, around).obtain("n1"));
            await().until(() -> !requests().isEmpty());
            first.cancel(true); // killed
            CompletableFuture<TlsIdentity> second = obtain(store);
            CertificateSigningRequest request = open();
            assertThat(request.name()).startsWith("node-csr-");
            assertThat(request.spec().usages()).containsExactly("digital signature", "client auth");

            grant(request);

            TlsIdentity identity = second.get();
            assertThat(requests()).hasSize(1);
            assertThat(store.current().orElseThrow().certificate()).isEqualTo(identity.certificate());
            assertThat(folder.resolve("kubelet-client.key.tmp")).doesNotExist();
        }
    }

    @Test
    void aBootstrapThatIsDeniedSaysSo() throws Exception {
        CompletableFuture<TlsIdentity> asked = obtain(new CertificateStore(folder, "kubelet-client"));
        await().until(() -> !requests().isEmpty());
        decide(open(), "Denied");
        assertThatThrownBy(asked::get)
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("certificate signing request is denied, reason: Tested, message: by a test");
    }

    private CompletableFuture<TlsIdentity> obtain(CertificateStore store) {
        CompletableFuture<TlsIdentity> obtained = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                obtained.complete(new ClientBootstrap(server.admin(), store, around).obtain("n1"));
            } catch (Exception e) {
                obtained.completeExceptionally(e);
            }
        });
        return obtained;
    }
}
