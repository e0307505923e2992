package dev.jukung.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.base.Clock;
import dev.jukung.base.SystemClock;
import dev.jukung.http.HttpServer.Options;
import dev.jukung.http.pki.CertificateAuthority;
import dev.jukung.http.pki.CertificateProfile;
import dev.jukung.http.pki.TlsIdentity;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A server on the loopback with certificates of its own; a reported bug fails the test that closes it. */
final class TestServer implements AutoCloseable {
    static final Clock CLOCK = new SystemClock();
    static final Duration DAY = Duration.ofDays(1);
    static final CertificateAuthority AUTHORITY = CertificateAuthority.create("test-ca", DAY, CLOCK);
    static final TlsIdentity SERVER =
            AUTHORITY.issue(CertificateProfile.server("test", List.of("localhost", "127.0.0.1"), DAY));
    private static final char[] PASSWORD = "changeit".toCharArray();

    final List<Throwable> faults = new CopyOnWriteArrayList<>();
    final HttpServer server;
    private final boolean tls;

    private TestServer(Handler handler, UnaryOperator<Options> changes, boolean tls) {
        Options options = Options.of("test-http", CLOCK, (where, bug) -> faults.add(new AssertionError(where, bug)));
        this.tls = tls;
        try {
            server = HttpServer.start(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), handler, changes.apply(options));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static TestServer plain(Handler handler) {
        return new TestServer(handler, options -> options, false);
    }

    static TestServer plain(Handler handler, UnaryOperator<Options> changes) {
        return new TestServer(handler, changes, false);
    }

    static TestServer tls(Handler handler) {
        return tls(new ServerTls(SERVER), handler, options -> options);
    }

    static TestServer tls(ServerTls tls, Handler handler, UnaryOperator<Options> changes) {
        return new TestServer(handler, options -> changes.apply(options.withTls(tls)), true);
    }

    URI uri(String path) {
        return URI.create((tls ? "https" : "http") + "://localhost:" + port() + path);
    }

    int port() {
        return server.address().getPort();
    }

    /** A raw connection without TLS. */
    Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** A raw connection that has sent {@code text}. */
    Socket send(String text) throws IOException {
        Socket socket = connect();
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return socket;
    }

    /** What the server sends until it closes. */
    static String readAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** What the server sends up to and with {@code end}. */
    static String readUntil(InputStream in, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (!text.toString().endsWith(end)) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("closed after: " + text);
            }
            text.append((char) c);
        }
        return text.toString();
    }

    static BufferedInputStream buffered(Socket socket) throws IOException {
        return new BufferedInputStream(socket.getInputStream());
    }

    static HttpClient client(HttpClient.Version version) {
        return client(version, Optional.empty());
    }

    static HttpClient client(HttpClient.Version version, Optional<TlsIdentity> identity) {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(sslContext(identity))
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    static SSLContext sslContext(Optional<TlsIdentity> identity) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, PASSWORD);
            trusted.setCertificateEntry("ca", AUTHORITY.certificate());
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, PASSWORD);
            if (identity.isPresent()) {
                keys.setKeyEntry(
                        "me",
                        identity.get().key(),
                        PASSWORD,
                        identity.get().chain().toArray(java.security.cert.Certificate[]::new));
            }
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
            keyManagers.init(keys, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.close(Duration.ZERO);
        assertThat(faults).isEmpty();
    }
}
