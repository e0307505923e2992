package dev.jukung.kubelet.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.base.SystemClock;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.http.ClientTls;
import dev.jukung.http.Handler;
import dev.jukung.http.Headers;
import dev.jukung.http.HttpClient;
import dev.jukung.http.HttpServer;
import dev.jukung.http.Response;
import dev.jukung.http.spdy.SpdySession;
import dev.jukung.http.spdy.SpdyStream;
import dev.jukung.http.websocket.Handshake;
import dev.jukung.http.websocket.WebSocketSession;
import dev.jukung.http.websocket.WebSocketSession.Message;
import dev.jukung.kubelet.container.StreamingService.Streams;
import dev.jukung.testing.CollectedFaults;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that speaks WebSocket against a runtime that speaks SPDY. */
@Timeout(60)
class RemoteCommandTest {
    private static final String SUCCESS = "{\"metadata\":{},\"status\":\"Success\"}";
    private static final String FAILURE = "{\"metadata\":{},\"status\":\"Failure\",\"message\":\"exit 7\"}";

    /** The streams that the runtime was given, by type. */
    private record Opened(Map<String, SpdyStream> byType) {
        SpdyStream get(String type) {
            return Optional.ofNullable(byType.get(type)).orElseThrow();
        }
    }

    /** What the runtime does once it has all streams. */
    private interface Command {
        /** @return the result */
        String run(Opened streams) throws IOException, InterruptedException;
    }

    private final SystemClock clock = new SystemClock();
    private final CollectedFaults faults = new CollectedFaults();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
        faults.assertNone();
    }

    private WebSocketSession connect(String protocol, Streams streams, Command command) throws Exception {
        HttpClient client = new HttpClient(HttpClient.Options.of("test", ClientTls.SYSTEM, clock, faults));
        opened.add(client);
        URI runtime = serve(_ -> new Response(
                101, Headers.of("Connection", "Upgrade", "Upgrade", "SPDY/3.1"), new Response.Upgraded((in, out) -> {
                    try (SpdySession session = SpdySession.server(in, out, clock)) {
                        run(session, streams, command);
                    }
                })));
        URI kubelet = serve(request -> Handshake.accept(request, ChannelProtocol.REMOTE_COMMAND, 1 << 20, session -> {
            ClientResponse connection = client.upgrade(ClientRequest.of("POST", runtime)
                    .with("Connection", "Upgrade")
                    .with("Upgrade", "SPDY/3.1"));
            try (SpdySession spdy =
                    SpdySession.client(connection.body(), connection.output().orElseThrow(), clock)) {
                new RemoteCommandSession(session, spdy).serve(streams);
            }
        }));
        WebSocketSession session = Handshake.connect(client, ClientRequest.get(kubelet), List.of(protocol), 1 << 20);
        opened.add(session);
        return session;
    }

    private URI serve(Handler handler) throws IOException {
        HttpServer server = HttpServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                handler,
                HttpServer.Options.of("test", clock, faults));
        opened.add(() -> server.close(Duration.ZERO));
        return URI.create("http://127.0.0.1:" + server.address().getPort() + "/");
    }

    private static void run(SpdySession session, Streams wanted, Command command)
            throws IOException, InterruptedException {
        int expected = 1 + (wanted.stdin() ? 1 : 0) + (wanted.stdout() ? 1 : 0);
        expected += (wanted.stderr() ? 1 : 0) + (wanted.tty() ? 1 : 0);
        Map<String, SpdyStream> streams = new HashMap<>();
        while (streams.size() < expected) {
            Optional<SpdyStream> stream = session.accept();
            if (stream.isEmpty()) {
                return;
            }
            streams.put(stream.get().headers().first("streamtype").orElseThrow(), stream.get());
        }
        Opened all = new Opened(streams);
        String result = command.run(all);
        all.get("error").out().write(result.getBytes(StandardCharsets.UTF_8));
        for (SpdyStream stream : streams.values()) {
            stream.close();
        }
    }

    private static String receive(WebSocketSession session, int channel) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Optional<Message> next = session.receive(); next.isPresent(); next = session.receive()) {
            if (next.get() instanceof Message.Binary(byte[] bytes) && bytes[0] == channel) {
                all.write(bytes, 1, bytes.length - 1);
            }
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void theResultArrivesAfterAllOutput() throws Exception {
        byte[] output = new byte[3_000_000];
        new Random(3).nextBytes(output);
        WebSocketSession session = connect("v4.channel.k8s.io", new Streams(false, true, true, false), streams -> {
            streams.get("stdout").out().write(output);
            return FAILURE;
        });

        ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        List<String> results = new ArrayList<>();
        for (Optional<Message> next = session.receive(); next.isPresent(); next = session.receive()) {
            Message.Binary message = (Message.Binary) next.get();
            if (message.bytes()[0] == 1) {
                assertThat(results).isEmpty();
                stdout.write(message.bytes(), 1, message.bytes().length - 1);
            } else {
                results.add(new String(message.bytes(), 1, message.bytes().length - 1, StandardCharsets.UTF_8));
            }
        }

        assertThat(stdout.toByteArray()).isEqualTo(output);
        assertThat(results).containsExactly(FAILURE);
        assertThat(session.closed().code()).isEqualTo(1000);
    }

    @Test
    void closingTheInputEndsTheInputOnly() throws Exception {
        WebSocketSession session = connect("v5.channel.k8s.io", new Streams(true, true, false, false), streams -> {
            streams.get("stdout").out().write(streams.get("stdin").in().readAllBytes());
            return SUCCESS;
        });

        session.sendBinary(new byte[] {0, 'a', 'b'});
        session.sendBinary(new byte[] {0, 'c'});
        session.sendBinary(new byte[] {(byte) 255, 0});

        assertThat(receive(session, 1)).isEqualTo("abc");
    }

    @Test
    void sizesOfTheTerminalArrive() throws Exception {
        WebSocketSession session = connect("v5.channel.k8s.io", new Streams(false, true, false, true), streams -> {
            byte[] size = new byte[26];
            assertThat(streams.get("resize").in().readNBytes(size, 0, size.length))
                    .isEqualTo(size.length);
            streams.get("stdout").out().write(size);
            return SUCCESS;
        });

        session.sendBinary("\u0004{\"Width\":101,\"Height\":33}\n".getBytes(StandardCharsets.UTF_8));

        assertThat(receive(session, 1)).isEqualTo("{\"Width\":101,\"Height\":33}\n");
    }

    @Test
    void anOlderClientGetsAFailureAsTextAndNothingForSuccess() throws Exception {
        Streams output = new Streams(false, true, false, false);

        assertThat(receive(connect("channel.k8s.io", output, _ -> FAILURE), 3)).isEqualTo("exit 7");
        assertThat(receive(connect("channel.k8s.io", output, _ -> SUCCESS), 3)).isEmpty();
    }

    @Test
    void aClientThatLeavesEndsTheSession() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        WebSocketSession session = connect("v4.channel.k8s.io", new Streams(true, true, false, false), streams -> {
            try {
                streams.get("stdin").in().readAllBytes();
            } finally {
                ended.countDown();
            }
            return SUCCESS;
        });
        session.receive(); // the streams are there

        session.close();

        ended.await();
    }
}
