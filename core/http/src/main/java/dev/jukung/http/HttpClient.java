package dev.jukung.http;

import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Talks to HTTP servers: HTTP/2 where the server offers it over TLS, HTTP/1.1 otherwise. Calls block, so callers run on
 * virtual threads. Connections are kept and shared; a silent HTTP/2 connection is pinged and given up when it does not
 * answer, so a watch on a vanished server ends. Requests that a server has certainly not looked at are sent again; nothing
 * else is retried, and redirects are not followed. Thread-safe.
 */
public final class HttpClient implements AutoCloseable {
    private static final int ATTEMPTS = 3;

    /**
     * How to talk.
     *
     * @param name of the event loop thread
     * @param bearerToken goes into {@code Authorization} unless the request has one; asked for every request
     * @param connect for one address of a host: connecting and the TLS handshake
     * @param response for requests that do not say themselves: from sending to the head of the response
     * @param idle how long an unused connection is kept
     * @param silence after which an HTTP/2 connection in use is pinged; half as long it has for the answer. On virtual
     *     time, which stands still meanwhile, a dead server is not noticed
     * @param http2 whether to use it where the server offers it
     */
    public record Options(
            String name,
            ClientTls tls,
            Supplier<Optional<String>> bearerToken,
            Duration connect,
            Duration response,
            Duration idle,
            Duration silence,
            boolean http2,
            Clock clock,
            Faults faults) {
        /** Ten seconds to connect; for the response a little more than kube-apiserver gives a request; pings as client-go. */
        public static Options of(String name, ClientTls tls, Clock clock, Faults faults) {
            return new Options(
                    name,
                    tls,
                    Optional::empty,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(75),
                    Duration.ofSeconds(90),
                    Duration.ofSeconds(30),
                    true,
                    clock,
                    faults);
        }

        public Options withBearerToken(Supplier<Optional<String>> token) {
            return new Options(name, tls, token, connect, response, idle, silence, http2, clock, faults);
        }

        public Options withTimeouts(Duration toConnect, Duration toResponse) {
            return new Options(name, tls, bearerToken, toConnect, toResponse, idle, silence, http2, clock, faults);
        }

        public Options withSilence(Duration changed) {
            return new Options(name, tls, bearerToken, connect, response, idle, changed, http2, clock, faults);
        }

        /** A connection per request under way: requests then spread over the servers behind one address. */
        public Options withoutHttp2() {
            return new Options(name, tls, bearerToken, connect, response, idle, silence, false, clock, faults);
        }
    }

    private final Options options;
    private final EventLoops loops;
    private final Dialer dialer;
    private final Map<Origin, OriginPool> pools = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public HttpClient(Options options) {
        this.options = options;
        loops = new EventLoops(options.name(), 1);
        ClientContext context = new ClientContext(
                options.clock(), options.faults(), options.idle(), options.silence(), () -> pools.values()
                        .forEach(OriginPool::changed));
        ClientContexts tls = new ClientContexts(options.tls(), options.clock(), Transport.tlsProvider());
        dialer = new Dialer(loops, context, tls, options.connect());
    }

    /**
     * Sends a request and returns as soon as the head of the response is there. Throws SocketTimeoutException when that
     * takes too long, ConnectException when nobody listens, and IOException for the rest.
     */
    public ClientResponse send(ClientRequest request) throws IOException, InterruptedException {
        ClientRequest complete = authorized(request);
        Origin origin = Origin.of(request.uri());
        OriginPool pool = pools.computeIfAbsent(
                origin,
                to -> new OriginPool(
                        deadline -> dialer.dial(to, options.http2(), deadline),
                        to.tls() ? options.tls().identity() : Optional::empty)); // nothing is shown without TLS
        try (Deadline deadline = deadline(request)) {
            int attempt = 1;
            while (true) {
                checkOpen();
                try {
                    return exchange(pool.acquire(deadline), complete, deadline);
                } catch (NotProcessedException e) {
                    if (attempt++ == ATTEMPTS) {
                        throw e;
                    }
                }
            }
        }
    }

    /**
     * Asks the server to switch protocols, on an HTTP/1.1 connection of its own. The request carries the fields for that
     * ({@code Connection: Upgrade}, {@code Upgrade}). After a 101 the response's streams are the raw connection, which
     * belongs to the caller; any other response is an ordinary one.
     */
    public ClientResponse upgrade(ClientRequest request) throws IOException, InterruptedException {
        checkOpen();
        try (Deadline deadline = deadline(request)) {
            ClientConnection connection = dialer.dial(Origin.of(request.uri()), false, deadline);
            connection.reserve();
            connection.retire(); // it takes this request and no other
            try {
                return exchange(connection, authorized(request), deadline);
            } catch (IOException | InterruptedException e) {
                connection.close();
                throw e;
            }
        }
    }

    private static ClientResponse exchange(ClientConnection connection, ClientRequest request, Deadline deadline)
            throws IOException, InterruptedException {
        ClientExchange exchange = connection.send(request);
        deadline.onExpiry(() -> exchange.giveUp(
                new SocketTimeoutException("no response to " + request + " within " + deadline.length())));
        return exchange.await();
    }

    private Deadline deadline(ClientRequest request) {
        return new Deadline(options.clock(), request.timeout().orElse(options.response()));
    }

    private ClientRequest authorized(ClientRequest request) {
        if (request.headers().contains("Authorization")) {
            return request;
        }
        return options.bearerToken()
                .get()
                .map(token -> request.with("Authorization", "Bearer " + token))
                .orElse(request);
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("the client is closed");
        }
    }

    /** Breaks off everything under way and closes all connections, switched ones included. */
    @Override
    public void close() {
        closed = true;
        pools.values().forEach(OriginPool::close);
        dialer.close();
        loops.close();
    }
}
