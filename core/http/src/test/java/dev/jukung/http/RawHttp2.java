package dev.jukung.http;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** An HTTP/2 connection frame by frame (RFC 9113, 4.1), for clients that do not keep to the rules. */
final class RawHttp2 implements AutoCloseable {
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    static final int PROTOCOL_ERROR = 1;
    static final int CANCEL = 8;
    static final int ENHANCE_YOUR_CALM = 11;

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private final SSLSocket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    record Frame(int type, int flags, int stream, byte[] payload) {
        /** Of a RST_STREAM or GOAWAY frame. */
        int error() {
            return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
        }
    }

    /** Agrees on HTTP/2 and has sent nothing yet. */
    RawHttp2(TestServer server) throws IOException {
        socket = (SSLSocket)
                TestServer.sslContext(Optional.empty()).getSocketFactory().createSocket("localhost", server.port());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(20_000);
        socket.startHandshake();
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    RawHttp2 preface() throws IOException {
        out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
        send(SETTINGS, 0, 0);
        return this;
    }

    void text(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    void send(int type, int flags, int stream, byte... payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        DataOutputStream head = new DataOutputStream(frame);
        head.writeByte(payload.length >> 16);
        head.writeShort(payload.length & 0xffff);
        head.writeByte(type);
        head.writeByte(flags);
        head.writeInt(stream);
        head.write(payload);
        out.write(frame.toByteArray());
    }

    void get(int stream) throws IOException {
        send(HEADERS, END_STREAM | END_HEADERS, stream, get());
    }

    /** {@code GET https://a/} in HPACK, from the static table (RFC 7541, Appendix A). */
    static byte[] get() {
        return new byte[] {(byte) 0x82, (byte) 0x87, (byte) 0x84, 0x01, 0x01, 'a'};
    }

    void cancel(int stream) throws IOException {
        send(RST_STREAM, 0, stream, new byte[] {0, 0, 0, CANCEL});
    }

    Frame read() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt() & Integer.MAX_VALUE;
        return new Frame(type, flags, stream, in.readNBytes(length));
    }

    /** Reads until a frame of this type comes. */
    Frame await(int type) throws IOException {
        while (true) {
            Frame frame = read();
            if (frame.type() == type) {
                return frame;
            }
        }
    }

    /** Reads until the server has closed; an abrupt end is one as well. */
    void awaitEnd() {
        try {
            while (true) {
                read();
            }
        } catch (EOFException _) {
            // This is what was waited for.
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("the server keeps the connection", e);
        } catch (IOException _) {
            // Closed with data of ours unread: a reset.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
