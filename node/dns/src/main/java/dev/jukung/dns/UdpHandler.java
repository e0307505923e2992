package dev.jukung.dns;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the packets of one UDP socket. Answers go out together after each batch of queries that came together. */
final class UdpHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(UdpHandler.class);
    private static final String UDP = "udp";

    private final DnsCore core;
    private final Responder responder; // shared by all channels of this event loop

    /** On the channel's event loop. */
    UdpHandler(DnsCore core) {
        this.core = core;
        this.responder = core.responder();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        DatagramPacket packet = (DatagramPacket) message;
        try {
            ByteBuf content = packet.content();
            int length = content.readableBytes();
            if (length <= Query.MAX) {
                long start = core.nanos();
                content.readBytes(responder.query().buffer(), 0, length);
                answer(context, packet.recipient(), packet.sender(), length, start);
            }
        } finally {
            packet.release();
        }
    }

    private void answer(
            ChannelHandlerContext context, InetSocketAddress own, InetSocketAddress client, int length, long start) {
        switch (responder.answer(length, true)) {
            case SEND -> send(context, own, client, start);
            case FORWARD -> {
                byte[] query = Arrays.copyOf(responder.query().buffer(), length);
                core.forward(responder, context.executor(), found -> found(context, own, client, query, found, start));
            }
            case FOLLOW -> {
                byte[] query = Arrays.copyOf(responder.query().buffer(), length);
                core.follow(
                        responder,
                        query,
                        responder.query().udpSize(),
                        context.executor(),
                        found -> found(context, own, client, query, found, start));
            }
            case IGNORE -> {}
        }
    }

    private void found(
            ChannelHandlerContext context,
            InetSocketAddress own,
            InetSocketAddress client,
            byte[] query,
            DnsCore.Found found,
            long start) {
        responder.found(query, found, true);
        send(context, own, client, start);
        context.flush();
    }

    private void send(ChannelHandlerContext context, InetSocketAddress own, InetSocketAddress client, long start) {
        Reply reply = responder.reply();
        write(context, own, client, reply.bytes(), reply.length());
        Query query = responder.query();
        core.metrics()
                .answered(
                        responder.zoneName(),
                        UDP,
                        query.type(),
                        reply.rcode(),
                        core.nanos() - start,
                        query.length(),
                        reply.length());
    }

    private static void write(
            ChannelHandlerContext context, InetSocketAddress own, InetSocketAddress client, byte[] bytes, int length) {
        ByteBuf buffer = context.alloc().directBuffer(length);
        buffer.writeBytes(bytes, 0, length);
        context.write(new DatagramPacket(buffer, client, own), context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("UDP socket {}: {}", context.channel().localAddress(), cause.toString());
    }
}
