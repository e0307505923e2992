package dev.jukung.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.http.HttpServer.Limits;
import dev.jukung.http.HttpServer.Timeouts;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTP/1.x on the wire (RFC 9112). */
@Timeout(60)
class Http1Test {
    private static final Handler ECHO = request -> Response.of(
            200,
            "text/plain",
            (request.method() + " " + request.target() + " ").getBytes(StandardCharsets.UTF_8),
            request.body());

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        Semaphore first = new Semaphore(0);
        Handler handler = request -> {
            if (request.path().equals("/slow")) {
                first.acquire();
            }
            return Response.text(200, request.path());
        };
        try (TestServer server = TestServer.plain(handler);
                Socket socket = server.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"
                        + "GET /fast HTTP/1.1\r\nHost: a\r\n\r\n".repeat(40)
                        + "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")) {
            first.release();

            List<String> bodies = TestServer.readAll(socket)
                    .lines()
                    .filter(line -> line.startsWith("/"))
                    .map(line -> line.replaceFirst("HTTP/1.1 200 OK", ""))
                    .toList();

            assertThat(bodies).hasSize(42).startsWith("/slow", "/fast").endsWith("/fast", "/last");
        }
    }

    @Test
    void aConnectionServesSeveralRequestsAndBodies() throws Exception {
        try (TestServer server = TestServer.plain(ECHO);
                Socket socket = server.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
                        + "POST /b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n1\r\nf\r\n0\r\n\r\n"
                        + "GET /c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) {
            String answers = TestServer.readAll(socket);

            assertThat(answers).contains("\r\n\r\nPOST /a abcHTTP/1.1 200", "\r\n\r\nPOST /b defHTTP/1.1 200");
            assertThat(answers).endsWith("GET /c ");
            assertThat(answers.split("Connection: close|connection: close", -1)).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /%zz HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | 400",
                "GET http HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | 400",
                "GET / HTTP/1.1\\r\\n\\r\\n | 400",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: x\\r\\n\\r\\n | 400",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nbad name: x\\r\\n\\r\\n | 400",
                "nonsense\\r\\n\\r\\n | 400",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nExpect: miracles\\r\\n\\r\\n | 417",
                "GET /?LONG HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | 431",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nX: LONG\\r\\n\\r\\n | 431",
            })
    void whatCannotBeUnderstoodNeverReachesTheHandler(String sent, int status) throws Exception {
        String text = sent.strip().replace("\\r\\n", "\r\n").replace("LONG", "a".repeat(20_000));
        Handler handler = _ -> {
            throw new AssertionError("reached");
        };
        try (TestServer server =
                        TestServer.plain(handler, options -> options.withLimits(new Limits(1000, 10_000, 10, 10)));
                Socket socket = server.send(text)) {
            assertThat(TestServer.readUntil(socket.getInputStream(), "\r\n")).startsWith("HTTP/1.1 " + status + " ");
        }
    }

    @Test
    void aMalformedRequestEndsItsConnectionOnly() throws Exception {
        try (TestServer server = TestServer.plain(ECHO);
                Socket bad = server.send("nonsense\r\n\r\n");
                Socket good = server.send("GET / HTTP/1.0\r\n\r\n")) {
            assertThat(TestServer.readUntil(bad.getInputStream(), "\r\n\r\n400 Bad Request"))
                    .containsIgnoringCase("connection: close");
            assertThat(TestServer.readAll(good)).endsWith("GET / ");
        }
    }

    @Test
    void aClientThatAsksMayContinue() throws Exception {
        try (TestServer server = TestServer.plain(ECHO);
                Socket socket = server.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                        + "Content-Length: 2\r\nConnection: close\r\n\r\n")) {
            assertThat(TestServer.readUntil(socket.getInputStream(), "\r\n\r\n"))
                    .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");

            socket.getOutputStream().write("ok".getBytes(StandardCharsets.UTF_8));

            assertThat(TestServer.readAll(socket)).startsWith("HTTP/1.1 200").endsWith("POST / ok");
        }
    }

    @Test
    void aClientThatAnnouncesTooMuchIsNotAskedToContinue() throws Exception {
        try (TestServer server = TestServer.plain(ECHO);
                Socket socket = server.send(
                        "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n" + "Content-Length: 9999999\r\n\r\n")) {
            assertThat(TestServer.readUntil(socket.getInputStream(), "Entity Too Large"))
                    .startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void anAnswerBeforeTheEndOfTheBodyIsNotLost() throws Exception {
        try (TestServer server =
                        TestServer.plain(ECHO, options -> options.withLimits(new Limits(1000, 10_000, 10, 10)));
                Socket socket = server.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n")) {
            for (int sent = 0; sent < 5_000_000; sent += 100_000) {
                socket.getOutputStream().write(new byte[100_000]);
            }

            assertThat(TestServer.readAll(socket)).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void anOldClientGetsItsStreamUntilTheConnectionCloses() throws Exception {
        Handler handler = _ -> new Response(200, Headers.NONE, new Response.Stream(sink -> {
            sink.send("one ".getBytes(StandardCharsets.UTF_8));
            sink.send("two".getBytes(StandardCharsets.UTF_8));
        }));
        try (TestServer server = TestServer.plain(handler);
                Socket socket = server.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")) {
            String answer = TestServer.readAll(socket);

            assertThat(answer).doesNotContainIgnoringCase("chunked").endsWith("\r\n\r\none two");
        }
    }

    @Test
    void aStreamIsChunked() throws Exception {
        SynchronousQueue<String> events = new SynchronousQueue<>();
        Handler handler = _ -> new Response(200, Headers.NONE, new Response.Stream(sink -> {
            sink.send(events.take().getBytes(StandardCharsets.UTF_8));
            sink.send(events.take().getBytes(StandardCharsets.UTF_8));
        }));
        try (TestServer server = TestServer.plain(handler);
                Socket socket =
                        server.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(1))) {
            InputStream in = socket.getInputStream();
            assertThat(TestServer.readUntil(in, "\r\n\r\n")).containsIgnoringCase("transfer-encoding: chunked");
            events.put("abc");
            assertThat(TestServer.readUntil(in, "abc\r\n")).isEqualTo("3\r\nabc\r\n");
            events.put("de");
            assertThat(TestServer.readUntil(in, "0\r\n\r\n")).isEqualTo("2\r\nde\r\n0\r\n\r\n");

            assertThat(TestServer.readUntil(in, "\r\n")).isEqualTo("HTTP/1.1 200 OK\r\n"); // the pipelined one
        }
    }

    @Test
    void aStreamEndsWhenItsClientLeaves() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        Handler handler = _ -> new Response(200, Headers.NONE, new Response.Stream(_ -> {
            try {
                new SynchronousQueue<String>().take(); // the next event never comes
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        }));
        try (TestServer server = TestServer.plain(handler)) {
            Socket socket = server.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            TestServer.readUntil(socket.getInputStream(), "\r\n\r\n");

            socket.close();

            interrupted.await();
        }
    }

    @Test
    void aRequestGoesOnWhenItsClientHasLeft() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        CountDownLatch finished = new CountDownLatch(1);
        Handler handler = _ -> {
            started.countDown();
            left.await();
            finished.countDown(); // for instance the second of two writes
            return Response.text(200, "done");
        };
        ServerStatistics statistics = new ServerStatistics() {
            @Override
            public void connectionClosed() {
                left.countDown();
            }
        };
        try (TestServer server = TestServer.plain(handler, options -> options.withStatistics(statistics))) {
            Socket socket = server.send("DELETE / HTTP/1.1\r\nHost: a\r\n\r\n");
            started.await();

            socket.close();

            finished.await();
        }
    }

    @Test
    void aClientThatSendsNothingIsDisconnected() throws Exception {
        Timeouts timeouts = new Timeouts(
                Duration.ofMillis(50), Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1), Duration.ZERO);
        try (TestServer server = TestServer.plain(ECHO, options -> options.withTimeouts(timeouts));
                Socket silent = server.connect();
                Socket slow = server.send("GET / HTTP/1.1\r\nHost:")) {
            assertThat(TestServer.readAll(silent)).isEmpty();
            assertThat(TestServer.readAll(slow)).isEmpty();
        }
    }

    @Test
    void aClientThatDoesNotFinishItsBodyIsDisconnected() throws Exception {
        Timeouts timeouts = new Timeouts(
                Duration.ofDays(1), Duration.ofMillis(50), Duration.ofDays(1), Duration.ofDays(1), Duration.ZERO);
        try (TestServer server = TestServer.plain(ECHO, options -> options.withTimeouts(timeouts));
                Socket slow = server.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")) {
            assertThat(TestServer.readAll(slow)).isEmpty();
        }
    }

    @Test
    void anIdleConnectionIsClosed() throws Exception {
        Timeouts timeouts = new Timeouts(
                Duration.ofDays(1), Duration.ofDays(1), Duration.ofMillis(50), Duration.ofDays(1), Duration.ZERO);
        try (TestServer server = TestServer.plain(ECHO, options -> options.withTimeouts(timeouts));
                Socket idle = server.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")) {
            assertThat(TestServer.readAll(idle)).startsWith("HTTP/1.1 200 OK").endsWith("GET / ");
        }
    }

    @Test
    void connectionsBeyondTheLimitAreClosed() throws Exception {
        try (TestServer server =
                        TestServer.plain(ECHO, options -> options.withLimits(new Limits(1000, 10_000, 10, 1)));
                Socket first = server.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")) {
            TestServer.readUntil(first.getInputStream(), "GET / ");

            try (Socket second = server.connect()) {
                assertThat(second.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void aFieldThatWouldSplitTheResponseIsABug() throws Exception {
        Handler handler =
                _ -> new Response(200, Headers.of("Warning", "299 - \"a\r\nSet-Cookie: b\""), new Response.Bytes());
        TestServer server = TestServer.plain(handler);
        try (Socket socket = server.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")) {
            assertThat(TestServer.readAll(socket)).isEmpty();
            assertThat(server.faults).hasSize(1);
        } finally {
            server.faults.clear();
            server.close();
        }
    }

    @Test
    void aResponseWithoutContentHasNoLength() throws Exception {
        Handler handler = request ->
                new Response(Integer.parseInt(request.path().substring(1)), Headers.NONE, new Response.Bytes());
        try (TestServer server = TestServer.plain(handler);
                Socket socket = server.send("GET /204 HTTP/1.1\r\nHost: a\r\n\r\n"
                        + "GET /304 HTTP/1.1\r\nHost: a\r\n\r\nGET /200 HTTP/1.1\r\nHost: a\r\n\r\n")) {
            InputStream in = socket.getInputStream();
            assertThat(TestServer.readUntil(in, "\r\n\r\n"))
                    .startsWith("HTTP/1.1 204")
                    .doesNotContain("ength");
            assertThat(TestServer.readUntil(in, "\r\n\r\n"))
                    .startsWith("HTTP/1.1 304")
                    .doesNotContain("ength");
            assertThat(TestServer.readUntil(in, "\r\n\r\n"))
                    .startsWith("HTTP/1.1 200")
                    .contains("ength: 0");
        }
    }
}
