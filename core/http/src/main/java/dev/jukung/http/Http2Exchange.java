package dev.jukung.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/** A request on an HTTP/2 stream. */
final class Http2Exchange extends Exchange {
    private final Http2ServerConnection connection;
    private final int streamId;
    // On the event loop, while the request is being read.
    private @Nullable Incoming incoming;
    private @Nullable BodyCollector body;
    private long bodyDeadline = ConnectionTimer.NEVER;

    Http2Exchange(Http2ServerConnection connection, Caller caller, int streamId) {
        super(connection.channel().eventLoop(), caller);
        this.connection = connection;
        this.streamId = streamId;
    }

    int streamId() {
        return streamId;
    }

    /** The head has come, the body follows. */
    void expect(Incoming head, BodyCollector collector, long deadline) {
        incoming = head;
        body = collector;
        bodyDeadline = deadline;
    }

    /** Where the body goes; null when it is over or nobody wants it any more. */
    @Nullable
    BodyCollector body() {
        return body;
    }

    long bodyDeadline() {
        return bodyDeadline;
    }

    /** The body is over, or will not be read. */
    Incoming arrived(Incoming.Content content) {
        Incoming head = incoming;
        if (head == null) {
            throw new IllegalStateException("a body without a request on stream " + streamId);
        }
        incoming = null;
        body = null;
        bodyDeadline = ConnectionTimer.NEVER;
        return new Incoming(head.method(), head.target(), head.headers(), head.protocol(), content);
    }

    @Override
    Http2Headers head(int status, Headers fields, long length, boolean bodiless) {
        return connection.head(status, fields, length, bodiless);
    }

    @Override
    void ended() {
        connection.requestEnded();
    }

    @Override
    void write(@Nullable Object head, ByteBuf data, boolean last) {
        connection.write(this, (Http2Headers) head, data, last);
    }

    @Override
    void abort() {
        connection.reset(this);
    }
}
