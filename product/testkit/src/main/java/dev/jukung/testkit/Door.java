package dev.jukung.testkit;

import dev.jukung.base.Faults;
import dev.jukung.cluster.AdminKubeconfig;
import dev.jukung.http.Handler;
import dev.jukung.http.HttpServer;
import dev.jukung.http.ServerTls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** An HTTPS port on loopback through which clients reach a cluster of this process. Its time-outs are in real time. Thread-safe. */
final class Door implements AutoCloseable {
    /** Watches end with the store, before this; whoever is still talking then is cut off. */
    private static final Duration DRAIN = Duration.ofMillis(100);

    private final HttpServer server;

    private Door(HttpServer server) {
        this.server = server;
    }

    static Door open(Handler handler, Faults faults) {
        Authority authority = Authority.OF_THIS_PROCESS;
        ServerTls tls =
                new ServerTls(authority.server(), authority.certificates().bundle());
        try {
            return new Door(HttpServer.start(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    handler,
                    HttpServer.Options.of("testkit", authority.real(), faults).withTls(tls)));
        } catch (IOException e) {
            throw new UncheckedIOException("no port on loopback can be opened", e);
        }
    }

    String url() {
        return "https://127.0.0.1:" + server.address().getPort();
    }

    String kubeconfig(String user, List<String> groups) {
        Authority authority = Authority.OF_THIS_PROCESS;
        return AdminKubeconfig.of("jukung-test", url(), authority.pem(), authority.client(user, groups));
    }

    @Override
    public void close() {
        server.close(DRAIN);
    }
}
