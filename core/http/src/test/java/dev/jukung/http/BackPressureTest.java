package dev.jukung.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Slow and vanishing clients. */
@Timeout(120)
class BackPressureTest {
    private static final byte[] EVENT = new byte[100_000];

    @Test
    void aStreamWaitsForItsSlowClientInsteadOfBuffering() throws Exception {
        AtomicLong sent = new AtomicLong();
        Handler endless = _ -> new Response(200, Headers.NONE, new Response.Stream(sink -> {
            while (true) {
                sink.send(EVENT);
                sent.addAndGet(EVENT.length);
            }
        }));
        try (TestServer server = TestServer.plain(endless);
                Socket slow = server.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")) {
            TestServer.readUntil(slow.getInputStream(), "\r\n\r\n");

            // The kernel's buffers take a few megabytes; after that nothing moves.
            long[] last = {-1};
            Awaitility.await().pollInterval(Duration.ofMillis(300)).until(() -> {
                long before = last[0];
                last[0] = sent.get();
                return before == last[0];
            });
            long stuck = sent.get();
            assertThat(stuck).isLessThan(30_000_000);

            slow.getInputStream().readNBytes(20_000_000);
            Awaitility.await().until(() -> sent.get() > stuck);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWriterIsStoppedWhileItWaitsForASlowClientThatLeaves(HttpClient.Version version) throws Exception {
        CompletableFuture<Exception> end = new CompletableFuture<>();
        Handler endless = _ -> new Response(200, Headers.NONE, new Response.Stream(sink -> {
            try {
                while (true) {
                    sink.send(EVENT);
                }
            } catch (IOException | InterruptedException e) {
                end.complete(e);
                throw e;
            }
        }));
        try (TestServer server = TestServer.tls(endless);
                HttpClient client = TestServer.client(version)) {
            HttpResponse<InputStream> response =
                    client.send(HttpRequest.newBuilder(server.uri("/")).build(), BodyHandlers.ofInputStream());
            response.body().readNBytes(1000);

            response.body().close();

            assertThat(end.get()).isInstanceOfAny(IOException.class, InterruptedException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStreamWaitingForItsNextEventEndsWhenItsClientLeaves(HttpClient.Version version) throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        Handler handler = _ -> new Response(200, Headers.NONE, new Response.Stream(_ -> {
            try {
                new SynchronousQueue<byte[]>().take();
            } finally {
                ended.countDown();
            }
        }));
        try (TestServer server = TestServer.tls(handler);
                HttpClient client = TestServer.client(version)) {
            HttpResponse<InputStream> response =
                    client.send(HttpRequest.newBuilder(server.uri("/")).build(), BodyHandlers.ofInputStream());

            response.body().close();

            ended.await();
        }
    }

    @Test
    void aClientThatNeverReadsALargeAnswerIsGivenUp() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        ServerStatistics statistics = new ServerStatistics() {
            @Override
            public void connectionClosed() {
                closed.countDown();
            }
        };
        HttpServer.Timeouts timeouts = new HttpServer.Timeouts(
                TestServer.DAY, TestServer.DAY, TestServer.DAY, Duration.ofMillis(100), Duration.ZERO);
        byte[] large = new byte[30_000_000];
        try (TestServer server = TestServer.plain(
                        _ -> Response.of(200, "application/json", large),
                        options -> options.withStatistics(statistics).withTimeouts(timeouts));
                Socket stuck = server.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")) {
            TestServer.readUntil(stuck.getInputStream(), "\r\n\r\n");

            closed.await();
        }
    }

    @Test
    void oneSlowStreamDoesNotHoldUpOthersOfItsConnection() throws Exception {
        Handler handler = request -> request.path().equals("/slow")
                ? new Response(200, Headers.NONE, new Response.Stream(sink -> {
                    while (true) {
                        sink.send(EVENT);
                    }
                }))
                : Response.text(200, "quick");
        try (TestServer server = TestServer.tls(handler);
                HttpClient client = TestServer.client(HttpClient.Version.HTTP_2)) {
            HttpResponse<InputStream> slow =
                    client.send(HttpRequest.newBuilder(server.uri("/slow")).build(), BodyHandlers.ofInputStream());

            for (int i = 0; i < 100; i++) {
                HttpResponse<String> quick =
                        client.send(HttpRequest.newBuilder(server.uri("/")).build(), BodyHandlers.ofString());
                assertThat(quick.body()).isEqualTo("quick");
            }
            assertThat(server.server.connections()).isEqualTo(1);
            slow.body().close();
        }
    }

    @Test
    void thousandsOfIdleStreamsAreHeldAndServed() throws Exception {
        int count = 4000;
        List<SynchronousQueue<byte[]>> waiting = new ArrayList<>();
        Handler watch = request -> request.method().equals("HEAD")
                ? Response.text(200, "")
                : new Response(200, Headers.NONE, new Response.Stream(sink -> {
                    SynchronousQueue<byte[]> events = new SynchronousQueue<>();
                    synchronized (waiting) {
                        waiting.add(events);
                    }
                    sink.send(events.take());
                }));
        try (TestServer server = TestServer.tls(watch)) {
            List<HttpClient> clients = IntStream.range(0, count / 200)
                    .mapToObj(_ -> TestServer.client(HttpClient.Version.HTTP_2))
                    .toList();
            List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
            for (HttpClient client : clients) {
                HttpRequest connect =
                        HttpRequest.newBuilder(server.uri("/")).HEAD().build();
                client.send(connect, BodyHandlers.discarding()); // so that all streams share its connection
                for (int i = 0; i < 200; i++) {
                    responses.add(client.sendAsync(
                            HttpRequest.newBuilder(server.uri("/")).build(), BodyHandlers.ofString()));
                }
            }
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
                synchronized (waiting) {
                    return waiting.size() == count;
                }
            });
            assertThat(server.server.requests()).isEqualTo(count);
            assertThat(server.server.connections()).isEqualTo(clients.size());

            for (SynchronousQueue<byte[]> events : waiting) {
                events.put("event".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }

            for (CompletableFuture<HttpResponse<String>> response : responses) {
                assertThat(response.get().body()).isEqualTo("event");
            }
            clients.forEach(HttpClient::close);
        }
    }
}
