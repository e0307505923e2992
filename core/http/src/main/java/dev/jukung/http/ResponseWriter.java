package dev.jukung.http;

import dev.jukung.base.Clock;
import dev.jukung.http.Response.Bytes;
import dev.jukung.http.Response.Session;
import dev.jukung.http.Response.Span;
import dev.jukung.http.Response.Stream;
import dev.jukung.http.Response.Upgraded;
import dev.jukung.http.Response.Writer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/** Sends responses through exchanges, on the requests' threads. Immutable. */
final class ResponseWriter {
    /** From this size on a body is compressed for a client that accepts gzip, as kube-apiserver does. */
    static final int GZIP_FROM_BYTES = 128 * 1024;
    /** What is handed to an event loop at a time: large enough to be cheap, a fraction of {@link OutboundWindow}. */
    static final int PIECE_BYTES = 128 * 1024;

    /** More are copied together first. */
    private static final int SPANS_SENT_AS_THEY_ARE = 8;

    private final Clock clock;
    private final Duration stalled;

    /** @param stalled how long a client may take nothing of a body that is known whole before it is given up */
    ResponseWriter(Clock clock, Duration stalled) {
        this.clock = clock;
        this.stalled = stalled;
    }

    /** Returns the number of bytes of content, before compression, that were handed to the connection. */
    long write(Exchange exchange, Request request, Response response) throws IOException, InterruptedException {
        return switch (response.body()) {
            case Bytes bytes -> bytes(exchange, request, response, bytes);
            case Stream(Writer writer) -> stream(exchange, request, response, writer);
            case Upgraded(Session session) -> upgraded(exchange, response, session);
        };
    }

    private long bytes(Exchange exchange, Request request, Response response, Bytes body)
            throws IOException, InterruptedException {
        long length = body.length();
        if (bodiless(request, response)) {
            exchange.send(exchange.head(response.status(), response.headers(), length, true), true);
        } else if (length >= GZIP_FROM_BYTES && mayCompress(request, response)) {
            compressed(exchange, response, body);
        } else if (length <= PIECE_BYTES) {
            Object head = exchange.head(response.status(), response.headers(), length, false);
            exchange.send(head, whole(body, (int) length), true);
        } else {
            exchange.send(exchange.head(response.status(), response.headers(), length, false), false);
            pieces(exchange, body, length);
        }
        return length;
    }

    private static boolean bodiless(Request request, Response response) {
        int status = response.status();
        return request.method().equals("HEAD") || status == 204 || status == 304;
    }

    /** As kube-apiserver reads the field: a plain {@code gzip} in the list, without looking at weights. */
    private static boolean mayCompress(Request request, Response response) {
        return request.headers().elements("Accept-Encoding").contains("gzip")
                && !response.headers().contains("Content-Encoding");
    }

    private void compressed(Exchange exchange, Response response, Bytes body) throws IOException, InterruptedException {
        Headers fields = response.headers().plus("Content-Encoding", "gzip").plus("Vary", "Accept-Encoding");
        exchange.send(exchange.head(response.status(), fields, -1, false), false);
        try (Gzip gzip = new Gzip(PIECE_BYTES)) {
            Gzip.Pieces<IOException> out =
                    (bytes, size) -> sendPatiently(exchange, Unpooled.wrappedBuffer(bytes, 0, size));
            for (Span span : body.spans()) {
                gzip.add(span.array(), span.from(), span.length(), out);
            }
            gzip.finish(out);
        }
        exchange.send(null, Unpooled.EMPTY_BUFFER, true);
    }

    private static ByteBuf whole(Bytes body, int length) {
        if (body.spans().length <= SPANS_SENT_AS_THEY_ARE) {
            ByteBuf[] parts = Arrays.stream(body.spans())
                    .map(span -> Unpooled.wrappedBuffer(span.array(), span.from(), span.length()))
                    .toArray(ByteBuf[]::new);
            return Unpooled.wrappedBuffer(SPANS_SENT_AS_THEY_ARE, parts);
        }
        ByteBuf whole = ByteBufAllocator.DEFAULT.directBuffer(length);
        for (Span span : body.spans()) {
            whole.writeBytes(span.array(), span.from(), span.length());
        }
        return whole;
    }

    /** Each piece is copied together where the connection reads it from: outside of the heap. */
    private void pieces(Exchange exchange, Bytes body, long length) throws IOException, InterruptedException {
        long left = length;
        ByteBuf piece = emptyPiece(left);
        for (Span span : body.spans()) {
            int at = span.from();
            while (at < span.array().length) {
                int count = Math.min(span.array().length - at, piece.writableBytes());
                piece.writeBytes(span.array(), at, count);
                at += count;
                left -= count;
                if (!piece.isWritable() && left > 0) {
                    sendPatiently(exchange, piece);
                    piece = emptyPiece(left);
                }
            }
        }
        exchange.send(null, piece, true);
    }

    private static ByteBuf emptyPiece(long left) {
        int size = (int) Math.min(left, PIECE_BYTES);
        return ByteBufAllocator.DEFAULT.directBuffer(size, size);
    }

    private void sendPatiently(Exchange exchange, ByteBuf piece) throws IOException, InterruptedException {
        if (!exchange.window().full()) {
            exchange.send(null, piece, false);
            return;
        }
        Clock.Timer patience = clock.after(stalled, () -> exchange.abandon("the client takes nothing"));
        try {
            exchange.send(null, piece, false);
        } finally {
            patience.cancel();
        }
    }

    private static long stream(Exchange exchange, Request request, Response response, Writer writer)
            throws IOException, InterruptedException {
        exchange.beginStreaming();
        try {
            if (bodiless(request, response)) {
                exchange.send(exchange.head(response.status(), response.headers(), -1, true), true);
                return 0;
            }
            exchange.send(exchange.head(response.status(), response.headers(), -1, false), false);
            StreamSink sink = new StreamSink(exchange);
            writer.write(sink);
            exchange.send(null, Unpooled.EMPTY_BUFFER, true);
            return sink.sent;
        } finally {
            exchange.endStreaming();
        }
    }

    private static long upgraded(Exchange exchange, Response response, Session session)
            throws IOException, InterruptedException {
        try (RawConnection connection = exchange.upgrade(response.status(), response.headers())) {
            session.serve(connection.in(), connection.out());
        }
        return 0;
    }

    private static final class StreamSink implements Response.Sink {
        private final Exchange exchange;
        private long sent;

        StreamSink(Exchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public void send(byte[]... parts) throws IOException, InterruptedException {
            ByteBuf data = Unpooled.wrappedBuffer(parts);
            sent += data.readableBytes();
            if (data.isReadable()) {
                exchange.send(null, data, false);
            }
        }
    }
}
