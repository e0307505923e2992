package dev.jukung.http;

import dev.jukung.http.Incoming.Content;
import dev.jukung.http.ServerStatistics.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Speaks HTTP/1.1 on one connection, one request at a time. It keeps reading while a request is being answered, so that
 * it notices when the client leaves; what a pipelining client sends meanwhile waits here, up to a limit. Confined to the
 * event loop.
 */
final class Http1ServerConnection extends ChannelInboundHandlerAdapter implements Connection {
    private static final Logger LOG = LoggerFactory.getLogger(Http1ServerConnection.class);
    /** Pieces of pipelined requests that may wait; then reading pauses. */
    private static final int WAITING = 16;
    /** How long input is thrown away after an early answer, so that closing does not destroy the answer on its way. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private enum State {
        HEAD,
        BODY,
        ANSWERING,
        LINGERING,
        OVER
    }

    private final Channel channel;
    private final ServerContext server;
    private final Caller caller;
    private final ConnectionTimer timer;
    private final Deque<HttpObject> waiting = new ArrayDeque<>();
    private State state = State.HEAD;
    private long deadline;
    private boolean closeAfter;
    private boolean bodyUnread;
    private @Nullable HttpRequest request;
    private @Nullable BodyCollector body;
    private @Nullable Http1Exchange exchange;

    /** @param start when the connection was accepted */
    Http1ServerConnection(Channel channel, ServerContext server, Caller caller, long start) {
        this.channel = channel;
        this.server = server;
        this.caller = caller;
        deadline = start + server.options().timeouts().head().toNanos();
        timer = new ConnectionTimer(server.options().clock(), channel.eventLoop(), () -> deadline, this::expired);
    }

    @Override
    public Channel channel() {
        return channel;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        timer.check();
    }

