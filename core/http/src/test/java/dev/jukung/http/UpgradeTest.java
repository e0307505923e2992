package dev.jukung.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that leave HTTP. */
@Timeout(60)
class UpgradeTest {
    private static final String ASK = "POST /exec HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: RAW/1\r\n\r\n";
    private static final Headers SWITCH = Headers.of("Connection", "Upgrade", "Upgrade", "RAW/1");

    private static Handler upgrading(Response.Session session) {
        return request -> request.upgrade().isPresent()
                ? new Response(101, SWITCH, new Response.Upgraded(session))
                : Response.text(400, "upgrade required");
    }

    @Test
    void bytesGoBothWaysUntilTheSessionReturns() throws Exception {
        Response.Session twice = (in, out) -> {
            byte[] word = in.readNBytes(5);
            out.write(word);
            out.write(word);
        };
        try (TestServer server = TestServer.plain(upgrading(twice));
                Socket socket = server.send(ASK)) {
            String head = TestServer.readUntil(socket.getInputStream(), "\r\n\r\n");
            socket.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));

            assertThat(head)
                    .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
                    .contains("Upgrade: RAW/1", "Connection: Upgrade")
                    .doesNotContainIgnoringCase("content-length", "transfer-encoding");
            assertThat(TestServer.readAll(socket)).isEqualTo("hellohello");
        }
    }

    @Test
    void largeAmountsArriveUnharmed() throws Exception {
        byte[] data = new byte[20_000_000];
        new java.util.Random(3).nextBytes(data);
        try (TestServer server = TestServer.plain(upgrading(InputStream::transferTo));
                Socket socket = server.send(ASK)) {
            TestServer.readUntil(socket.getInputStream(), "\r\n\r\n");
            Thread.ofVirtual().start(() -> write(uncheckedOutput(socket), data));

            assertThat(java.util.Arrays.equals(socket.getInputStream().readNBytes(data.length), data))
                    .isTrue();
        }
    }

    private static void write(OutputStream out, byte[] data) {
        try {
            out.write(data);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void theSessionSeesThatTheClientHasLeft() throws Exception {
        CompletableFuture<Integer> last = new CompletableFuture<>();
        Response.Session session = (in, _) -> {
            in.readNBytes(3);
            last.complete(in.read());
        };
        try (TestServer server = TestServer.plain(upgrading(session))) {
            Socket socket = server.send(ASK);
            TestServer.readUntil(socket.getInputStream(), "\r\n\r\n");
            socket.getOutputStream().write("bye".getBytes(StandardCharsets.UTF_8));
            socket.close();

            assertThat(last.get()).isEqualTo(-1);
        }
    }

    @Test
    void aClientThatIsFasterThanTheSessionHasToWait() throws Exception {
        CompletableFuture<Void> mayRead = new CompletableFuture<>();
        Response.Session session = (in, _) -> {
            mayRead.join();
            in.transferTo(OutputStream.nullOutputStream());
        };
        AtomicLong sent = new AtomicLong();
        try (TestServer server = TestServer.plain(upgrading(session));
                Socket socket = server.send(ASK)) {
            TestServer.readUntil(socket.getInputStream(), "\r\n\r\n");
            byte[] piece = new byte[100_000];
            Thread writer = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 500; i++) {
                    write(uncheckedOutput(socket), piece);
                    sent.addAndGet(piece.length);
                }
            });
            long[] before = {-1};
            Awaitility.await().pollInterval(Duration.ofMillis(300)).until(() -> {
                long last = before[0];
                before[0] = sent.get();
                return last == before[0];
            });
            assertThat(sent.get()).isLessThan(30_000_000); // the rest waits at the client

            mayRead.complete(null);

            writer.join();
            assertThat(sent.get()).isEqualTo(50_000_000);
        }
    }

    private static OutputStream uncheckedOutput(Socket socket) {
        try {
            return socket.getOutputStream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void writingToAClientThatHasLeftFails() throws Exception {
        CompletableFuture<IOException> failure = new CompletableFuture<>();
        Response.Session session = (_, out) -> {
            try {
                while (true) {
                    out.write(new byte[10_000]);
                }
            } catch (IOException e) {
                failure.complete(e);
            }
        };
        try (TestServer server = TestServer.plain(upgrading(session))) {
            Socket socket = server.send(ASK);
            TestServer.readUntil(socket.getInputStream(), "\r\n\r\n");
            socket.close();

            assertThat(failure.get()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void anOrdinaryRequestBesideIsServed() throws Exception {
        try (TestServer server = TestServer.plain(upgrading((_, _) -> {}));
                Socket socket = server.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")) {
            assertThat(TestServer.readAll(socket)).startsWith("HTTP/1.1 400 ").endsWith("upgrade required");
        }
    }
}
