package dev.jukung.kubelet.server;

import dev.jukung.http.Headers;
import dev.jukung.http.spdy.SpdySession;
import dev.jukung.http.spdy.SpdyStream;
import dev.jukung.http.websocket.CloseCode;
import dev.jukung.http.websocket.WebSocketSession;
import dev.jukung.http.websocket.WebSocketSession.Message;
import dev.jukung.kubelet.server.ChannelProtocol.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One port-forward of a client that speaks WebSocket, at a runtime that speaks SPDY. Each port has one connection with two
 * channels: data, then errors. The first message on each names the port.
 */
final class PortForwardSession {
    private static final Logger LOG = LoggerFactory.getLogger(PortForwardSession.class);
    private static final Duration LINGER = Duration.ofSeconds(5);

    private record Forwarded(SpdyStream data, SpdyStream error) {}

    private final WebSocketSession client;
    private final ChannelProtocol protocol;
    private final SpdySession runtime;

    PortForwardSession(WebSocketSession client, SpdySession runtime) {
        this.client = client;
        this.protocol = ChannelProtocol.of(client.subprotocol());
        this.runtime = runtime;
    }

    /** Returns when all connections have ended or the client has gone. */
    void serve(List<Integer> ports) throws IOException, InterruptedException {
        List<Forwarded> forwarded = new ArrayList<>();
        for (int i = 0; i < ports.size(); i++) {
            forwarded.add(open(ports.get(i), i));
            byte[] port = ByteBuffer.allocate(2)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putShort((short) ports.get(i).intValue())
                    .array();
            protocol.send(client, 2 * i, port, port.length);
            protocol.send(client, 2 * i + 1, port, port.length);
        }
        CountDownLatch open = new CountDownLatch(2 * ports.size());
        for (int i = 0; i < forwarded.size(); i++) {
            pump(forwarded.get(i).data(), 2 * i, open);
            pump(forwarded.get(i).error(), 2 * i + 1, open);
        }
        Thread receiver = Thread.ofVirtual().name("websocket-receiver").start(() -> receive(forwarded));
        open.await();
        client.close(CloseCode.NORMAL, "");
        if (!receiver.join(LINGER)) {
            LOG.debug("the client has not closed its connection");
        }
    }

    private Forwarded open(int port, int number) throws IOException, InterruptedException {
        String id = Integer.toString(number);
        SpdyStream error =
                runtime.open(Headers.of("streamtype", "error", "port", Integer.toString(port), "requestid", id));
        error.close(); // errors come from the other side only
        return new Forwarded(
                runtime.open(Headers.of("streamtype", "data", "port", Integer.toString(port), "requestid", id)), error);
    }

    private void pump(SpdyStream stream, int channel, CountDownLatch open) {
        StreamPump.start(
                "port-forward-" + channel,
                stream.in(),
                (bytes, length) -> protocol.send(client, channel, bytes, length),
                open::countDown);
    }

    private void receive(List<Forwarded> forwarded) {
        try {
            for (Optional<Message> next = client.receive(); next.isPresent(); next = client.receive()) {
                protocol.decode(next.get()).ifPresent(frame -> take(frame, forwarded));
            }
        } catch (IOException e) {
            LOG.trace("the client has gone", e);
        }
        try {
            runtime.close();
        } catch (IOException e) {
            LOG.trace("so has the runtime", e);
        }
    }

    private static void take(Frame frame, List<Forwarded> forwarded) {
        if (frame instanceof Frame.Data(int channel, byte[] bytes)
                && channel % 2 == 0
                && channel / 2 < forwarded.size()) {
            try {
                forwarded.get(channel / 2).data().out().write(bytes, 0, bytes.length);
            } catch (IOException e) {
                LOG.trace("the connection in the pod has ended", e);
            }
        }
    }
}
