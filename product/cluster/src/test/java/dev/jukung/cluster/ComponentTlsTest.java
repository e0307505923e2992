package dev.jukung.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.base.VirtualClock;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientTls;
import dev.jukung.http.HttpClient;
import dev.jukung.http.HttpServer;
import dev.jukung.http.Response;
import dev.jukung.http.pki.CertificateAuthority;
import dev.jukung.http.pki.CertificateProfile;
import dev.jukung.http.pki.TlsIdentity;
import dev.jukung.http.pki.TrustBundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and authorities in files that are replaced while a server runs. */
@Timeout(60)
class ComponentTlsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration YEAR = Duration.ofDays(365);

    @TempDir
    private Path folder;

    private final VirtualClock clock = new VirtualClock(NOON);
    private int writes;

    private CertificateAuthority authority(String name) {
        return CertificateAuthority.create(name, YEAR, clock);
    }

    /** The time of a file counts: it has to differ whatever the file system's resolution is. */
    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(NOON.plusSeconds(writes++)));
        return file;
    }

    private Serving serving(CertificateAuthority authority) throws IOException {
        TlsIdentity identity = authority.issue(CertificateProfile.server("server", List.of("127.0.0.1"), YEAR));
        return Serving.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .withCertificates(write("tls.crt", identity.chainPem()), write("tls.key", identity.keyPem()));
    }

    private String ask(HttpServer server, ClientTls tls) throws InterruptedException {
        try (HttpClient client = new HttpClient(HttpClient.Options.of("test", tls, clock, (_, _) -> {}));
                var answer = client.send(ClientRequest.of(
                        "GET",
                        URI.create("https://127.0.0.1:" + server.address().getPort() + "/")))) {
            return new String(answer.bytes(1000), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "refused";
        }
    }

    private HttpServer serve(ComponentTls tls) throws IOException {
        return HttpServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                request -> Response.text(
                        200,
                        request.certificateError().isPresent()
                                ? "bad"
                                : request.certificates().isEmpty() ? "nobody" : "known"),
                HttpServer.Options.of("test", clock, (_, _) -> {}).withTls(tls.tls()));
    }

    @Test
    void aNewCertificateIsShownWithoutARestart() throws Exception {
        CertificateAuthority old = authority("old");
        CertificateAuthority next = authority("next");
        try (ComponentTls tls = new ComponentTls(serving(old), "x", List.of(), List.of(), clock);
                HttpServer server = serve(tls)) {
            assertThat(ask(server, ClientTls.trusting(old.bundle()))).isEqualTo("nobody");
            serving(next);
            clock.advance(FileWatch.INTERVAL);
            assertThat(ask(server, ClientTls.trusting(next.bundle()))).isEqualTo("nobody");
            assertThat(ask(server, ClientTls.trusting(old.bundle()))).isEqualTo("refused");

            write("tls.crt", "nonsense");
            clock.advance(FileWatch.INTERVAL);
            assertThat(ask(server, ClientTls.trusting(next.bundle()))).isEqualTo("nobody");
        }
    }

    @Test
    void newAuthoritiesOfClientsAreBelievedWithoutARestart() throws Exception {
        CertificateAuthority own = authority("own");
        CertificateAuthority old = authority("old");
        CertificateAuthority next = authority("next");
        TrustFile file = new TrustFile(write("ca.crt", old.bundle().pem()));
        ClientTls known = ClientTls.trusting(own.bundle())
                .withIdentity(next.issue(CertificateProfile.client("jane", List.of(), YEAR)));
        try (ComponentTls tls = new ComponentTls(serving(own), "x", List.of(), List.of(file), clock);
                HttpServer server = serve(tls)) {
            assertThat(ask(server, known)).isEqualTo("bad");
            write("ca.crt", next.bundle().pem());
            clock.advance(FileWatch.INTERVAL);
            assertThat(ask(server, known)).isEqualTo("known");
            assertThat(file.get().certificates()).containsExactly(next.certificate());
        }
    }

    @Test
    void withoutACertificateOneIsMadeAndKept() throws Exception {
        Serving own = new Serving(
                new InetSocketAddress(0),
                java.util.Optional.empty(),
                java.util.Optional.of(folder),
                List.of(),
                dev.jukung.http.ServerTls.DEFAULT_CIPHERS,
                dev.jukung.http.ServerTls.DEFAULT_VERSIONS,
                250);
        new ComponentTls(own, "apiserver", List.of("127.0.0.1"), List.of(), clock).close();
        String made = Files.readString(folder.resolve("apiserver.crt"));
        new ComponentTls(own, "apiserver", List.of("127.0.0.1"), List.of(), clock).close();
        assertThat(Files.readString(folder.resolve("apiserver.crt"))).isEqualTo(made);
        assertThat(TrustBundle.ofPem(made).certificates()).isNotEmpty();
    }

    @Test
    void theThreeRootsAreNotTakenForEachOther() throws Exception {
        CertificateFiles.write(
                new CertificateFiles.Plan(folder, "https://127.0.0.1:6443", List.of("127.0.0.1"), "n1"), clock);
        Path pki = folder.resolve("pki");
        List<String> roots = List.of("ca", "front-proxy-ca", "etcd/ca");
        List<String> leaves = List.of("apiserver-kubelet-client", "front-proxy-client", "apiserver-etcd-client");
        for (int root = 0; root < roots.size(); root++) {
            TrustBundle trust = TrustBundle.read(pki.resolve(roots.get(root) + ".crt"));
            for (int leaf = 0; leaf < leaves.size(); leaf++) {
                TlsIdentity identity = TlsIdentity.read(
                        pki.resolve(leaves.get(leaf) + ".crt"), pki.resolve(leaves.get(leaf) + ".key"));
                boolean verified = trust.verify(identity.chain(), CertificateProfile.Usage.CLIENT, NOON)
                        instanceof TrustBundle.Verification.Verified;
                assertThat(verified)
                        .as(roots.get(root) + " and " + leaves.get(leaf))
                        .isEqualTo(root == leaf);
            }
        }
        assertThat(CertificateFiles.write(
                        new CertificateFiles.Plan(folder, "https://127.0.0.1:6443", List.of("127.0.0.1"), "n1"), clock))
                .isEmpty();
    }
}
