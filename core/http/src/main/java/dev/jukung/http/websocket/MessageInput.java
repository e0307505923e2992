package dev.jukung.http.websocket;

import dev.jukung.http.websocket.WebSocketSession.Message;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;

/** The binary messages of a session, one after the other. For one reader. */
final class MessageInput extends InputStream {
    private final WebSocketSession session;
    private byte[] current = {};
    private int at;

    MessageInput(WebSocketSession session) {
        this.session = session;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        while (at == current.length) {
            Optional<Message> next = session.receive();
            if (next.isEmpty()) {
                return -1;
            }
            current = switch (next.get()) {
                case Message.Binary(byte[] bytes) -> bytes;
                case Message.Text _ -> throw new IOException("websocket: a text message within a binary stream");
            };
            at = 0;
        }
        int count = Math.min(length, current.length - at);
        System.arraycopy(current, at, target, offset, count);
        at += count;
        return count;
    }

    @Override
    public int available() {
        return current.length - at;
    }
}
