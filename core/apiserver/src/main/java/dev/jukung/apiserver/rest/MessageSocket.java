package dev.jukung.apiserver.rest;

import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.http.websocket.Handshake;
import dev.jukung.http.websocket.WebSocketSession;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is streamed to a client, over a WebSocket: one message for each piece. The client is expected to say nothing but its goodbye. */
final class MessageSocket {
    private static final Logger LOG = LoggerFactory.getLogger(MessageSocket.class);
    private static final int MESSAGE_BYTES = 1024;
    private static final String BASE64 = "base64.binary.k8s.io";

    /** How a piece is sent. */
    @FunctionalInterface
    private interface Form {
        void send(WebSocketSession session, byte[] piece) throws IOException;
    }

    private MessageSocket() {}

    /**
     * A watch, as clients ask for that cannot read a response before its end.
     *
     * @param events writes an event with each call
     * @param binary whether the events are no text
     * @param end ends the watch, so that {@code events} returns
     */
    static Response watch(Request request, Response.Writer events, boolean binary, Runnable end) {
        Form form = binary
                ? WebSocketSession::sendBinary
                : (session, event) -> session.sendText(new String(event, StandardCharsets.UTF_8));
        return of(request, List.of(), events, form, end);
    }

    /** Bytes as they come, after an empty message that says that there is a stream. */
    static Response bytes(Request request, Response.Writer bytes, Runnable end) {
        Response.Writer announced = sink -> {
            sink.send(new byte[0]);
            bytes.write(sink);
        };
        Form form = (session, piece) -> {
            if (session.subprotocol().filter(BASE64::equals).isPresent()) {
                session.sendText(Base64.getEncoder().encodeToString(piece));
            } else {
                session.sendBinary(piece);
            }
        };
        return of(request, List.of("binary.k8s.io", BASE64), announced, form, end);
    }

    private static Response of(
            Request request, List<String> subprotocols, Response.Writer pieces, Form form, Runnable end) {
        return Handshake.accept(request, subprotocols, MESSAGE_BYTES, session -> {
            Thread.ofVirtual().name("socket-goodbye").start(() -> awaitGoodbye(session, end));
            pieces.write(parts -> form.send(session, joined(parts)));
        });
    }

    private static byte[] joined(byte[][] parts) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.write(part);
        }
        return whole.toByteArray();
    }

    private static void awaitGoodbye(WebSocketSession session, Runnable end) {
        try {
            while (session.receive().isPresent()) {
                LOG.trace("a client said something");
            }
        } catch (IOException e) {
            LOG.trace("a client left without a goodbye", e);
        } finally {
            end.run();
        }
    }
}
