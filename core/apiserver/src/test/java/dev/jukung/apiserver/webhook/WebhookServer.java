package dev.jukung.apiserver.webhook;

import dev.jukung.base.Clock;
import dev.jukung.http.Handler;
import dev.jukung.http.HttpServer;
import dev.jukung.http.ServerTls;
import dev.jukung.http.pki.CertificateAuthority;
import dev.jukung.http.pki.CertificateProfile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/** An HTTPS server in the test JVM that answers as a webhook would, with a certificate for localhost and one Service. */
public final class WebhookServer implements AutoCloseable {
    private final CertificateAuthority authority;
    private final HttpServer server;

    /** @param names of the certificate besides localhost, such as {@code hook.default.svc} */
    public WebhookServer(Clock clock, Handler handler, String... names) throws IOException {
        authority = CertificateAuthority.create("webhooks", Duration.ofDays(300), clock);
        List<String> all = new java.util.ArrayList<>(List.of(names));
        all.add("localhost");
        all.add("127.0.0.1");
        CertificateProfile profile = CertificateProfile.server("webhook", all, Duration.ofDays(200));
        server = HttpServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                handler,
                HttpServer.Options.of("webhook-server", clock, (where, bug) -> {
                            throw new AssertionError(where, bug);
                        })
                        .withTls(new ServerTls(authority.issue(profile))));
    }

    public String url(String path) {
        return "https://localhost:" + port() + path;
    }

    public int port() {
        return server.address().getPort();
    }

    /** For {@code clientConfig.caBundle}. */
    public String caBundle() {
        return Base64.getEncoder().encodeToString(authority.bundle().pem().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.close();
    }
}
