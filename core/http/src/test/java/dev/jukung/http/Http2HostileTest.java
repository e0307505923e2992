package dev.jukung.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.http.RawHttp2.Frame;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that use HTTP/2 against the server: each loses its own connection, and everybody else is served. */
@Timeout(60)
class Http2HostileTest {
    /** More than the server takes of anything that costs the client nothing. */
    private static final int FLOOD = 200_000;

    private static void assertServes(TestServer server) throws IOException, InterruptedException {
        try (HttpClient client = TestServer.client(HttpClient.Version.HTTP_2)) {
            HttpRequest request = HttpRequest.newBuilder(server.uri("/")).build();
            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .isEqualTo("ok");
        }
    }

    private static Handler ok() {
        return _ -> Response.text(200, "ok");
    }

    /** CVE-2023-44487. */
    @Test
    void requestsThatAreCancelledAtOnceForEverAreEnded() throws Exception {
        AtomicInteger handled = new AtomicInteger();
        Handler counting = _ -> {
            handled.incrementAndGet();
            return Response.text(200, "ok");
        };
        try (TestServer server = TestServer.tls(counting);
                RawHttp2 client = new RawHttp2(server).preface()) {
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    for (int stream = 1; stream < FLOOD; stream += 2) {
                        client.get(stream);
                        client.cancel(stream);
                    }
                } catch (IOException _) {
                    // The server has closed.
                }
            });

            assertThat(client.await(RawHttp2.GOAWAY).error()).isEqualTo(RawHttp2.ENHANCE_YOUR_CALM);
            client.awaitEnd();
            writer.join();

            assertThat(handled.get()).isLessThan(FLOOD / 10);
            assertServes(server);
        }
    }

    /** VU#421644, in Go CVE-2023-45288. */
    @Test
    void aHeadThatNeverEndsIsEnded() throws Exception {
        try (TestServer server = TestServer.tls(ok());
                RawHttp2 client = new RawHttp2(server).preface()) {
            byte[] field = new byte[16_000];
            Arrays.fill(field, (byte) 'x');
            byte[] part = new byte[field.length + 6];
            // A field without indexing, its name "x", its value of 16,000 bytes (RFC 7541, 5.1, 6.2.2).
            byte[] head = {0x00, 0x01, 'x', 0x7f, (byte) 0x81, 0x7c};
            System.arraycopy(head, 0, part, 0, head.length);
            System.arraycopy(field, 0, part, head.length, field.length);
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    client.send(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, RawHttp2.get());
                    for (int i = 0; i < 10_000; i++) {
                        client.send(RawHttp2.CONTINUATION, 0, 1, part);
                    }
                } catch (IOException _) {
                    // The server has closed.
                }
            });

            client.awaitEnd();
            writer.join();

            assertServes(server);
        }
    }

    @Test
    void anEmptyPartOfAHeadForEverIsEnded() throws Exception {
        try (TestServer server = TestServer.tls(ok());
                RawHttp2 client = new RawHttp2(server).preface()) {
            client.send(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, RawHttp2.get());
            for (int i = 0; i < 100; i++) {
                client.send(RawHttp2.CONTINUATION, 0, 1);
            }

            assertThat(client.await(RawHttp2.GOAWAY).error()).isEqualTo(RawHttp2.ENHANCE_YOUR_CALM);
            client.awaitEnd();
            assertServes(server);
        }
    }

    /** CVE-2019-9512: whoever asks and never reads would fill the server's memory with answers. */
    @Test
    void pingsOfWhoNeverReadsTheAnswersAreEnded() throws Exception {
        try (TestServer server = TestServer.tls(ok());
                RawHttp2 client = new RawHttp2(server).preface()) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 20 * FLOOD; i++) {
                            client.send(RawHttp2.PING, 0, 0, new byte[8]);
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(SocketTimeoutException.class);
            assertServes(server);
        }
    }

    @Test
    void whatIsNoHttp2IsEnded() throws Exception {
        try (TestServer server = TestServer.tls(ok());
                RawHttp2 client = new RawHttp2(server)) {
            client.text("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

            assertThat(client.await(RawHttp2.GOAWAY).error()).isEqualTo(RawHttp2.PROTOCOL_ERROR);
            client.awaitEnd();
            assertServes(server);
        }
    }

    @Test
    void aRequestWithoutAPathIsRefusedAndOthersOfItsConnectionAreAnswered() throws Exception {
        try (TestServer server = TestServer.tls(ok());
                RawHttp2 client = new RawHttp2(server).preface()) {
            client.send(RawHttp2.HEADERS, RawHttp2.END_STREAM | RawHttp2.END_HEADERS, 1, new byte[] {
                (byte) 0x82, (byte) 0x87
            });
            client.get(3);

            Frame refused = client.await(RawHttp2.RST_STREAM);
            assertThat(refused.stream()).isEqualTo(1);
            assertThat(refused.error()).isEqualTo(RawHttp2.PROTOCOL_ERROR);
            assertThat(client.await(RawHttp2.HEADERS).stream()).isEqualTo(3);
        }
    }
}
