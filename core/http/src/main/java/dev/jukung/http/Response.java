package dev.jukung.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** What a handler answers: status, header fields (without the ones about framing) and a body. */
public record Response(int status, Headers headers, Body body) {
    /** How the content is produced. */
    public sealed interface Body {}

    /** Known whole. The bytes are not changed afterwards; several arrays are sent one after the other without being copied together. */
    public record Bytes(byte[]... parts) implements Body {}

    /**
     * Produced while it is sent: a watch, followed logs. The writer runs on the request's virtual thread; writing blocks
     * while the client is slow, and throws (or the thread is interrupted) when the client has left.
     */
    public record Stream(Writer writer) implements Body {}

    /** The connection stops speaking HTTP/1.1 after a 101: raw bytes both ways until one side closes. */
    public record Upgraded(Session session) implements Body {}

    /** Writes a streamed body. */
    @FunctionalInterface
    public interface Writer {
        void write(Sink sink) throws IOException, InterruptedException;
    }

    /** Where a streamed body goes. Each call is sent at once. */
    @FunctionalInterface
    public interface Sink {
        void send(byte[]... parts) throws IOException, InterruptedException;
    }

    /** Serves an upgraded connection; returning closes it. */
    @FunctionalInterface
    public interface Session {
        void serve(InputStream in, OutputStream out) throws IOException, InterruptedException;
    }

    public static Response of(int status, String contentType, byte[]... parts) {
        return new Response(status, Headers.of("Content-Type", contentType), new Bytes(parts));
    }

    public static Response text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }
}
