package dev.jukung.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class CloseTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    @ParameterizedTest
    @EnumSource
    void runningRequestsAreFinished(HttpClient.Version version) throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch mayFinish = new CountDownLatch(1);
        byte[] large = new byte[3_000_000];
        Handler handler = _ -> {
            started.countDown();
            mayFinish.await();
            return Response.of(200, "a/b", large);
        };
        try (TestServer server = TestServer.tls(handler);
                HttpClient client = TestServer.client(version)) {
            CompletableFuture<HttpResponse<byte[]>> response =
                    client.sendAsync(HttpRequest.newBuilder(server.uri("/")).build(), BodyHandlers.ofByteArray());
            started.await();
            Thread closing = Thread.ofVirtual().start(() -> server.server.close(LONG));
            assertThatThrownBy(() -> connectUntilRefused(server)).isInstanceOf(IOException.class);
            assertThat(closing.isAlive()).isTrue();

            mayFinish.countDown();

            assertThat(response.get().body()).hasSize(large.length);
            closing.join();
            assertThat(server.server.connections()).isZero();
        }
    }

    @SuppressWarnings("InfiniteLoopStatement")
    private static void connectUntilRefused(TestServer server) throws IOException {
        while (true) {
            server.connect().close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void idleConnectionsCloseAtOnce(HttpClient.Version version) throws Exception {
        try (TestServer server = TestServer.tls(_ -> Response.text(200, "ok"));
                HttpClient client = TestServer.client(version)) {
            client.send(HttpRequest.newBuilder(server.uri("/")).build(), BodyHandlers.ofString());
            assertThat(server.server.connections()).isEqualTo(1);

            server.server.close(LONG);

            assertThat(server.server.connections()).isZero();
        }
    }

    @Test
    void aConnectionInUseIsToldThatItWillClose() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch mayFinish = new CountDownLatch(1);
        Handler handler = _ -> {
            started.countDown();
            mayFinish.await();
            return Response.text(200, "ok");
        };
        try (TestServer server = TestServer.plain(handler);
                Socket socket = server.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")) {
            started.await();
            Thread closing = Thread.ofVirtual().start(() -> server.server.close(LONG));
            assertThatThrownBy(() -> connectUntilRefused(server)).isInstanceOf(IOException.class);
            mayFinish.countDown();

            assertThat(TestServer.readAll(socket))
                    .containsIgnoringCase("connection: close")
                    .endsWith("ok");
            closing.join();
        }
    }

    @Test
    void whatDoesNotEndInTimeIsInterrupted() throws Exception {
        CountDownLatch started = new CountDownLatch(2);
        CountDownLatch interrupted = new CountDownLatch(2);
        Handler stuck = request -> {
            if (request.path().equals("/stream")) {
                return new Response(200, Headers.NONE, new Response.Stream(_ -> never(started, interrupted)));
            }
            never(started, interrupted);
            return Response.text(200, "never");
        };
        try (TestServer server = TestServer.plain(stuck);
                Socket handling = server.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                Socket streaming = server.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")) {
            started.await();

            server.server.close(Duration.ofMillis(50));

            interrupted.await();
            assertThat(server.server.requests()).isZero();
            assertThat(TestServer.readAll(handling)).isEmpty();
            assertThat(TestServer.readAll(streaming)).startsWith("HTTP/1.1 200");
        }
    }

    private static void never(CountDownLatch started, CountDownLatch interrupted) throws InterruptedException {
        started.countDown();
        try {
            new CountDownLatch(1).await();
        } finally {
            interrupted.countDown();
        }
    }

    @Test
    void closingTwiceDoesNothingMore() {
        TestServer server = TestServer.plain(_ -> Response.text(200, "ok"));
        server.close();
        server.close();
    }

    @Test
    void noThreadIsLeft() {
        TestServer server = TestServer.plain(_ -> Response.text(200, "ok"));
        server.close();

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("test-http"));
    }

    @Test
    void aPortInUseIsSaidSo() throws Exception {
        try (TestServer server = TestServer.plain(_ -> Response.text(200, "ok"))) {
            InetSocketAddress taken = server.server.address();
            HttpServer.Options options = HttpServer.Options.of("second", TestServer.CLOCK, (_, _) -> {});

            assertThatThrownBy(() -> HttpServer.start(taken, _ -> Response.text(200, "no"), options))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen on")
                    .hasMessageContaining("Address already in use");
        }
    }
}