    // Reading.

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        HttpObject object = (HttpObject) message;
        switch (state) {
            case HEAD, BODY -> take(object);
            case ANSWERING -> {
                if (bodyUnread) {
                    bodyUnread = !(object instanceof LastHttpContent);
                    ReferenceCountUtil.release(object);
                } else {
                    waiting.add(object);
                    channel.config().setAutoRead(waiting.size() < WAITING);
                }
            }
            case LINGERING -> {
                ReferenceCountUtil.release(object);
                if (object instanceof LastHttpContent) {
                    channel.close();
                }
            }
            case OVER -> ReferenceCountUtil.release(object);
        }
    }

    private void take(HttpObject object) {
        try {
            if (object.decoderResult().isFailure()) {
                malformed(object.decoderResult().cause());
                return;
            }
            if (object instanceof HttpRequest head) {
                takeHead(head);
            }
            if (object instanceof HttpContent content && state == State.BODY) {
                takeContent(content);
            }
        } finally {
            ReferenceCountUtil.release(object);
        }
    }

    private void takeHead(HttpRequest head) {
        request = head;
        closeAfter |= !HttpUtil.isKeepAlive(head);
        state = State.BODY;
        if (head.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && !head.headers().contains(HttpHeaderNames.HOST)) {
            refuse(400, "Bad Request: missing required Host header"); // RFC 9112, 3.2
            return;
        }
        BodyCollector collector = new BodyCollector(
                HttpUtil.getContentLength(head, -1L), server.options().limits().bodyBytes());
        body = collector;
        String expectation = head.headers().get(HttpHeaderNames.EXPECT);
        if (collector.overflown()) {
            answer(new Content.TooLarge());
        } else if (expectation != null) {
            if (!HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expectation)) {
                refuse(417, "Expectation Failed");
                return;
            }
            channel.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
        deadline = server.nanos() + server.options().timeouts().body().toNanos();
    }

    private void takeContent(HttpContent content) {
        BodyCollector collector = body;
        if (collector == null) {
            return;
        }
        collector.add(content.content());
        if (collector.overflown()) {
            answer(new Content.TooLarge());
            bodyUnread = !(content instanceof LastHttpContent);
        } else if (content instanceof LastHttpContent) {
            answer(new Content.Whole(collector.bytes()));
            bodyUnread = false;
        } else {
            timer.check(); // the rest is late: from here on the body's deadline counts
        }
    }

    private void malformed(Throwable cause) {
        LOG.debug("malformed request from {}", channel.remoteAddress(), cause);
        if (cause instanceof TooLongHttpLineException || cause instanceof TooLongHttpHeaderException) {
            refuse(431, "Request Header Fields Too Large");
        } else {
            refuse(400, "Bad Request");
        }
    }

    /** The decoder gives up after this, so the connection ends with the answer. */
    private void refuse(int status, String why) {
        closeAfter = true;
        start(Incoming.malformed(status, why, "HTTP/1.1"), HttpVersion.HTTP_1_1);
        bodyUnread = true;
    }

    private void answer(Content content) {
        HttpRequest head = request;
        if (head == null) {
            throw new IllegalStateException("a body without a request");
        }
        bodyUnread = true;
        closeAfter |= content instanceof Content.TooLarge;
        Headers headers = Http1Fields.read(head.headers());
        start(
                Incoming.of(
                        head.method().name(),
                        head.uri(),
                        headers,
                        head.protocolVersion().text(),
                        content),
                head.protocolVersion());
    }

    private void start(Incoming incoming, HttpVersion version) {
        state = State.ANSWERING;
        deadline = ConnectionTimer.NEVER;
        request = null;
        body = null;
        Http1Exchange started = new Http1Exchange(this, caller, version);
        exchange = started;
        server.dispatcher().start(started, incoming);
    }

    // Answering; called by the exchange.

    HttpResponse head(HttpVersion version, int status, Headers fields, long length, boolean bodiless) {
        boolean chunked = length < 0 && !bodiless && version.equals(HttpVersion.HTTP_1_1);
        return Http1Fields.write(status, fields, server.date().text(), length, chunked, bodiless);
    }

    void write(Http1Exchange from, @Nullable HttpResponse head, ByteBuf data, boolean last) {
        if (from != exchange || !channel.isActive()) {
            data.release();
            from.window().fail(new IOException("the connection is closed"));
            return;
        }
        int size = data.readableBytes();
        if (head != null) {
            boolean endsByClosing = !last && !Http1Fields.framed(head); // a stream for HTTP/1.0
            closeAfter |= endsByClosing || server.closing() || Http1Fields.endsConnection(head);
            Http1Fields.announceEnd(head, from.version(), closeAfter);
        }
        ChannelFutureListener done = last
                ? future -> written(from, size, future.cause())
                : from.window().giveBack(size);
        channel.writeAndFlush(message(head, data, last)).addListener(done);
    }

    private HttpObject message(@Nullable HttpResponse head, ByteBuf data, boolean last) {
        if (head == null) {
            return last ? new DefaultLastHttpContent(data) : new DefaultHttpContent(data);
        }
        if (last) {
            return full(head, data);
        }
        data.release(); // a head alone: the pieces follow
        return head;
    }

    private static FullHttpResponse full(HttpResponse head, ByteBuf data) {
        return new DefaultFullHttpResponse(
                head.protocolVersion(), head.status(), data, head.headers(), EmptyHttpHeaders.INSTANCE);
    }

    private void written(Http1Exchange from, int size, @Nullable Throwable failure) {
        from.window().give(size);
        if (failure != null || from != exchange) {
            channel.close();
            return;
        }
        exchange = null;
        if (!closeAfter) {
            next();
        } else if (bodyUnread && channel.isActive()) {
            linger();
        } else {
            channel.close();
        }
    }

    /** Says that no more will come, and waits for the client to stop sending. */
    private void linger() {
        state = State.LINGERING;
        deadline = server.nanos() + LINGER.toNanos();
        channel.config().setAutoRead(true);
        timer.check();
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            ((DuplexChannel) channel).shutdownOutput();
        } else {
            tls.closeOutbound().addListener(_ -> ((DuplexChannel) channel).shutdownOutput());
        }
    }

    private void next() {
        state = State.HEAD;
        deadline = server.nanos() + server.options().timeouts().idle().toNanos();
        timer.check();
        while (state != State.ANSWERING && !waiting.isEmpty()) {
            take(waiting.remove());
        }
        channel.config().setAutoRead(waiting.size() < WAITING);
    }

    void upgrade(Http1Exchange from, HttpResponse head, RawConnection raw) {
        if (from != exchange || !channel.isActive() || !waiting.isEmpty()) {
            from.window().fail(new IOException("the connection is closed"));
            channel.close();
            return;
        }
        state = State.OVER;
        timer.end();
        channel.writeAndFlush(full(head, Unpooled.EMPTY_BUFFER));
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(raw.handler());
        pipeline.remove(HttpResponseEncoder.class);
        pipeline.remove(this);
        pipeline.remove(HttpRequestDecoder.class); // hands on the bytes it has not looked at
    }

    void abort(Http1Exchange from) {
        if (from == exchange) {
            channel.close();
        }
    }

    // Ending.

    @Override
    public void drain() {
        closeAfter = true;
        if (state == State.HEAD) {
            channel.close();
        }
    }

    private void expired() {
        if (state == State.BODY) {
            server.options().statistics().refused(Refusal.TIMED_OUT, caller.address());
        }
        channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        timer.end();
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        Http1Exchange open = exchange;
        exchange = null;
        if (open != null) {
            open.clientLeft();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof RuntimeException && !(cause instanceof io.netty.handler.codec.DecoderException)) {
            server.options().faults().report("HTTP/1.1 with " + caller.address(), cause);
        } else {
            LOG.debug("connection with {} failed", caller.address(), cause); // resets, TLS alerts
        }
        context.close();
    }
}
