package dev.jukung.http;

import dev.jukung.base.Clock;
import dev.jukung.http.pki.TlsIdentity;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpScheme;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of HTTP/2 (RFC 9113): many requests at a time. A response that its reader leaves lying fills its own
 * window and nothing else. Confined to the event loop where not said otherwise.
 */
final class Http2ClientConnection extends Http2EventAdapter implements ClientConnection {
    /** What may lie unread of one response. */
    static final int STREAM_WINDOW_BYTES = 1024 * 1024;
    /** Large enough that unread responses never hold up others: the streams' windows are the limit. */
    private static final int CONNECTION_WINDOW_BYTES = 1 << 30;
    /** What the reader has taken is reported to the server in portions of this size. */
    private static final int CREDIT_BYTES = STREAM_WINDOW_BYTES / 8;
    /** Until the server has named its own limit (RFC 9113, 6.5.2, recommends no less). */
    private static final int STREAMS = 100;

    private final Channel channel;
    private final ClientContext client;
    private final Optional<TlsIdentity> identity;
    private final Http2Handler handler;
    private final Http2Connection.PropertyKey exchanges;
    private final ConnectionTimer timer;
    private final AtomicInteger reserved = new AtomicInteger(); // any thread
    private volatile int streamLimit = STREAMS;
    private volatile boolean retired;
    private int lastProcessed = Integer.MAX_VALUE;
    private long idleSince;
    private long heardAt;
    private long pingedAt = ConnectionTimer.NEVER;
    private Clock.Hold pinging = Clock.Hold.NONE;

    private Http2ClientConnection(Channel channel, ClientContext client, Optional<TlsIdentity> identity) {
        this.channel = channel;
        this.client = client;
        this.identity = identity;
        Http2Settings settings =
                Http2Settings.defaultSettings().pushEnabled(false).initialWindowSize(STREAM_WINDOW_BYTES);
        handler = Http2Handler.create(false, settings, this, client.faults());
        exchanges = handler.connection().newKey();
        idleSince = client.clock().nanos();
        heardAt = idleSince;
        timer = new ConnectionTimer(client.clock(), channel.eventLoop(), this::deadline, this::expired);
    }

    static Http2ClientConnection add(ChannelPipeline pipeline, ClientContext client, Optional<TlsIdentity> identity)
            throws Http2Exception {
        Http2ClientConnection connection = new Http2ClientConnection(pipeline.channel(), client, identity);
        pipeline.addLast(connection.handler);
        Http2Connection streams = connection.handler.connection();
        streams.local()
                .flowController()
                .incrementWindowSize(
                        streams.connectionStream(),
                        CONNECTION_WINDOW_BYTES
                                - streams.local().flowController().windowSize(streams.connectionStream()));
        connection.timer.check();
        pipeline.channel().closeFuture().addListener(_ -> connection.closed());
        return connection;
    }

    // For the pool; on any thread.

    @Override
    public Optional<TlsIdentity> identity() {
        return identity;
    }

    @Override
    public boolean http2() {
        return true;
    }

    @Override
    public boolean reserve() {
        if (retired()) {
            return false;
        }
        if (reserved.incrementAndGet() <= streamLimit) {
            return true;
        }
        reserved.decrementAndGet();
        return false;
    }

    @Override
    public boolean retired() {
        return retired || !channel.isActive();
    }

    @Override
    public void retire() {
        retired = true;
        Transport.execute(channel.eventLoop(), this::closeWhenUnused);
    }

    @Override
    public void close() {
        retired = true;
        channel.close();
    }

    @Override
    public ClientExchange send(ClientRequest request) {
        Stream stream = new Stream();
        ClientExchange exchange = new ClientExchange(request, stream);
        if (!Transport.execute(channel.eventLoop(), () -> start(exchange, stream))) {
            exchange.fail(new IOException("the client is closed"));
        }
        return exchange;
    }

    // Sending.

    private void start(ClientExchange exchange, Stream stream) {
        int id = channel.isActive() ? handler.connection().local().incrementAndGetNextStreamId() : -1;
        if (id < 0 || handler.connection().goAwayReceived() || stream.cancelled) {
            retired |= id < 0;
            release();
            exchange.fail(new NotProcessedException("the connection takes no more requests"));
            return;
        }
        stream.id = id;
        ClientRequest request = exchange.request();
        ChannelHandlerContext context = handler.context();
        boolean body = request.sendsBody();
        handler.encoder()
                .writeHeaders(context, id, head(request), 0, !body, context.newPromise())
                .addListener(written -> {
                    if (!written.isSuccess()) {
                        exchange.fail(new IOException("the request could not be sent", written.cause()));
                    }
                });
        Http2Stream opened = handler.connection().stream(id);
        if (opened == null) {
            release(); // the listener above has told the exchange why
            return;
        }
        opened.setProperty(exchanges, exchange);
        if (body) {
            ByteBuf data = Unpooled.wrappedBuffer(request.body());
            handler.encoder().writeData(context, id, data, 0, true, context.newPromise());
        }
        handler.flushSoon();
        timer.check();
    }

