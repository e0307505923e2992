package dev.jukung.dns;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.IdleStateEvent;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the queries of one TCP connection (RFC 7766): several may be under way, answers come in any order. A client
 * that sends more than that, or nothing for a while, loses its connection.
 */
final class TcpHandler extends SimpleChannelInboundHandler<ByteBuf> {
    /** Queries of one connection that wait for upstreams. */
    static final int UNDER_WAY_MAX = 128;
    /** Connections of one listener. */
    static final int CONNECTIONS_MAX = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(TcpHandler.class);
    private static final String TCP = "tcp";

    private final DnsCore core;
    private final Responder responder; // shared by all channels of this event loop
    private final AtomicInteger connections;
    private int underWay;
    private boolean counted;

    /** On the channel's event loop. @param connections those of the listener */
    TcpHandler(DnsCore core, AtomicInteger connections) {
        this.core = core;
        this.responder = core.responder();
        this.connections = connections;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        counted = true;
        if (connections.incrementAndGet() > CONNECTIONS_MAX) {
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (counted) {
            connections.decrementAndGet();
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
        int length = message.readableBytes();
        if (length > Query.MAX) {
            context.close();
            return;
        }
        long start = core.nanos();
        message.readBytes(responder.query().buffer(), 0, length);
        switch (responder.answer(length, false)) {
            case SEND -> send(context, start);
            case FORWARD -> {
                if (mayWait(context)) {
                    byte[] query = Arrays.copyOf(responder.query().buffer(), length);
                    core.forward(responder, context.executor(), found -> found(context, query, found, start));
                }
            }
            case FOLLOW -> {
                if (mayWait(context)) {
                    byte[] query = Arrays.copyOf(responder.query().buffer(), length);
                    core.follow(
                            responder,
                            query,
                            Wire.TCP_MAX,
                            context.executor(),
                            found -> found(context, query, found, start));
                }
            }
            case IGNORE -> context.close();
        }
    }

    private boolean mayWait(ChannelHandlerContext context) {
        if (underWay >= UNDER_WAY_MAX) {
            context.close();
            return false;
        }
        underWay++;
        return true;
    }

    private void found(ChannelHandlerContext context, byte[] query, DnsCore.Found found, long start) {
        underWay--;
        responder.found(query, found, false);
        send(context, start);
        context.flush();
    }

    private void send(ChannelHandlerContext context, long start) {
        Reply reply = responder.reply();
        write(context, reply.bytes(), reply.length());
        Query query = responder.query();
        core.metrics()
                .answered(
                        responder.zoneName(),
                        TCP,
                        query.type(),
                        reply.rcode(),
                        core.nanos() - start,
                        query.length(),
                        reply.length());
    }

    private static void write(ChannelHandlerContext context, byte[] bytes, int length) {
        ByteBuf buffer = context.alloc().directBuffer(length + 2);
        buffer.writeShort(length);
        buffer.writeBytes(bytes, 0, length);
        context.write(buffer, context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    /** A client that asks but does not read the answers is not read either. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        context.channel().config().setAutoRead(context.channel().isWritable());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent && underWay == 0) {
            context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("TCP connection of {}: {}", context.channel().remoteAddress(), cause.toString());
        context.close();
    }
}
