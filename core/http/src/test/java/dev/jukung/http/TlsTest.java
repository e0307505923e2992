package dev.jukung.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.base.VirtualClock;
import dev.jukung.http.pki.CertificateAuthority;
import dev.jukung.http.pki.CertificateProfile;
import dev.jukung.http.pki.TlsIdentity;
import dev.jukung.http.pki.TrustBundle;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.SslProvider;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class TlsTest {
    private static final Duration DAY = TestServer.DAY;
    private static final CertificateAuthority FOREIGN =
            CertificateAuthority.create("test-ca", DAY, TestServer.CLOCK); // the same name, another key
    private static final TlsIdentity ALICE =
            TestServer.AUTHORITY.issue(CertificateProfile.client("alice", List.of("system:masters", "devs"), DAY));
    private static final TlsIdentity MALLORY =
            FOREIGN.issue(CertificateProfile.client("alice", List.of("system:masters"), DAY));

    /** Answers with what the server knows about the client. */
    private static final Handler WHO = request -> Response.text(
            200,
            request.certificates().stream()
                            .map(certificate ->
                                    certificate.getSubjectX500Principal().getName())
                            .toList()
                    + request.certificateError().orElse(""));

    private static ServerTls trusting(TrustBundle bundle) {
        return new ServerTls(TestServer.SERVER, bundle);
    }

    private static String who(TestServer server, Optional<TlsIdentity> identity) throws Exception {
        try (HttpClient client = TestServer.client(HttpClient.Version.HTTP_2, identity)) {
            return get(client, server);
        }
    }

    private static String get(HttpClient client, TestServer server) throws Exception {
        return client.send(HttpRequest.newBuilder(server.uri("/")).build(), BodyHandlers.ofString())
                .body();
    }

    @Test
    void aVerifiedCertificateComesWithTheRequest() throws Exception {
        try (TestServer server = TestServer.tls(trusting(TestServer.AUTHORITY.bundle()), WHO, options -> options)) {
            assertThat(who(server, Optional.of(ALICE))).isEqualTo("[CN=alice,O=devs,O=system:masters, CN=test-ca]");
            assertThat(who(server, Optional.empty())).isEqualTo("[]");
        }
    }

    @Test
    void aForeignCertificateIsReportedAndNotBelieved() throws Exception {
        try (TestServer server = TestServer.tls(trusting(TestServer.AUTHORITY.bundle()), WHO, options -> options)) {
            assertThat(who(server, Optional.of(MALLORY))).isEqualTo("[]x509: certificate signed by unknown authority");
        }
    }

    @Test
    void aServerCertificateIsNoClientCertificate() throws Exception {
        TlsIdentity identity = TestServer.AUTHORITY.issue(CertificateProfile.server("alice", List.of("a"), DAY));
        try (TestServer server = TestServer.tls(trusting(TestServer.AUTHORITY.bundle()), WHO, options -> options);
                SSLSocket socket = connect(server, Optional.of(identity), "localhost")) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.UTF_8));

            // The JDK's client may hold such a certificate back, as browsers do.
            assertThat(TestServer.readAll(socket)).endsWith("[]x509: certificate specifies an incompatible key usage");
        }
    }

    @Test
    void aNewBundleCountsForOpenConnections() throws Exception {
        ServerTls tls = trusting(TestServer.AUTHORITY.bundle());
        try (TestServer server = TestServer.tls(tls, WHO, options -> options);
                HttpClient client = TestServer.client(HttpClient.Version.HTTP_2, Optional.of(ALICE))) {
            assertThat(get(client, server)).startsWith("[CN=alice");

            tls.trust(FOREIGN.bundle());

            assertThat(get(client, server)).isEqualTo("[]x509: certificate signed by unknown authority");
            assertThat(who(server, Optional.of(MALLORY))).startsWith("[CN=alice");
        }
    }

    @Test
    void aCertificateExpiresUnderAnOpenConnection() throws Exception {
        VirtualClock clock = new VirtualClock(TestServer.CLOCK.now());
        try (TestServer server = TestServer.tls(
                        trusting(TestServer.AUTHORITY.bundle()),
                        WHO,
                        options -> new HttpServer.Options(
                                options.name(),
                                options.tls(),
                                options.limits(),
                                new HttpServer.Timeouts(
                                        DAY.multipliedBy(9), DAY, DAY.multipliedBy(9), DAY, Duration.ZERO),
                                options.tooLarge(),
                                options.statistics(),
                                clock,
                                options.faults()));
                HttpClient client = TestServer.client(HttpClient.Version.HTTP_2, Optional.of(ALICE))) {
            assertThat(get(client, server)).startsWith("[CN=alice");

            clock.advance(DAY.plusMinutes(1));

            assertThat(get(client, server)).startsWith("[]x509: certificate has expired or is not yet valid");
        }
    }

    @Test
    void aResumedSessionKeepsItsCertificate() throws Exception {
        try (TestServer server = TestServer.tls(trusting(TestServer.AUTHORITY.bundle()), WHO, options -> options)) {
            javax.net.ssl.SSLContext context = TestServer.sslContext(Optional.of(ALICE));
            for (int i = 0; i < 3; i++) {
                try (SSLSocket socket =
                        (SSLSocket) context.getSocketFactory().createSocket("localhost", server.port())) {
                    socket.getOutputStream()
                            .write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.UTF_8));

                    assertThat(TestServer.readAll(socket)).contains("[CN=alice");
                }
            }
        }
    }

    @Test
    void theNameThatTheClientAsksForChoosesTheCertificate() throws Exception {
        ServerTls tls = new ServerTls(TestServer.SERVER);
        tls.present(TestServer.SERVER, List.of(server("example.org"), server("*.apps.example.org")));
        try (TestServer server = TestServer.tls(tls, WHO, options -> options)) {
            assertThat(shown(server, "example.org")).isEqualTo("CN=example.org");
            assertThat(shown(server, "EXAMPLE.org")).isEqualTo("CN=example.org");
            assertThat(shown(server, "a.apps.example.org")).isEqualTo("CN=*.apps.example.org");
            assertThat(shown(server, "a.b.apps.example.org")).isEqualTo("CN=test");
            assertThat(shown(server, "other.org")).isEqualTo("CN=test");
        }
    }

    @Test
    void aNewCertificateIsShownToNewConnections() throws Exception {
        ServerTls tls = new ServerTls(TestServer.SERVER);
        try (TestServer server = TestServer.tls(tls, WHO, options -> options)) {
            assertThat(shown(server, "localhost")).isEqualTo("CN=test");

            tls.present(server("renewed"));

            assertThat(shown(server, "localhost")).isEqualTo("CN=renewed");
        }
    }

    private static TlsIdentity server(String name) {
        return TestServer.AUTHORITY.issue(CertificateProfile.server(name, List.of(name), DAY));
    }

    private static String shown(TestServer server, String name) throws Exception {
        try (SSLSocket socket = connect(server, Optional.empty(), name)) {
            socket.startHandshake();
            X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal().getName();
        }
    }

    private static SSLSocket connect(TestServer server, Optional<TlsIdentity> identity, String name) throws Exception {
        SSLSocket socket =
                (SSLSocket) TestServer.sslContext(identity).getSocketFactory().createSocket("localhost", server.port());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        socket.setSSLParameters(parameters);
        return socket;
    }

    @ParameterizedTest
    @EnumSource
    void theTlsOfTheJdkServesWhereBoringSslDoesNotRun(HttpClient.Version version) throws Exception {
        ServerTls tls = new ServerTls(TestServer.SERVER, Optional.empty(), Http2SecurityUtil.CIPHERS, SslProvider.JDK);
        tls.trust(TestServer.AUTHORITY.bundle());
        try (TestServer server = TestServer.tls(tls, WHO, options -> options);
                HttpClient client = TestServer.client(version, Optional.of(ALICE))) {
            assertThat(get(client, server)).startsWith("[CN=alice");
        }
    }

    @Test
    void boringSslIsUsedHere() {
        assertThat(Transport.tlsProvider())
                .isEqualTo(
                        System.getProperty("os.name").equals("Linux")
                                        && System.getProperty("os.arch").equals("amd64")
                                ? SslProvider.OPENSSL
                                : SslProvider.JDK);
    }

    @Test
    void plainTextOnATlsPortIsRefused() throws Exception {
        try (TestServer server = TestServer.tls(WHO);
                Socket socket = server.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")) {
            assertThat(TestServer.readAll(socket))
                    .startsWith("HTTP/1.0 400 Bad Request\r\n")
                    .endsWith("Client sent an HTTP request to an HTTPS server.\n");
        }
    }

    @Test
    void aFailedHandshakeIsCounted() throws Exception {
        java.util.concurrent.CompletableFuture<ServerStatistics.Refusal> refusal =
                new java.util.concurrent.CompletableFuture<>();
        ServerStatistics statistics = new ServerStatistics() {
            @Override
            public void refused(Refusal why, java.net.SocketAddress peer) {
                refusal.complete(why);
            }
        };
        try (TestServer server = TestServer.tls(
                        new ServerTls(server("wrong.example")), WHO, options -> options.withStatistics(statistics));
                HttpClient client = TestServer.client(HttpClient.Version.HTTP_1_1)) {
            assertThatThrownBy(() -> get(client, server)).isInstanceOf(SSLHandshakeException.class);
            assertThat(refusal.get()).isEqualTo(ServerStatistics.Refusal.HANDSHAKE_FAILED);
        }
    }
}
