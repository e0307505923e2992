package dev.jukung.http.websocket;

import dev.jukung.http.websocket.Frames.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open WebSocket. One thread at a time receives; any thread may send, and waits while the peer is slow. Pings are
 * answered while receiving, so a session must be received from all the time.
 */
public final class WebSocketSession implements AutoCloseable {
    /** Something that the peer sent, whole. */
    public sealed interface Message {
        record Text(String text) implements Message {}

        record Binary(byte[] bytes) implements Message {}
    }

    /** How the session ended. */
    public record Closed(int code, String reason) {}

    private static final Logger LOG = LoggerFactory.getLogger(WebSocketSession.class);
    private static final byte[] EMPTY = {};

    private final Frames frames;
    private final Optional<String> subprotocol;
    private final ReentrantLock sending = new ReentrantLock();
    private boolean closeSent; // guarded by sending
    private volatile Closed closed = new Closed(CloseCode.ABNORMAL, "");

    WebSocketSession(Frames frames, Optional<String> subprotocol) {
        this.frames = frames;
        this.subprotocol = subprotocol;
    }

    /** What client and server agreed on; empty when the client offered nothing. */
    public Optional<String> subprotocol() {
        return subprotocol;
    }

    /**
     * Waits for the next message. Empty when the peer has closed the session: {@link #closed} tells why. Throws
     * IOException when the connection breaks, or the peer breaks the protocol or the limit of a message.
     */
    public Optional<Message> receive() throws IOException {
        try {
            return assemble();
        } catch (ViolationException e) {
            closed = new Closed(e.code(), e.why());
            close(e.code(), e.why());
            throw e;
        }
    }

    private Optional<Message> assemble() throws IOException {
        int kind = Frames.CONTINUATION;
        ByteArrayOutputStream parts = new ByteArrayOutputStream(0);
        while (true) {
            Optional<Frame> next = frames.read();
            if (next.isEmpty()) {
                return Optional.empty();
            }
            Frame frame = next.get();
            if (frame.control()) {
                if (control(frame)) {
                    return Optional.empty();
                }
                continue;
            }
            if ((kind == Frames.CONTINUATION) == (frame.kind() == Frames.CONTINUATION)) {
                throw new ViolationException(CloseCode.PROTOCOL_ERROR, "fragments out of order");
            }
            if (kind == Frames.CONTINUATION) {
                kind = frame.kind();
                if (frame.last()) {
                    return Optional.of(message(kind, frame.payload()));
                }
            }
            if (parts.size() + frame.payload().length > frames.limitBytes()) {
                throw new ViolationException(
                        CloseCode.TOO_BIG, "message is longer than " + frames.limitBytes() + " bytes");
            }
            parts.writeBytes(frame.payload());
            if (frame.last()) {
                return Optional.of(message(kind, parts.toByteArray()));
            }
        }
    }

    private static Message message(int kind, byte[] payload) throws ViolationException {
        return kind == Frames.BINARY ? new Message.Binary(payload) : new Message.Text(text(payload));
    }

    private static String text(byte[] bytes) throws ViolationException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ViolationException(CloseCode.MALFORMED, "text is not UTF-8");
        }
    }

    /** True when the session is over. */
    private boolean control(Frame frame) throws IOException {
        switch (frame.kind()) {
            case Frames.PING -> send(Frames.PONG, frame.payload(), 0, frame.payload().length);
            case Frames.PONG -> {} // whoever pings looks at whether anything comes, not at what
            default -> {
                closed = closed(frame.payload());
                answerGoodbye();
                return true;
            }
        }
        return false;
    }

    private void answerGoodbye() {
        try {
            close(closed.code() == CloseCode.NONE ? CloseCode.NORMAL : closed.code(), "");
        } catch (IOException e) {
            LOG.trace("the peer has left without waiting for an answer to its goodbye", e);
        }
    }

    private static Closed closed(byte[] payload) throws ViolationException {
        if (payload.length == 0) {
            return new Closed(CloseCode.NONE, "");
        }
        if (payload.length == 1) {
            throw new ViolationException(CloseCode.PROTOCOL_ERROR, "close frame with half a code");
        }
        int code = ByteBuffer.wrap(payload).getShort() & 0xffff;
        if (code < CloseCode.NORMAL
                || code == 1004
                || code == CloseCode.NONE
                || code == CloseCode.ABNORMAL
                || code >= 5000) {
            throw new ViolationException(CloseCode.PROTOCOL_ERROR, "close frame with code " + code);
        }
        return new Closed(code, text(Arrays.copyOfRange(payload, 2, payload.length)));
    }

    /** How the peer ended the session; {@link CloseCode#ABNORMAL} as long as it has not. */
    public Closed closed() {
        return closed;
    }

    public void sendText(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        send(Frames.TEXT, bytes, 0, bytes.length);
    }

    public void sendBinary(byte[] bytes) throws IOException {
        sendBinary(bytes, 0, bytes.length);
    }

    public void sendBinary(byte[] bytes, int offset, int length) throws IOException {
        send(Frames.BINARY, bytes, offset, length);
    }

    /** Asks the peer for a sign of life, which {@link #receive} takes in. */
    public void ping() throws IOException {
        send(Frames.PING, EMPTY, 0, 0);
    }

    private void send(int kind, byte[] payload, int offset, int length) throws IOException {
        sending.lock();
        try {
            if (closeSent) {
                throw new IOException("websocket: close sent");
            }
            frames.write(kind, payload, offset, length);
        } finally {
            sending.unlock();
        }
    }

    /** Says goodbye, once. The peer's goodbye is what {@link #receive} waits for afterwards. */
    public void close(int code, String reason) throws IOException {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, 123); // a control frame has at most 125 bytes
        byte[] payload = ByteBuffer.allocate(2 + length)
                .putShort((short) code)
                .put(text, 0, length)
                .array();
        sending.lock();
        try {
            if (!closeSent) {
                closeSent = true;
                frames.write(Frames.CLOSE, payload, 0, payload.length);
            }
        } finally {
            sending.unlock();
        }
    }

    /** Says goodbye if that has not been done and closes the connection without waiting for an answer. */
    @Override
    public void close() throws IOException {
        try {
            close(CloseCode.NORMAL, "");
        } finally {
            frames.close();
        }
    }

    /** The bytes of all binary messages as one stream, for protocols that are tunnelled. Text messages are an error. */
    public InputStream input() {
        return new MessageInput(this);
    }

    /** Sends what is written to it as binary messages, one for each call. Closing it says goodbye. */
    public OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                sendBinary(new byte[] {(byte) b});
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                sendBinary(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                WebSocketSession.this.close(CloseCode.NORMAL, "");
            }
        };
    }
}
