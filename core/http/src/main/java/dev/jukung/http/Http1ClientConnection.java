package dev.jukung.http;

import dev.jukung.http.pki.TlsIdentity;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The client's side of HTTP/1.1: one request at a time, and switches to other protocols. */
final class Http1ClientConnection extends ChannelInboundHandlerAdapter
        implements ClientConnection, ClientExchange.Control {
    /** What may be sent a second time when the connection is closed without any response (RFC 9110, 9.2.2). */
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private final Channel channel;
    private final ClientContext client;
    private final Optional<TlsIdentity> identity;
    private final ConnectionTimer timer;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean retired;
    private volatile boolean paused;
    // On the event loop.
    private @Nullable ClientExchange exchange;
    private @Nullable HttpResponse switching;
    private long idleDeadline = ConnectionTimer.NEVER;
    private boolean interim;

    Http1ClientConnection(Channel channel, ClientContext client, Optional<TlsIdentity> identity) {
        this.channel = channel;
        this.client = client;
        this.identity = identity;
        timer = new ConnectionTimer(client.clock(), channel.eventLoop(), () -> idleDeadline, channel::close);
    }

    @Override
    public Optional<TlsIdentity> identity() {
        return identity;
    }

    @Override
    public boolean reserve() {
        return !retired && channel.isActive() && busy.compareAndSet(false, true);
    }

    @Override
    public boolean http2() {
        return false;
    }

    @Override
    public boolean retired() {
        return retired || !channel.isActive();
    }

    @Override
    public void retire() {
        retired = true;
        if (busy.compareAndSet(false, true)) {
            channel.close();
        }
    }

    @Override
    public void close() {
        retired = true;
        channel.close();
    }

    @Override
    public ClientExchange send(ClientRequest request) {
        ClientExchange sent = new ClientExchange(request, this);
        if (!Transport.execute(channel.eventLoop(), () -> start(sent))) {
            sent.fail(new IOException("the client is closed"));
        }
        return sent;
    }

    private void start(ClientExchange sent) {
        if (!channel.isActive()) {
            sent.fail(new NotProcessedException("the connection was closed before the request"));
            return;
        }
        exchange = sent;
        idleDeadline = ConnectionTimer.NEVER;
        channel.writeAndFlush(message(sent.request())).addListener((ChannelFutureListener) written -> {
            if (!written.isSuccess()) {
                channel.close(); // channelInactive tells the exchange
            }
        });
    }

    private static DefaultFullHttpRequest message(ClientRequest request) {
        HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        if (!request.headers().contains("Host")) {
            headers.set(HttpHeaderNames.HOST, Origin.of(request.uri()).authority());
        }
        for (Headers.Field field : request.headers().fields()) {
            if (!field.name().equalsIgnoreCase("Content-Length")
                    && !field.name().equalsIgnoreCase("Transfer-Encoding")) {
                headers.add(field.name(), field.value());
            }
        }
        if (request.sendsBody()) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(request.body().length));
        }
        return new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.valueOf(request.method()),
                request.target(),
                Unpooled.wrappedBuffer(request.body()),
                headers,
                EmptyHttpHeaders.INSTANCE);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ClientExchange open = exchange;
        HttpObject object = (HttpObject) message;
        if (open == null || object.decoderResult().isFailure()) {
            ReferenceCountUtil.release(object);
            fail(new IOException(
                    "malformed HTTP response", object.decoderResult().cause()));
            channel.close();
            return;
        }
        if (object instanceof HttpResponse head) {
            takeHead(open, head);
        }
        if (object instanceof HttpContent content) {
            takeContent(open, content);
        }
    }

    private void takeHead(ClientExchange open, HttpResponse head) {
        int status = head.status().code();
        if (status == 101) {
            switching = head;
        } else if (status < 200) {
            interim = true;
        } else {
            retired |= !HttpUtil.isKeepAlive(head);
            open.head(
                    status,
                    Http1Fields.read(head.headers()),
                    head.protocolVersion().text());
        }
    }

    private void takeContent(ClientExchange open, HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        HttpResponse head = switching;
        if (interim || head != null) {
            content.release();
            interim &= !last;
            if (head != null && last) {
                switchTo(open, head);
            }
            return;
        }
        ByteBuf bytes = content.content();
        open.body().add(bytes);
        if (last) {
            finished(open);
        } else if (open.body().queued() >= RawConnection.INLET_BYTES) {
            paused = true;
            channel.config().setAutoRead(false);
            resume(open); // the reader may have emptied it before it could see that we pause
        }
    }

    private void finished(ClientExchange over) {
        exchange = null;
        if (retired) {
            channel.close();
        } else {
            idleDeadline = client.clock().nanos() + client.idle().toNanos();
            timer.check();
            busy.set(false); // before the reader sees the end, so that its next request comes here
        }
        over.body().end();
        client.changed().run();
    }

    private void switchTo(ClientExchange open, HttpResponse head) {
        exchange = null;
        retired = true;
        timer.end();
        RawConnection raw = new RawConnection(channel, new OutboundWindow());
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(raw.handler());
        pipeline.remove(this);
        pipeline.remove(HttpClientCodec.class); // hands on the bytes it has not looked at
        open.switched(head.status().code(), Http1Fields.read(head.headers()), raw);
    }

    private void resume(ClientExchange open) {
        if (paused && open.body().queued() < RawConnection.INLET_BYTES / 2) {
            paused = false;
            channel.config().setAutoRead(true);
        }
    }

    private void fail(IOException reason) {
        ClientExchange open = exchange;
        exchange = null;
        retired = true;
        if (open != null) {
            open.fail(reason);
        }
    }

    /** A request without effects that got no answer may be sent again: closing and resetting look alike from here. */
    private IOException broken(IOException reason) {
        ClientExchange open = exchange;
        boolean mayRepeat =
                open != null && !open.answered() && SAFE.contains(open.request().method());
        return mayRepeat ? new NotProcessedException("the server closed the connection") : reason;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(broken(new IOException("unexpected EOF")));
        timer.end();
        client.changed().run();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(broken(new IOException(String.valueOf(cause.getMessage()), cause)));
        context.close();
    }

    @Override
    public void taken(ClientExchange from, int bytes) {
        if (paused && from.body().queued() < RawConnection.INLET_BYTES / 2) {
            Transport.execute(channel.eventLoop(), () -> resume(from));
        }
    }

    @Override
    public void cancel(ClientExchange cancelled) {
        Transport.execute(channel.eventLoop(), () -> {
            if (exchange == cancelled) {
                channel.close();
            }
        });
    }
}
