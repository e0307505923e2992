package dev.jukung.apiserver.rest;

import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.http.websocket.Handshake;
import dev.jukung.http.websocket.WebSocketSession;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A watch over a WebSocket, as clients ask for that cannot read a response before its end: one message an event. */
final class WatchSocket {
    private static final Logger LOG = LoggerFactory.getLogger(WatchSocket.class);
    /** Nothing is expected from the client but its goodbye. */
    private static final int MESSAGE_BYTES = 1024;

    private WatchSocket() {}

    /**
     * @param events writes an event with each call
     * @param binary whether the events are no text
     * @param end ends the watch, so that {@code events} returns
     */
    static Response of(Request request, Response.Writer events, boolean binary, Runnable end) {
        return Handshake.accept(request, List.of(), MESSAGE_BYTES, session -> {
            Thread.ofVirtual().name("watch-goodbye").start(() -> awaitGoodbye(session, end));
            events.write(parts -> {
                byte[] event = joined(parts);
                if (binary) {
                    session.sendBinary(event);
                } else {
                    session.sendText(new String(event, StandardCharsets.UTF_8));
                }
            });
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
                LOG.trace("a watching client said something");
            }
        } catch (IOException e) {
            LOG.trace("a watching client left without a goodbye", e);
        } finally {
            end.run();
        }
    }
}
