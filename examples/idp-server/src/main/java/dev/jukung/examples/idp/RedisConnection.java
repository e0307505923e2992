package dev.jukung.examples.idp;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The part of Redis' protocol (RESP2) that three commands need. Confined to one thread at a time. */
final class RedisConnection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 3_000;
    private static final int LONGEST_REPLY_BYTES = 1 << 20;

    /** Redis understood and said no; the connection stays good. */
    static final class RefusedException extends IOException {
        RefusedException(String message) {
            super(message);
        }
    }

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private RedisConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = new BufferedOutputStream(socket.getOutputStream());
    }

    static RedisConnection open(Settings.Redis settings) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(settings.host(), settings.port()), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            RedisConnection connection = new RedisConnection(socket);
            if (!settings.password().isEmpty()) {
                connection.call("AUTH", settings.password());
            }
            return connection;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** The reply as text: a status, an integer or a string; empty for Redis' nil. */
    String call(String... command) throws IOException {
        out.write(("*" + command.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (String word : command) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            out.write(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(bytes);
            out.write('\r');
            out.write('\n');
        }
        out.flush();
        String line = line();
        return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
            case '+', ':' -> line.substring(1);
            case '-' -> throw new RefusedException(line.substring(1));
            case '$' -> bulk(Integer.parseInt(line.substring(1)));
            default -> throw new IOException("not a reply of Redis: " + line);
        };
    }

    private String bulk(int length) throws IOException {
        if (length < 0) {
            return "";
        }
        if (length > LONGEST_REPLY_BYTES) {
            throw new IOException("a reply of " + length + " bytes");
        }
        byte[] bytes = in.readNBytes(length + 2);
        if (bytes.length < length + 2) {
            throw new IOException("the connection ended within a reply");
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\r'; c = in.read()) {
            if (c < 0 || line.length() > 4096) {
                throw new IOException("the connection ended, or a reply without end");
            }
            line.append((char) c);
        }
        if (in.read() != '\n') {
            throw new IOException("a reply without its line feed");
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            Log.line("closing the connection to Redis: " + e.getMessage());
        }
    }
}
