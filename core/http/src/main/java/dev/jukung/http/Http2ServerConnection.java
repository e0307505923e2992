package dev.jukung.http;

import dev.jukung.http.HttpServer.Limits;
import dev.jukung.http.Incoming.Content;
import dev.jukung.http.ServerStatistics.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Speaks HTTP/2 on one connection (RFC 9113). Netty keeps streams, flow control and header compression; this hands
 * requests over and writes what exchanges send. Confined to the event loop, except {@link #requestEnded}.
 */
final class Http2ServerConnection extends Http2EventAdapter implements Connection {
    /** As kube-apiserver: nearly every request body fits, so it comes without waiting for the window. */
    private static final int STREAM_WINDOW_BYTES = 256 * 1024;
    /** Bodies are taken in as they come, so this need not hold a window for every stream. */
    private static final int CONNECTION_WINDOW_BYTES = 4 * 1024 * 1024;

    private static final int FRAME_BYTES = 256 * 1024;
    /** Requests go on when their client has cancelled them, so the limit of streams alone does not bound them. */
    private static final int RUNNING_PER_STREAM = 4;

    private static final long DRAIN_PING = 0x6a756b756e67L;

    private final Channel channel;
    private final ServerContext server;
    private final Caller caller;
    private final ConnectionTimer timer;
    private final Http2Handler handler;
    private final Http2Connection.PropertyKey exchanges;
    private final AtomicInteger running = new AtomicInteger();
    private long idleDeadline;
    private boolean draining;
    private boolean saidGoodbye;

    private Http2ServerConnection(Channel channel, ServerContext server, Caller caller, long start) {
        this.channel = channel;
        this.server = server;
        this.caller = caller;
        idleDeadline = start + server.options().timeouts().head().toNanos();
        timer = new ConnectionTimer(server.options().clock(), channel.eventLoop(), this::deadline, this::expired);
        Limits limits = server.options().limits();
        Http2Settings settings = Http2Settings.defaultSettings()
                .maxConcurrentStreams(limits.streams())
                .initialWindowSize(STREAM_WINDOW_BYTES)
                .maxFrameSize(FRAME_BYTES)
                .maxHeaderListSize(limits.headBytes());
        handler = Http2Handler.create(true, settings, this, server.options().faults());
        exchanges = handler.connection().newKey();
    }

    /** @param start when the connection was accepted */
    static Http2ServerConnection add(ChannelPipeline pipeline, ServerContext server, Caller caller, long start)
            throws Http2Exception {
        Http2ServerConnection connection = new Http2ServerConnection(pipeline.channel(), server, caller, start);
        pipeline.addLast(connection.handler);
        Http2Connection streams = connection.handler.connection();
        streams.local()
                .flowController()
                .incrementWindowSize(
                        streams.connectionStream(),
                        CONNECTION_WINDOW_BYTES
                                - streams.local().flowController().windowSize(streams.connectionStream()));
        connection.timer.check();
        return connection;
    }

    @Override
    public Channel channel() {
        return channel;
    }

    // Reading.

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
        Http2Exchange known = exchange(streamId);
        if (known != null) {
            if (end) {
                finishBody(known); // these were trailers
            }
            return;
        }
        Http2Stream stream = handler.connection().stream(streamId);
        if (running.get() >= server.options().limits().streams() * RUNNING_PER_STREAM) {
            server.options().statistics().refused(Refusal.TOO_MANY_STREAMS, caller.address());
            handler.reset(streamId, Http2Error.REFUSED_STREAM);
            return;
        }
        CharSequence method = headers.method();
        CharSequence target = headers.path();
        if (stream == null || method == null || target == null) {
            handler.reset(streamId, Http2Error.PROTOCOL_ERROR); // RFC 9113, 8.3.1
            return;
        }
        Http2Exchange exchange = new Http2Exchange(this, caller, streamId);
        stream.setProperty(exchanges, exchange);
        BodyCollector body = new BodyCollector(
                headers.getLong(HttpHeaderNames.CONTENT_LENGTH, -1),
                server.options().limits().bodyBytes());
        exchange.expect(
                Incoming.of(
                        method.toString(),
                        target.toString(),
                        Http2Fields.read(headers),
                        "HTTP/2.0",
                        new Content.TooLarge()),
                body,
                server.nanos() + server.options().timeouts().body().toNanos());
        if (body.overflown()) {
            dispatch(exchange, new Content.TooLarge());
        } else if (end) {
            finishBody(exchange);
        } else {
            timer.check();
        }
    }

    @Override
    public int onDataRead(ChannelHandlerContext context, int streamId, ByteBuf data, int padding, boolean end) {
        Http2Exchange exchange = exchange(streamId);
        BodyCollector body = exchange == null ? null : exchange.body();
        if (exchange != null && body != null) {
            body.add(data);
            if (body.overflown()) {
                dispatch(exchange, new Content.TooLarge());
            } else if (end) {
                finishBody(exchange);
            }
        }
        return data.readableBytes() + padding; // taken in whole: the client may send as much again
    }

    private void finishBody(Http2Exchange exchange) {
        BodyCollector body = exchange.body();
        if (body != null) {
            dispatch(exchange, new Content.Whole(body.bytes()));
        }
    }

    private void dispatch(Http2Exchange exchange, Content content) {
        running.incrementAndGet();
        server.dispatcher().start(exchange, exchange.arrived(content));
    }

    private @Nullable Http2Exchange exchange(int streamId) {
        Http2Stream stream = handler.connection().stream(streamId);
        return stream == null ? null : stream.getProperty(exchanges);
    }

    // Answering; called by exchanges.

    Http2Headers head(int status, Headers fields, long length, boolean bodiless) {
        return Http2Fields.response(status, fields, server.date().text(), length, bodiless);
    }

    void write(Http2Exchange from, @Nullable Http2Headers head, ByteBuf data, boolean last) {
        int id = from.streamId();
        if (exchange(id) != from || !channel.isActive()) {
            data.release();
            from.window().fail(new IOException("the stream is closed"));
            return;
        }
        ChannelHandlerContext context = handler.context();
        int size = data.readableBytes();
        boolean headOnly = head != null && size == 0;
        ChannelPromise written = context.newPromise().addListener(from.window().giveBack(size));
        if (last) {
            written.addListener(_ -> stopRequest(from));
        }
        if (head != null) {
            ChannelPromise promise = headOnly ? written : context.newPromise();
            handler.encoder().writeHeaders(context, id, head, 0, last && headOnly, promise);
        }
        if (headOnly) {
            data.release();
        } else {
            handler.encoder().writeData(context, id, data, 0, last, written);
        }
        handler.flushSoon();
    }

    /** The answer is complete; a client still sending its request may stop (RFC 9113, 8.1). */
    private void stopRequest(Http2Exchange answered) {
        Http2Stream stream = handler.connection().stream(answered.streamId());
        if (stream != null && stream.state().remoteSideOpen()) {
            handler.reset(answered.streamId(), Http2Error.NO_ERROR);
        }
    }

    void reset(Http2Exchange broken) {
        if (exchange(broken.streamId()) == broken) {
            handler.reset(broken.streamId(), Http2Error.INTERNAL_ERROR);
        }
    }

    /** On the request's thread. */
    void requestEnded() {
        running.decrementAndGet();
    }

    // Ending.

    @Override
    public void onStreamClosed(Http2Stream stream) {
        Http2Exchange exchange = stream.getProperty(exchanges);
        if (exchange != null) {
            exchange.clientLeft();
        }
    }

    @Override
    public void onStreamRemoved(Http2Stream stream) {
        if (handler.connection().numActiveStreams() > 0) {
            return;
        }
        idleDeadline = server.nanos() + server.options().timeouts().idle().toNanos();
        timer.check();
        if (saidGoodbye) {
            channel.eventLoop().execute(channel::close); // behind what is still being written
        }
    }

    /** First only a warning, since requests may be on their way; the ping's answer comes after all of them. */
    @Override
    public void drain() {
        if (!draining) {
            draining = true;
            ChannelHandlerContext context = handler.context();
            goAway(Integer.MAX_VALUE);
            handler.encoder().writePing(context, false, DRAIN_PING, context.newPromise());
            handler.flushSoon();
        }
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext context, long data) {
        if (draining && data == DRAIN_PING) {
            saidGoodbye = true;
            Future<Void> said = goAway(handler.connection().remote().lastStreamCreated());
            handler.flushSoon();
            said.addListener(_ -> {
                if (handler.connection().numActiveStreams() == 0) {
                    channel.close();
                }
            });
        }
    }

    private Future<Void> goAway(int lastStream) {
        ChannelHandlerContext context = handler.context();
        return handler.goAway(
                context, lastStream, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, context.newPromise());
    }

    private long deadline() {
        if (handler.connection().numActiveStreams() == 0) {
            return idleDeadline;
        }
        long first = ConnectionTimer.NEVER;
        for (Http2Exchange exchange : active()) {
            long deadline = exchange.bodyDeadline();
            if (deadline != ConnectionTimer.NEVER && (first == ConnectionTimer.NEVER || deadline - first < 0)) {
                first = deadline;
            }
        }
        return first;
    }

    private void expired() {
        long now = server.nanos();
        List<Http2Exchange> open = active();
        for (Http2Exchange exchange : open) {
            if (exchange.bodyDeadline() != ConnectionTimer.NEVER && exchange.bodyDeadline() - now <= 0) {
                server.options().statistics().refused(Refusal.TIMED_OUT, caller.address());
                handler.reset(exchange.streamId(), Http2Error.CANCEL);
            }
        }
        if (open.isEmpty()) {
            goAway(handler.connection().remote().lastStreamCreated()).addListener(_ -> channel.close());
            handler.flushSoon();
        } else {
            timer.check();
        }
    }

    private List<Http2Exchange> active() {
        List<Http2Exchange> found = new ArrayList<>();
        try {
            handler.connection().forEachActiveStream(stream -> {
                Http2Exchange exchange = stream.getProperty(exchanges);
                if (exchange != null) {
                    found.add(exchange);
                }
                return true;
            });
        } catch (Http2Exception e) {
            throw new IllegalStateException("looking at streams throws nothing", e);
        }
        return found;
    }
}
