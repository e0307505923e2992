package dev.jukung.http.websocket;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Frames on the wire (RFC 6455, 5). One thread reads and one writes at a time.
 */
final class Frames {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int FIN = 0x80;
    private static final int RESERVED = 0x70;
    private static final int MASKED = 0x80;
    private static final int CONTROL_BYTES = 125;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** A frame whole in memory. */
    record Frame(boolean last, int kind, byte[] payload) {
        boolean control() {
            return kind >= CLOSE;
        }
    }

    private final DataInputStream in;
    private final OutputStream out;
    private final int limitBytes;
    private final Optional<SecureRandom> masks;

    /**
     * @param limitBytes of a frame's payload
     * @param masks present on the client's side: its frames are masked, those of a server are not
     */
    Frames(InputStream in, OutputStream out, int limitBytes, Optional<SecureRandom> masks) {
        this.in = new DataInputStream(new BufferedInputStream(in));
        this.out = out;
        this.limitBytes = limitBytes;
        this.masks = masks;
    }

    int limitBytes() {
        return limitBytes;
    }

    /** The next frame; empty when the peer has closed the connection between two frames. */
    Optional<Frame> read() throws IOException {
        int first = in.read();
        if (first < 0) {
            return Optional.empty();
        }
        int second = in.readUnsignedByte();
        int kind = first & 0xf;
        boolean masked = (second & MASKED) != 0;
        long length = second & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        check(first, kind, masked, length);
        int mask = masked ? in.readInt() : 0;
        byte[] payload = new byte[(int) length];
        try {
            in.readFully(payload);
        } catch (EOFException e) {
            throw (IOException) new EOFException("websocket: the connection broke within a frame").initCause(e);
        }
        if (masked) {
            mask(payload, 0, mask);
        }
        return Optional.of(new Frame((first & FIN) != 0, kind, payload));
    }

    private void check(int first, int kind, boolean masked, long length) throws ViolationException {
        if ((first & RESERVED) != 0) {
            throw new ViolationException(CloseCode.PROTOCOL_ERROR, "reserved bits are set");
        }
        if (kind > BINARY && (kind < CLOSE || kind > PONG)) {
            throw new ViolationException(CloseCode.PROTOCOL_ERROR, "unknown opcode " + kind);
        }
        if (masked == masks.isPresent()) {
            throw new ViolationException(CloseCode.PROTOCOL_ERROR, masked ? "masked frame" : "frame without mask");
        }
        if (kind >= CLOSE && (length > CONTROL_BYTES || (first & FIN) == 0)) {
            throw new ViolationException(CloseCode.PROTOCOL_ERROR, "control frame is fragmented or too long");
        }
        if (length < 0 || length > limitBytes) {
            throw new ViolationException(CloseCode.TOO_BIG, "message is longer than " + limitBytes + " bytes");
        }
    }

    /** Sends one frame that is a whole message or control frame. */
    void write(int kind, byte[] payload, int offset, int length) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(14 + length);
        frame.put((byte) (FIN | kind));
        int flag = masks.isPresent() ? MASKED : 0;
        if (length < 126) {
            frame.put((byte) (flag | length));
        } else if (length <= 0xffff) {
            frame.put((byte) (flag | 126)).putShort((short) length);
        } else {
            frame.put((byte) (flag | 127)).putLong(length);
        }
        if (masks.isPresent()) {
            int mask = masks.get().nextInt();
            frame.putInt(mask);
            int start = frame.position();
            frame.put(payload, offset, length);
            mask(frame.array(), start, frame.position(), mask);
        } else {
            frame.put(payload, offset, length);
        }
        out.write(frame.array(), 0, frame.position());
        out.flush();
    }

    void close() throws IOException {
        out.close();
    }

    private static void mask(byte[] bytes, int start, int mask) {
        mask(bytes, start, bytes.length, mask);
    }

    private static void mask(byte[] bytes, int start, int end, int mask) {
        long twice = (mask & 0xffffffffL) << 32 | (mask & 0xffffffffL);
        int at = start;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            LONGS.set(bytes, at, (long) LONGS.get(bytes, at) ^ twice);
        }
        for (int i = 0; at < end; i++, at++) {
            bytes[at] ^= (byte) (mask >>> (24 - 8 * (i & 3)));
        }
    }
}
