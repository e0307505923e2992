package dev.jukung.http.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.base.Clock;
import dev.jukung.base.SystemClock;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientTls;
import dev.jukung.http.Handler;
import dev.jukung.http.HttpClient;
import dev.jukung.http.HttpServer;
import dev.jukung.http.websocket.WebSocketSession.Closed;
import dev.jukung.http.websocket.WebSocketSession.Message;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WebSocketTest {
    private static final Clock CLOCK = new SystemClock();
    private static final int LIMIT = 100_000;
    private static final List<String> SUPPORTED = List.of("v5.channel.k8s.io", "v4.channel.k8s.io");

    private final CompletableFuture<Closed> closed = new CompletableFuture<>();
    private final CompletableFuture<String> failed = new CompletableFuture<>();
    private final HttpServer server = start(request -> Handshake.accept(request, SUPPORTED, LIMIT, this::echo));
    private final HttpClient client =
            new HttpClient(HttpClient.Options.of("test-client", ClientTls.SYSTEM, CLOCK, (where, bug) -> {
                throw new AssertionError(where, bug);
            }));

    private static HttpServer start(Handler handler) {
        try {
            return HttpServer.start(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    handler,
                    HttpServer.Options.of("test-http", CLOCK, (_, _) -> {}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void echo(WebSocketSession session) throws IOException {
        try {
            for (Optional<Message> next = session.receive(); next.isPresent(); next = session.receive()) {
                switch (next.get()) {
                    case Message.Text(String text) -> session.sendText(text);
                    case Message.Binary(byte[] bytes) -> session.sendBinary(bytes);
                }
            }
            closed.complete(session.closed());
        } catch (IOException e) {
            failed.complete(e.getMessage());
            throw e;
        }
    }

    @AfterEach
    void close() {
        client.close();
        server.close(Duration.ZERO);
    }

    private ClientRequest request() {
        return ClientRequest.get(
                URI.create("http://127.0.0.1:" + server.address().getPort() + "/exec"));
    }

    private WebSocketSession connect(String... offered) throws IOException, InterruptedException {
        return Handshake.connect(client, request(), List.of(offered), LIMIT);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 125, 126, 127, 65_535, 65_536, 100_000})
    void messagesOfAllLengthsComeBack(int length) throws Exception {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        try (WebSocketSession session = connect()) {
            session.sendBinary(bytes);
            assertThat(session.receive()).get().isInstanceOfSatisfying(Message.Binary.class, echoed -> assertThat(
                            echoed.bytes())
                    .isEqualTo(bytes));

            String text = "ü".repeat(length / 2);
            session.sendText(text);
            assertThat(session.receive()).contains(new Message.Text(text));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'v4.channel.k8s.io', v4.channel.k8s.io",
        "'v5.channel.k8s.io,v4.channel.k8s.io', v5.channel.k8s.io",
        "'v9,v4.channel.k8s.io,v5.channel.k8s.io', v4.channel.k8s.io",
    })
    void theClientsFirstSupportedSubprotocolIsChosen(String offered, String chosen) throws Exception {
        try (WebSocketSession session = connect(offered.split(","))) {
            assertThat(session.subprotocol()).contains(chosen);
        }
    }

    @Test
    void aPeerMayLeaveRightAfterItsGoodbye() throws IOException {
        byte[] goodbye = {(byte) 0x88, 2, 3, (byte) 0xe8};
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("the peer has left");
            }
        };
        Frames frames = new Frames(new ByteArrayInputStream(goodbye), gone, LIMIT, Optional.of(new SecureRandom()));

        WebSocketSession session = new WebSocketSession(frames, Optional.empty());

        assertThat(session.receive()).isEmpty();
        assertThat(session.closed().code()).isEqualTo(CloseCode.NORMAL);
    }

    @Test
    void withoutAnOfferThereIsNoSubprotocol() throws Exception {
        try (WebSocketSession session = connect()) {
            assertThat(session.subprotocol()).isEmpty();
        }
    }

    @Test
    void unknownSubprotocolsAreRefused() {
        assertThatThrownBy(() -> connect("v9")).isInstanceOfSatisfying(Handshake.RefusedException.class, refused -> {
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("requested protocol(s) are not supported: [v9]; supports " + SUPPORTED);
        });
    }

    @Test
    void closingTellsThePeerWhy() throws Exception {
        try (WebSocketSession session = connect()) {
            session.close(CloseCode.GOING_AWAY, "bye");

            assertThat(session.receive()).isEmpty();
            assertThat(session.closed()).isEqualTo(new Closed(CloseCode.GOING_AWAY, ""));
            assertThat(closed.get()).isEqualTo(new Closed(CloseCode.GOING_AWAY, "bye"));
            assertThatThrownBy(() -> session.sendText("too late")).hasMessage("websocket: close sent");
        }
    }

    @Test
    void aStreamCanBeTunnelled() throws Exception {
        byte[] data = new byte[1_000_000];
        new Random(5).nextBytes(data);
        try (WebSocketSession session = connect()) {
            Thread.ofVirtual().start(() -> {
                try (OutputStream out = session.output()) {
                    for (int at = 0; at < data.length; at += 10_000) {
                        out.write(data, at, 10_000);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });

            assertThat(Arrays.equals(session.input().readAllBytes(), data)).isTrue();
        }
    }

    /** Frames as bytes, masked with zeros so that they can be read here. */
    @ParameterizedTest
    @CsvSource({
        "a pong answers a ping with its payload, 89 82 00000000 6869, 8a 02 6869",
        "fragments make one message, 01 81 00000000 61 / 00 81 00000000 62 / 80 81 00000000 63, 81 03 616263",
        "pings may come between fragments, 02 81 00000000 61 / 89 80 00000000 / 80 80 00000000, 8a 00 / 82 01 61",
        "a pong that nobody asked for is ignored, 8a 80 00000000 / 81 81 00000000 61, 81 01 61",
        "the mask is taken off, 81 85 37fa213d 7f9f4d5158, 81 05 48656c6c6f",
        "a close without code is answered, 88 80 00000000, 88 02 03e8",
        "a close with code is answered, 88 82 00000000 03e9, 88 02 03e9",
    })
    void framesAreUnderstood(String why, String sent, String expected) throws Exception {
        try (Socket socket = raw()) {
            socket.getOutputStream().write(bytes(sent));

            assertThat(socket.getInputStream().readNBytes(bytes(expected).length))
                    .as(why)
                    .isEqualTo(bytes(expected));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "reserved bits, c1 80 00000000, 1002",
        "unknown opcode, 83 80 00000000, 1002",
        "unknown control opcode, 8b 80 00000000, 1002",
        "no mask, 81 01 61, 1002",
        "a fragmented ping, 09 80 00000000, 1002",
        "a long ping, 89 fe 007e 00000000, 1002",
        "a continuation of nothing, 80 80 00000000, 1002",
        "a message within a message, 01 80 00000000 / 81 80 00000000, 1002",
        "text that is not UTF-8, 81 81 00000000 ff, 1007",
        "half a close code, 88 81 00000000 03, 1002",
        "a close code that must not be sent, 88 82 00000000 03ed, 1002",
        "a frame over the limit, 82 ff 00000000000186a1 00000000, 1009",
        "a frame with a negative length, 82 ff 8000000000000000 00000000, 1009",
    })
    void violationsEndTheSessionWithACode(String why, String sent, int code) throws Exception {
        try (Socket socket = raw()) {
            socket.getOutputStream().write(bytes(sent));

            byte[] answer = socket.getInputStream().readAllBytes();
            assertThat(answer[0]).as(why).isEqualTo((byte) 0x88);
            assertThat(ByteBuffer.wrap(answer, 2, 2).getShort()).isEqualTo((short) code);
            assertThat(failed.get()).startsWith("websocket: ");
        }
    }

    @Test
    void fragmentsOverTheLimitEndTheSession() throws Exception {
        try (Socket socket = raw()) {
            byte[] half = new byte[60_000];
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            frames.writeBytes(bytes("02 fe ea60 00000000"));
            frames.writeBytes(half);
            frames.writeBytes(bytes("80 fe ea60 00000000"));
            frames.writeBytes(half);
            socket.getOutputStream().write(frames.toByteArray());

            byte[] answer = socket.getInputStream().readAllBytes();
            assertThat(ByteBuffer.wrap(answer, 2, 2).getShort()).isEqualTo((short) CloseCode.TOO_BIG);
        }
    }

    @Test
    void aBrokenConnectionIsNoClose() throws Exception {
        try (Socket socket = raw()) {
            socket.getOutputStream().write(bytes("81 85 00000000 6162"));
        }

        assertThat(failed.get()).isEqualTo("websocket: the connection broke within a frame");
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replaceAll("[ /]", ""));
    }

    private Socket raw() throws IOException {
        Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort());
        socket.setSoTimeout(20_000);
        String answer = head(
                socket,
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\n"
                        + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        // the example of RFC 6455, 1.3
        assertThat(answer).startsWith("HTTP/1.1 101 ").contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        return socket;
    }

    private static String head(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (!answer.toString().endsWith("\r\n\r\n")) {
            answer.append((char) in.read());
        }
        return answer.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Upgrade: websocket\\r\\nSec-WebSocket-Version: 13",
                "Upgrade: websocket\\r\\nSec-WebSocket-Version: 13\\r\\nSec-WebSocket-Key: short",
                "Upgrade: websocket\\r\\nSec-WebSocket-Version: 8\\r\\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Upgrade: other\\r\\nSec-WebSocket-Version: 13\\r\\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            })
    void aMalformedHandshakeIsABadRequest(String fields) throws Exception {
        try (Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort())) {
            String request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n" + fields.replace("\\r\\n", "\r\n")
                    + "\r\n\r\n";

            assertThat(head(socket, request)).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void theClientOfTheJdkUnderstandsUs() throws Exception {
        CompletableFuture<String> received = new CompletableFuture<>();
        WebSocket.Listener listener = new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                received.complete(data.toString());
                return WebSocket.Listener.super.onText(socket, data, last);
            }
        };
        try (java.net.http.HttpClient jdk = java.net.http.HttpClient.newHttpClient()) {
            URI uri = URI.create("ws://127.0.0.1:" + server.address().getPort() + "/exec");
            WebSocket socket = jdk.newWebSocketBuilder()
                    .subprotocols("v5.channel.k8s.io", "v4.channel.k8s.io")
                    .buildAsync(uri, listener)
                    .get();
            socket.sendText("hello", true).get();

            assertThat(received.get()).isEqualTo("hello");
            assertThat(socket.getSubprotocol()).isEqualTo("v5.channel.k8s.io");
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "done").get();
            assertThat(closed.get()).isEqualTo(new Closed(CloseCode.NORMAL, "done"));
        }
    }
}
