package dev.jukung.http.spdy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.base.Clock;
import dev.jukung.base.SystemClock;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.http.ClientTls;
import dev.jukung.http.Handler;
import dev.jukung.http.Headers;
import dev.jukung.http.HttpClient;
import dev.jukung.http.HttpServer;
import dev.jukung.http.Response;
import dev.jukung.http.websocket.Handshake;
import dev.jukung.http.websocket.WebSocketSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SpdyTest {
    private static final Clock CLOCK = new SystemClock();
    private static final String PROTOCOL = "SPDY/3.1";
    private static final Headers SOME = Headers.of("streamtype", "data");
    private static final String TUNNEL = "SPDY/3.1+portforward.k8s.io";

    /** What the server does with each stream. */
    private interface Service {
        void serve(SpdyStream stream) throws IOException, InterruptedException;
    }

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> served = new CompletableFuture<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
        assertThat(faults).isEmpty();
    }

    private HttpServer serve(Service service) throws IOException {
        Handler handler = request -> {
            Response.Session session = (in, out) -> serve(in, out, service);
            return Handshake.isAsked(request)
                    ? Handshake.accept(
                            request,
                            List.of(TUNNEL),
                            1_000_000,
                            tunnel -> serve(tunnel.input(), tunnel.output(), service))
                    : new Response(
                            101,
                            Headers.of("Connection", "Upgrade", "Upgrade", PROTOCOL),
                            new Response.Upgraded(session));
        };
        HttpServer server = HttpServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                handler,
                HttpServer.Options.of("test-http", CLOCK, (where, bug) -> faults.add(new AssertionError(where, bug))));
        opened.add(() -> server.close(Duration.ZERO));
        return server;
    }

    private void serve(InputStream in, OutputStream out, Service service) throws IOException, InterruptedException {
        int count = 0;
        try (SpdySession session = SpdySession.server(in, out, CLOCK)) {
            for (Optional<SpdyStream> next = session.accept(); next.isPresent(); next = session.accept()) {
                SpdyStream stream = next.get();
                count++;
                Thread.ofVirtual().start(() -> serve(stream, service));
            }
        }
        served.complete(count);
    }

    private static void serve(SpdyStream stream, Service service) {
        try (stream) {
            service.serve(stream);
        } catch (IOException | InterruptedException e) {
            try {
                stream.reset();
            } catch (IOException ended) {
                e.addSuppressed(ended);
            }
        }
    }

    private HttpClient client() {
        HttpClient client = new HttpClient(HttpClient.Options.of(
                "test-client", ClientTls.SYSTEM, CLOCK, (where, bug) -> faults.add(new AssertionError(where, bug))));
        opened.add(client);
        return client;
    }

    private static ClientRequest request(HttpServer server) {
        return ClientRequest.of(
                "POST", URI.create("http://127.0.0.1:" + server.address().getPort() + "/exec"));
    }

    private ClientResponse upgrade(HttpServer server) throws IOException, InterruptedException {
        ClientResponse raw =
                client().upgrade(request(server).with("Connection", "Upgrade").with("Upgrade", PROTOCOL));
        assertThat(raw.status()).isEqualTo(101);
        return raw;
    }

    private SpdySession connect(HttpServer server) throws IOException, InterruptedException {
        ClientResponse raw = upgrade(server);
        SpdySession session = SpdySession.client(raw.body(), raw.output().orElseThrow(), CLOCK);
        opened.add(session);
        return session;
    }

    private static final Service ECHO = stream -> stream.in().transferTo(stream.out());

    private static byte[] random(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static void writeAndClose(SpdyStream stream, byte[] bytes) {
        try (stream) {
            stream.out().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void streamsOfOneSessionEchoAtTheSameTime() throws Exception {
        SpdySession session = connect(serve(ECHO));
        List<SpdyStream> streams = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            streams.add(session.open(Headers.of("streamType", "data", "port", "80")));
        }
        for (SpdyStream stream : streams) {
            Thread.ofVirtual().start(() -> writeAndClose(stream, random(500_000, stream.id())));
        }
        for (SpdyStream stream : streams.reversed()) { // each fits into its stream's limit
            assertThat(Arrays.equals(stream.in().readAllBytes(), random(500_000, stream.id())))
                    .isTrue();
        }
        assertThat(streams).extracting(SpdyStream::id).containsExactly(1, 3, 5, 7, 9, 11, 13, 15, 17, 19);
    }

    @Test
    void aStreamCarriesMoreThanAnyWindow() throws Exception {
        byte[] data = random(10_000_000, 1);
        SpdyStream stream = connect(serve(ECHO)).open(SOME);
        Thread.ofVirtual().start(() -> writeAndClose(stream, data));

        assertThat(Arrays.equals(stream.in().readAllBytes(), data)).isTrue();
    }

    @Test
    void theHeadersOfAStreamArrive() throws Exception {
        Service describe = stream -> stream.out()
                .write((stream.headers().first("streamType").orElse("none") + " "
                                + stream.headers().first("Port").orElse("none"))
                        .getBytes(StandardCharsets.UTF_8));
        SpdySession session = connect(serve(describe));
        for (int i = 0; i < 5; i++) { // the compression has a history
            SpdyStream stream = session.open(Headers.of("StreamType", "error", "port", "80" + i));

            assertThat(stream.in().readAllBytes())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("error 80" + i);
        }
    }

    @Test
    void aStreamCanBeClosedInOneDirection() throws Exception {
        CompletableFuture<String> input = new CompletableFuture<>();
        Service service = stream -> {
            stream.out().write("question".getBytes(StandardCharsets.UTF_8));
            stream.close();
            input.complete(new String(stream.in().readAllBytes(), StandardCharsets.UTF_8));
        };
        SpdyStream stream = connect(serve(service)).open(SOME);

        assertThat(stream.in().readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("question");
        stream.out().write("answer".getBytes(StandardCharsets.UTF_8));
        stream.close();
        assertThat(input.get()).isEqualTo("answer");
        assertThatThrownBy(() -> stream.out().write(1)).hasMessage("spdy: write on closed stream");
    }

    @Test
    void aResetEndsBothDirections() throws Exception {
        CompletableFuture<IOException> failure = new CompletableFuture<>();
        Service service = stream -> {
            try {
                stream.in().readAllBytes();
            } catch (IOException e) {
                failure.complete(e);
                throw e;
            }
        };
        SpdySession session = connect(serve(service));
        SpdyStream stream = session.open(SOME);

        stream.reset();

        assertThat(failure.get()).hasMessage("spdy: stream reset: CANCEL");
        assertThatThrownBy(() -> stream.in().read()).hasMessage("spdy: the stream is closed");
        assertThat(session.open(SOME).id()).isEqualTo(3); // the session lives on
    }

    @Test
    void closingTheSessionEndsTheOtherSide() throws Exception {
        CountDownLatch broken = new CountDownLatch(1);
        Service service = stream -> {
            try {
                stream.in().readAllBytes();
            } catch (IOException e) {
                broken.countDown();
            }
        };
        SpdySession session = connect(serve(service));
        session.open(SOME);

        session.close();

        broken.await();
        assertThat(served.get()).isEqualTo(1);
        assertThatThrownBy(() -> session.open(SOME)).hasMessage("spdy: the session is closed");
    }

    @Test
    void whatWasWrittenBeforeClosingArrives() throws Exception {
        byte[] data = random(3_000_000, 4);
        HttpServer server = serve(stream -> {
            stream.out().write(data);
            stream.close();
        });
        SpdyStream stream = connect(server).open(SOME);
        stream.out().write(random(100_000, 5)); // nobody reads this; it must not destroy the rest

        assertThat(Arrays.equals(stream.in().readAllBytes(), data)).isTrue();
    }

    @Test
    void moreStreamsThanTheLimitAreRefused() throws Exception {
        SpdySession session = connect(serve(ECHO));
        List<SpdyStream> open = new ArrayList<>();
        for (int i = 0; i < SpdySession.STREAMS; i++) {
            open.add(session.open(SOME));
        }

        assertThatThrownBy(() -> session.open(SOME)).hasMessage("spdy: stream reset: REFUSED_STREAM");

        for (int i = 0; i < 10; i++) {
            open.get(i).close();
            open.get(i).in().readAllBytes();
        }
        session.open(SOME).close(); // there is room again
    }

    @Test
    void aSlowReaderHoldsTheSenderUp() throws Exception {
        CountDownLatch mayRead = new CountDownLatch(1);
        Service service = stream -> {
            mayRead.await();
            stream.in().transferTo(stream.out());
        };
        SpdyStream stream = connect(serve(service)).open(SOME);
        byte[] data = random(20_000_000, 6);
        Thread writer = Thread.ofVirtual().start(() -> writeAndClose(stream, data));

        assertThat(writer.join(Duration.ofMillis(500))).isFalse(); // it cannot get rid of all of it
        mayRead.countDown();

        assertThat(Arrays.equals(stream.in().readAllBytes(), data)).isTrue();
    }

    @Test
    void pingsAreAnswered() throws Exception {
        ClientResponse raw = upgrade(serve(ECHO));
        byte[] ping = HexFormat.of().parseHex("80030006" + "00000004" + "00000007");
        raw.output().orElseThrow().write(ping);

        assertThat(raw.body().readNBytes(ping.length)).isEqualTo(ping);
        raw.close();
    }

    @Test
    void aPeerThatSpeaksSomethingElseIsDisconnected() throws Exception {
        ClientResponse raw = upgrade(serve(ECHO));
        raw.output().orElseThrow().write(HexFormat.of().parseHex("8002000100000000"));

        raw.body().readAllBytes(); // a goodbye at most
        assertThat(served.get()).isZero();
    }

    /** As kubectl since 1.31 forwards ports. */
    @Test
    void aSessionRunsInAWebSocketTunnel() throws Exception {
        HttpServer server = serve(ECHO);
        ClientRequest request = ClientRequest.get(request(server).uri());
        WebSocketSession tunnel = Handshake.connect(client(), request, List.of(TUNNEL), 1_000_000);
        assertThat(tunnel.subprotocol()).contains(TUNNEL);
        byte[] data = random(2_000_000, 8);
        try (SpdySession session = SpdySession.client(tunnel.input(), tunnel.output(), CLOCK)) {
            SpdyStream stream = session.open(Headers.of("streamtype", "data"));
            Thread.ofVirtual().start(() -> writeAndClose(stream, data));

            assertThat(Arrays.equals(stream.in().readAllBytes(), data)).isTrue();
        }
    }
}