    private static Http2Headers head(ClientRequest request) {
        Origin origin = Origin.of(request.uri());
        Http2Headers headers = new DefaultHttp2Headers(true)
                .method(request.method())
                .scheme((origin.tls() ? HttpScheme.HTTPS : HttpScheme.HTTP).name())
                .authority(request.headers().first("Host").orElseGet(origin::authority))
                .path(request.target());
        Http2Fields.write(request.headers().without("Host"), headers, false);
        if (request.sendsBody()) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(request.body().length));
        }
        return headers;
    }

    // Receiving.

    @Override
    public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) {
        heard();
        Long limit = settings.maxConcurrentStreams();
        if (limit != null) {
            streamLimit = (int) Math.min(limit, Integer.MAX_VALUE);
            client.changed().run();
        }
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int streamId,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean end) {
        onHeadersRead(context, streamId, headers, padding, end);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context, int streamId, Http2Headers headers, int padding, boolean end) {
        heard();
        ClientExchange exchange = exchange(streamId);
        CharSequence status = headers.status();
        if (exchange == null) {
            return;
        }
        if (status != null && !exchange.answered()) {
            int code = Integer.parseInt(status.toString());
            if (code < 200) {
                return; // an interim response; the real one follows
            }
            exchange.head(code, Http2Fields.read(headers), "HTTP/2.0");
        }
        if (end) {
            exchange.body().end();
        }
    }

    @Override
    public int onDataRead(ChannelHandlerContext context, int streamId, ByteBuf data, int padding, boolean end) {
        heard();
        ClientExchange exchange = exchange(streamId);
        if (exchange == null) {
            return data.readableBytes() + padding;
        }
        exchange.body().add(data.retain());
        if (end) {
            exchange.body().end();
        }
        return padding; // the rest when the reader has taken it
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext context, int streamId, long error) {
        heard();
        ClientExchange exchange = exchange(streamId);
        if (exchange != null) {
            exchange.fail(
                    error == Http2Error.REFUSED_STREAM.code()
                            ? new NotProcessedException("the server refused the stream")
                            : new IOException(
                                    "stream error: stream ID " + streamId + "; " + Http2Error.valueOf(error)));
        }
    }

    @Override
    public void onPingRead(ChannelHandlerContext context, long data) {
        heard();
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext context, long data) {
        heard();
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext context, int streamId, int bytes) {
        heard();
    }

    private @Nullable ClientExchange exchange(int streamId) {
        Http2Stream stream = handler.connection().stream(streamId);
        return stream == null ? null : stream.getProperty(exchanges);
    }

    // Ending.

    @Override
    public void onGoAwayReceived(int lastStream, long error, ByteBuf debug) {
        retired = true;
        lastProcessed = lastStream;
        client.changed().run();
        channel.eventLoop().execute(this::closeWhenUnused);
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        ClientExchange exchange = stream.getProperty(exchanges);
        if (exchange != null) {
            // Without effect if the response was complete.
            exchange.fail(
                    stream.id() > lastProcessed
                            ? new NotProcessedException("the server is going away")
                            : new IOException("unexpected EOF"));
        }
    }

    @Override
    public void onStreamRemoved(Http2Stream stream) {
        release();
        idleSince = client.clock().nanos();
        timer.check();
        if (retired) {
            channel.eventLoop().execute(this::closeWhenUnused);
        }
    }

    private void release() {
        reserved.decrementAndGet();
        client.changed().run();
    }

    private void closeWhenUnused() {
        if (reserved.get() == 0) {
            channel.close();
        }
    }

    private void closed() {
        pinging.close();
        timer.end();
        client.changed().run();
    }

    // A dead peer says nothing: after a while of silence it is asked.

    private void heard() {
        heardAt = client.clock().nanos();
        if (pingedAt != ConnectionTimer.NEVER) {
            pingedAt = ConnectionTimer.NEVER;
            pinging.close();
        }
    }

    private long deadline() {
        if (handler.connection().numActiveStreams() == 0) {
            return idleSince + client.idle().toNanos();
        }
        return pingedAt == ConnectionTimer.NEVER
                ? heardAt + client.silence().toNanos()
                : pingedAt + client.silence().toNanos() / 2;
    }

    private void expired() {
        if (handler.connection().numActiveStreams() == 0) {
            retire();
        } else if (pingedAt == ConnectionTimer.NEVER) {
            pingedAt = client.clock().nanos();
            pinging = client.clock().hold(); // virtual time waits for the answer
            handler.encoder()
                    .writePing(
                            handler.context(),
                            false,
                            pingedAt,
                            handler.context().newPromise());
            handler.flushSoon();
            timer.check();
        } else {
            channel.close();
        }
    }

    /** One request's stream, for its reader. */
    private final class Stream implements ClientExchange.Control {
        private final AtomicInteger unreported = new AtomicInteger();
        // On the event loop.
        private int id;
        private boolean cancelled;

        @Override
        public void taken(ClientExchange exchange, int bytes) {
            if (unreported.addAndGet(bytes) >= CREDIT_BYTES) {
                Transport.execute(channel.eventLoop(), this::report);
            }
        }

        private void report() {
            int bytes = unreported.getAndSet(0);
            Http2Stream stream = handler.connection().stream(id);
            if (bytes == 0 || stream == null || stream.state() == Http2Stream.State.CLOSED) {
                return; // closing gave the connection back its part
            }
            try {
                if (handler.connection().local().flowController().consumeBytes(stream, bytes)) {
                    handler.flushSoon();
                }
            } catch (Http2Exception e) {
                throw new IllegalStateException("more was taken than had come on stream " + id, e);
            }
        }

        @Override
        public void cancel(ClientExchange exchange) {
            Transport.execute(channel.eventLoop(), () -> {
                cancelled = true;
                if (id != 0 && exchange(id) == exchange) {
                    handler.reset(id, Http2Error.CANCEL);
                }
            });
        }
    }
}
