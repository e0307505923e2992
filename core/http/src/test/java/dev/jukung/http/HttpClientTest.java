package dev.jukung.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.base.VirtualClock;
import dev.jukung.http.HttpClient.Options;
import dev.jukung.http.pki.CertificateAuthority;
import dev.jukung.http.pki.CertificateProfile;
import dev.jukung.http.pki.TlsIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpClientTest {
    private static final int LIMIT = 10_000_000;
    private static final Duration DAY = TestServer.DAY;
    private static final ClientTls TRUST = ClientTls.trusting(TestServer.AUTHORITY.bundle());

    private static HttpClient client() {
        return client(TRUST);
    }

    private static HttpClient client(ClientTls tls) {
        return new HttpClient(options(tls));
    }

    private static Options options(ClientTls tls) {
        return Options.of("test-client", tls, TestServer.CLOCK, (where, bug) -> {
            throw new AssertionError(where, bug);
        });
    }

    /** Over TLS it is HTTP/2, without it is HTTP/1.1. */
    private static TestServer server(boolean tls, Handler handler) {
        return tls ? TestServer.tls(handler) : TestServer.plain(handler);
    }

    private static String text(HttpClient client, URI uri) throws IOException, InterruptedException {
        try (ClientResponse response = client.send(ClientRequest.get(uri))) {
            return new String(response.bytes(LIMIT), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRequestIsAnswered(boolean tls) throws Exception {
        Handler handler = request -> new Response(
                201,
                Headers.of("X-Seen", request.header("X-Sent").orElse(""), "Content-Type", "text/plain"),
                new Response.Bytes(
                        (request.method() + " " + request.target() + " "
                                        + request.header("host").orElse("") + " ")
                                .getBytes(StandardCharsets.UTF_8),
                        request.body()));
        try (TestServer server = server(tls, handler);
                HttpClient client = client()) {
            ClientRequest request = ClientRequest.of("PATCH", server.uri("/a%2Fb?c=d"))
                    .with("X-Sent", "it")
                    .withBody("application/json", "{}".getBytes(StandardCharsets.UTF_8));

            try (ClientResponse response = client.send(request)) {
                assertThat(response.status()).isEqualTo(201);
                assertThat(response.protocol()).isEqualTo(tls ? "HTTP/2.0" : "HTTP/1.1");
                assertThat(response.headers().first("x-seen")).contains("it");
                assertThat(response.bytes(LIMIT))
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo("PATCH /a%2Fb?c=d localhost:" + server.port() + " {}");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void connectionsAreUsedAgain(boolean tls) throws Exception {
        Set<InetSocketAddress> peers = ConcurrentHashMap.newKeySet();
        Handler handler = request -> {
            peers.add(request.peer());
            return Response.text(200, "ok");
        };
        try (TestServer server = server(tls, handler);
                HttpClient client = client()) {
            for (int i = 0; i < 50; i++) {
                assertThat(text(client, server.uri("/"))).isEqualTo("ok");
            }
            assertThat(peers).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void manyRequestsRunAtOnce(boolean tls) throws Exception {
        int count = tls ? 600 : 200; // more than the server allows on one HTTP/2 connection
        CountDownLatch allThere = new CountDownLatch(count);
        Handler handler = request -> {
            allThere.countDown();
            allThere.await();
            return Response.text(200, request.path());
        };
        try (TestServer server = server(tls, handler);
                HttpClient client = client();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                URI uri = server.uri("/" + i);
                answers.add(threads.submit(() -> text(client, uri)));
            }
            for (int i = 0; i < count; i++) {
                assertThat(answers.get(i).get()).isEqualTo("/" + i);
            }
            assertThat(server.server.connections()).isEqualTo(tls ? 3 : count);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void largeBodiesArriveBothWays(boolean tls) throws Exception {
        byte[] body = new byte[3_000_000];
        new Random(1).nextBytes(body);
        Handler echo = request -> Response.of(200, "a/b", request.body());
        try (TestServer server = server(tls, echo);
                HttpClient client = client()) {
            for (int i = 0; i < 3; i++) {
                try (ClientResponse response =
                        client.send(ClientRequest.of("PUT", server.uri("/")).withBody("a/b", body))) {
                    assertThat(Arrays.equals(response.bytes(LIMIT), body)).isTrue();
                }
            }
        }
    }

    @Test
    void anAnswerLongerThanExpectedIsAFailure() throws Exception {
        try (TestServer server = TestServer.tls(_ -> Response.text(200, "eleven text"));
                HttpClient client = client();
                ClientResponse response = client.send(ClientRequest.get(server.uri("/")))) {
            assertThatThrownBy(() -> response.bytes(10)).hasMessage("the response is longer than 10 bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eventsOfAStreamAreReadAsTheyCome(boolean tls) throws Exception {
        SynchronousQueue<String> events = new SynchronousQueue<>();
        Handler handler = _ -> new Response(200, Headers.NONE, new Response.Stream(sink -> {
            for (String event = events.take(); !event.isEmpty(); event = events.take()) {
                sink.send(event.getBytes(StandardCharsets.UTF_8));
            }
        }));
        try (TestServer server = server(tls, handler);
                HttpClient client = client();
                ClientResponse watch = client.send(ClientRequest.get(server.uri("/")))) {
            events.put("one\n");
            assertThat(TestServer.readUntil(watch.body(), "\n")).isEqualTo("one\n");
            events.put("two\n");
            assertThat(TestServer.readUntil(watch.body(), "\n")).isEqualTo("two\n");
            events.put("");
            assertThat(watch.body().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void closingAResponseEndsItsStreamAtTheServer(boolean tls) throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        Handler handler = _ -> new Response(200, Headers.NONE, new Response.Stream(_ -> {
            try {
                new SynchronousQueue<String>().take();
            } finally {
                ended.countDown();
            }
        }));
        try (TestServer server = server(tls, handler);
                HttpClient client = client()) {
            client.send(ClientRequest.get(server.uri("/"))).close();

            ended.await();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSlowReaderHoldsTheServerUp(boolean tls) throws Exception {
        AtomicLong sent = new AtomicLong();
        byte[] event = new byte[50_000];
        Handler endless = _ -> new Response(200, Headers.NONE, new Response.Stream(sink -> {
            while (true) {
                sink.send(event);
                sent.addAndGet(event.length);
            }
        }));
        try (TestServer server = server(tls, endless);
                HttpClient client = client();
                ClientResponse response = client.send(ClientRequest.get(server.uri("/")))) {
            long[] last = {-1};
            Awaitility.await().pollInterval(Duration.ofMillis(300)).until(() -> {
                long before = last[0];
                last[0] = sent.get();
                return before == last[0];
            });
            long stuck = sent.get();
            assertThat(stuck).isLessThan(tls ? 3_000_000 : 30_000_000);

            response.body().readNBytes(30_000_000);

            assertThat(sent.get()).isGreaterThanOrEqualTo(30_000_000);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBrokenConnectionIsNoEnd(boolean tls) throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        Handler handler = _ -> new Response(200, Headers.NONE, new Response.Stream(sink -> {
            sink.send(new byte[1]);
            read.await();
            throw new IOException("the log file is gone");
        }));
        try (TestServer server = server(tls, handler);
                HttpClient client = client();
                ClientResponse response = client.send(ClientRequest.get(server.uri("/")))) {
            assertThat(response.body().read()).isZero();
            read.countDown();

            assertThatThrownBy(() -> response.body().read()).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anInterruptedCallerGivesItsRequestUp(boolean tls) throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        Handler stuck = _ -> {
            arrived.countDown();
            new CountDownLatch(1).await();
            return Response.text(200, "never");
        };
        try (TestServer server = server(tls, stuck);
                HttpClient client = client()) {
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread caller = Thread.ofVirtual().start(() -> {
                try {
                    client.send(ClientRequest.get(server.uri("/")));
                } catch (IOException | InterruptedException e) {
                    failure.set(e);
                }
            });
            arrived.await();

            caller.interrupt();

            caller.join();
            assertThat(failure.get()).isInstanceOf(InterruptedException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aServerThatDoesNotAnswerInTimeIsGivenUp(boolean tls) throws Exception {
        Handler handler = request -> {
            if (request.path().equals("/stuck")) {
                new CountDownLatch(1).await();
            }
            return Response.text(200, "ok");
        };
        try (TestServer server = server(tls, handler);
                HttpClient client = client()) {
            assertThat(text(client, server.uri("/"))).isEqualTo("ok"); // so that a connection stands
            ClientRequest request = ClientRequest.get(server.uri("/stuck")).withTimeout(Duration.ofMillis(50));

            assertThatThrownBy(() -> client.send(request))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("no response to GET " + server.uri("/stuck") + " within PT0.05S");
        }
    }

    @Test
    void aServerThatDoesNotShakeHandsIsGivenUp() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                HttpClient client =
                        new HttpClient(options(TRUST).withTimeouts(Duration.ofMillis(50), Duration.ofMinutes(1)))) {
            URI uri = URI.create("https://127.0.0.1:" + silent.getLocalPort());

            assertThatThrownBy(() -> client.send(ClientRequest.get(uri)))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("dial tcp 127.0.0.1:" + silent.getLocalPort() + ": i/o timeout");
        }
    }

    @Test
    void failuresToConnectReadAsGoSaysThem() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (HttpClient client = client()) {
            assertThatThrownBy(() -> client.send(ClientRequest.get(URI.create("http://127.0.0.1:" + port))))
                    .isInstanceOf(ConnectException.class)
                    .hasMessage("dial tcp 127.0.0.1:" + port + ": connect: connection refused");
            assertThatThrownBy(() -> client.send(ClientRequest.get(URI.create("http://nowhere.invalid"))))
                    .isInstanceOf(UnknownHostException.class)
                    .hasMessage("dial tcp: lookup nowhere.invalid: no such host");
        }
    }

    @Test
    void onlyTheRightServerIsBelieved() throws Exception {
        CertificateAuthority other = CertificateAuthority.create("other", DAY, TestServer.CLOCK);
        try (TestServer server = TestServer.tls(_ -> Response.text(200, "ok"))) {
            URI byAddress = URI.create("https://127.0.0.1:" + server.port());
            URI byWrongAddress = URI.create("https://127.0.0.2:" + server.port());
            try (HttpClient client = client(ClientTls.trusting(other.bundle()))) {
                assertThatThrownBy(() -> text(client, server.uri("/")))
                        .hasMessage("tls: failed to verify certificate: x509: certificate signed by unknown authority");
            }
            try (HttpClient client = client()) {
                assertThat(text(client, byAddress)).isEqualTo("ok");
                assertThatThrownBy(() -> text(client, byWrongAddress)).isInstanceOf(IOException.class);
            }
            try (HttpClient client = client(TRUST.withServerName("kubernetes.default.svc"))) {
                assertThatThrownBy(() -> text(client, server.uri("/")))
                        .hasMessage("tls: failed to verify certificate: x509: certificate is valid for localhost,"
                                + " 127.0.0.1, not kubernetes.default.svc");
            }
            try (HttpClient client = client(TRUST.withServerName("localhost"))) {
                assertThat(text(client, byAddress)).isEqualTo("ok");
            }
            try (HttpClient client = client(ClientTls.trustingAnyone())) {
                assertThat(text(client, byAddress)).isEqualTo("ok");
            }
        }
    }

    @Test
    void aRenewedIdentityIsShownToTheServer() throws Exception {
        AtomicReference<TlsIdentity> identity = new AtomicReference<>(identity("first"));
        ClientTls tls = TRUST.withIdentity(() -> Optional.ofNullable(identity.get()));
        Handler who = request -> Response.text(
                200, request.certificates().getFirst().getSubjectX500Principal().getName());
        try (TestServer server = TestServer.tls(
                        new ServerTls(TestServer.SERVER, TestServer.AUTHORITY.bundle()), who, options -> options);
                HttpClient client = client(tls)) {
            assertThat(text(client, server.uri("/"))).isEqualTo("CN=first");

            identity.set(identity("second"));

            assertThat(text(client, server.uri("/"))).isEqualTo("CN=second");
            Awaitility.await().until(() -> server.server.connections() == 1);
        }
    }

    @Test
    void anIdentityIsNotInTheWayOfAServerWithoutTls() throws Exception {
        AtomicLong asked = new AtomicLong();
        try (TestServer server = TestServer.plain(_ -> Response.text(200, "ok"));
                HttpClient client = client(TRUST.withIdentity(() -> {
                    asked.incrementAndGet();
                    return Optional.of(identity("somebody"));
                }))) {
            assertThat(text(client, server.uri("/"))).isEqualTo("ok");
            assertThat(text(client, server.uri("/"))).isEqualTo("ok");
            assertThat(server.server.connections()).isEqualTo(1);
            assertThat(asked).hasValue(0);
        }
    }

    private static TlsIdentity identity(String name) {
        return TestServer.AUTHORITY.issue(CertificateProfile.client(name, List.of(), DAY));
    }

    @Test
    void theTokenIsAskedForWithEveryRequest() throws Exception {
        AtomicReference<String> token = new AtomicReference<>("one");
        Handler handler =
                request -> Response.text(200, request.header("Authorization").orElse("none"));
        try (TestServer server = TestServer.tls(handler);
                HttpClient client =
                        new HttpClient(options(TRUST).withBearerToken(() -> Optional.ofNullable(token.get())))) {
            assertThat(text(client, server.uri("/"))).isEqualTo("Bearer one");
            token.set("two");
            assertThat(text(client, server.uri("/"))).isEqualTo("Bearer two");
            try (ClientResponse response =
                    client.send(ClientRequest.get(server.uri("/")).with("Authorization", "Basic x"))) {
                assertThat(response.bytes(LIMIT))
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo("Basic x");
            }
        }
    }

    @Test
    void certificatesOfAClusterOnVirtualTimeAreValidInIt() throws Exception {
        VirtualClock future = new VirtualClock(Instant.parse("2077-01-01T00:00:00Z"));
        CertificateAuthority authority = CertificateAuthority.create("future", DAY, future);
        TlsIdentity identity = authority.issue(CertificateProfile.server("s", List.of("localhost"), DAY));
        try (TestServer server =
                        TestServer.tls(new ServerTls(identity), _ -> Response.text(200, "ok"), options -> options);
                HttpClient client = new HttpClient(
                        Options.of("test-client", ClientTls.trusting(authority.bundle()), future, (_, _) -> {}))) {
            assertThat(text(client, server.uri("/"))).isEqualTo("ok");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void requestsSurviveARestartOfTheServer(boolean tls) throws Exception {
        Handler handler = _ -> Response.text(200, "ok");
        try (HttpClient client = client();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int port;
            try (TestServer first = server(tls, handler)) {
                port = first.port();
                assertThat(text(client, first.uri("/"))).isEqualTo("ok");
                Callable<Integer> load = () -> {
                    for (int i = 0; ; i++) {
                        try {
                            text(client, first.uri("/"));
                        } catch (ConnectException e) {
                            return i; // refused: the server is down
                        }
                    }
                };
                List<Future<Integer>> loads = List.of(threads.submit(load), threads.submit(load), threads.submit(load));

                first.server.close(Duration.ofSeconds(30));

                for (Future<Integer> one : loads) {
                    assertThat(one.get()).isNotNegative(); // any other failure would be thrown here
                }
            }
            HttpServer.Options options = HttpServer.Options.of("test-again", TestServer.CLOCK, (_, _) -> {});
            try (HttpServer second = HttpServer.start(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                    handler,
                    tls ? options.withTls(new ServerTls(TestServer.SERVER)) : options)) {
                URI uri = URI.create((tls ? "https" : "http") + "://localhost:"
                        + second.address().getPort());
                assertThat(text(client, uri)).isEqualTo("ok");
            }
        }
    }

    @Test
    void aWatchOnAServerThatFallsSilentEnds() throws Exception {
        Handler silent =
                _ -> new Response(200, Headers.NONE, new Response.Stream(_ -> new SynchronousQueue<String>().take()));
        try (TestServer server = TestServer.tls(silent);
                Cable cable = new Cable(server.port());
                HttpClient client = new HttpClient(options(TRUST).withSilence(Duration.ofSeconds(1)))) {
            URI uri = URI.create("https://localhost:" + cable.port());
            try (ClientResponse watch = client.send(ClientRequest.get(uri))) {
                cable.cut();

                assertThatThrownBy(() -> watch.body().read()).hasMessage("unexpected EOF");
            }
        }
    }

    @Test
    void aWatchWithoutEventsGoesOnAsLongAsTheServerAnswers() throws Exception {
        VirtualClock clock = new VirtualClock(TestServer.CLOCK.now());
        Handler silent =
                _ -> new Response(200, Headers.NONE, new Response.Stream(_ -> new SynchronousQueue<String>().take()));
        try (TestServer server = TestServer.tls(silent);
                HttpClient client = new HttpClient(Options.of("test-client", TRUST, clock, (_, _) -> {}));
                ClientResponse watch = client.send(ClientRequest.get(server.uri("/")))) {
            clock.advance(Duration.ofHours(2)); // 240 pings

            assertThat(watch.body().available()).isZero();
            assertThat(server.server.requests()).isEqualTo(1);
        }
    }

    /** Carries bytes to a server until it is cut; then it swallows them, as a dead network does. */
    private static final class Cable implements AutoCloseable {
        private final ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        private final List<Socket> sockets = new ArrayList<>();
        private volatile boolean cut;

        Cable(int port) throws IOException {
            Thread.ofVirtual().start(() -> {
                try {
                    Socket from = listening.accept();
                    Socket to = new Socket(InetAddress.getLoopbackAddress(), port);
                    sockets.add(from);
                    sockets.add(to);
                    Thread.ofVirtual().start(() -> carry(from, to));
                    carry(to, from);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
        }

        private void carry(Socket from, Socket to) {
            byte[] buffer = new byte[10_000];
            try (InputStream in = from.getInputStream();
                    OutputStream out = to.getOutputStream()) {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    if (!cut) {
                        out.write(buffer, 0, count);
                        out.flush();
                    }
                }
            } catch (IOException e) {
                cut = true; // one end has closed
            }
        }

        int port() {
            return listening.getLocalPort();
        }

        void cut() {
            cut = true;
        }

        @Override
        public void close() throws IOException {
            listening.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSwitchedConnectionCarriesRawBytes(boolean tls) throws Exception {
        Handler handler = request -> request.upgrade().isPresent()
                ? new Response(
                        101,
                        Headers.of("Connection", "Upgrade", "Upgrade", "RAW/1"),
                        new Response.Upgraded((in, out) -> in.transferTo(out)))
                : Response.text(400, "no");
        byte[] data = new byte[5_000_000];
        new Random(2).nextBytes(data);
        try (TestServer server = server(tls, handler);
                HttpClient client = client()) {
            ClientRequest ask = ClientRequest.of("POST", server.uri("/exec"))
                    .with("Connection", "Upgrade")
                    .with("Upgrade", "RAW/1");
            try (ClientResponse raw = client.upgrade(ask)) {
                assertThat(raw.status()).isEqualTo(101);
                assertThat(raw.headers().first("Upgrade")).contains("RAW/1");
                Thread.ofVirtual().start(() -> write(raw, data));

                assertThat(Arrays.equals(raw.body().readNBytes(data.length), data))
                        .isTrue();
            }
            Awaitility.await().until(() -> server.server.connections() == 0);
        }
    }

    private static void write(ClientResponse raw, byte[] data) {
        try {
            raw.output().orElseThrow().write(data);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRefusedSwitchIsAnOrdinaryResponse(boolean tls) throws Exception {
        try (TestServer server = server(tls, _ -> Response.text(403, "not you"));
                HttpClient client = client();
                ClientResponse response = client.upgrade(ClientRequest.get(server.uri("/"))
                        .with("Connection", "Upgrade")
                        .with("Upgrade", "RAW/1"))) {
            assertThat(response.status()).isEqualTo(403);
            assertThat(response.output()).isEmpty();
            assertThat(response.bytes(LIMIT)).asString(StandardCharsets.UTF_8).isEqualTo("not you");
            Awaitility.await().until(() -> server.server.connections() == 0);
        }
    }

    @Test
    void closingTheClientBreaksOffWhatIsUnderWay() throws Exception {
        Handler silent =
                _ -> new Response(200, Headers.NONE, new Response.Stream(_ -> new SynchronousQueue<String>().take()));
        try (TestServer server = TestServer.tls(silent)) {
            HttpClient client = client();
            ClientResponse watch = client.send(ClientRequest.get(server.uri("/")));

            client.close();
            client.close();

            assertThatThrownBy(() -> watch.body().read()).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> client.send(ClientRequest.get(server.uri("/"))))
                    .hasMessage("the client is closed");
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("test-client"));
        }
    }
}
