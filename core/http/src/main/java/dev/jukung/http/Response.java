package dev.jukung.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a handler answers: status, header fields (without the ones about framing) and a body. */
public record Response(int status, Headers headers, Body body) {
    /** How the content is produced. */
    public sealed interface Body {}

    /**
     * Known whole. The bytes are not changed afterwards; several spans are sent one after the other without being copied
     * together, so that a long answer made of stored parts takes no memory of its own.
     */
    public record Bytes(Span[] spans) implements Body {
        public Bytes(byte[]... parts) {
            this(Arrays.stream(parts).map(part -> new Span(part, 0)).toArray(Span[]::new));
        }

        public long length() {
            long length = 0;
            for (Span span : spans) {
                length += span.length();
            }
            return length;
        }

        public void writeTo(OutputStream out) throws IOException {
            for (Span span : spans) {
                out.write(span.array(), span.from(), span.length());
            }
        }

        /** A copy of all, in one array. */
        public byte[] joined() {
            byte[] all = new byte[Math.toIntExact(length())];
            int at = 0;
            for (Span span : spans) {
                System.arraycopy(span.array(), span.from(), all, at, span.length());
                at += span.length();
            }
            return all;
        }
    }

    /** The bytes of an array from a place on. */
    public record Span(byte[] array, int from) {
        public int length() {
            return array.length - from;
        }
    }

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
