package dev.jukung.dns;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The sockets. With epoll, several UDP sockets share each address and take and send packets in batches. */
final class DnsServer implements AutoCloseable {
    private static final int IDLE_SECONDS = 10;
    private static final int BATCH = 16;
    private static final int SOCKET_BUFFER = 1 << 20;
    private static final long QUIET_MILLIS = 0;
    private static final long CLOSE_MILLIS = 2000;

    private final MultiThreadIoEventLoopGroup loops;
    private final List<Channel> channels = new ArrayList<>();
    private final List<InetSocketAddress> addresses = new ArrayList<>();
    private final DnsCore core;
    private final int threads;

    private DnsServer(DnsCore core, int threads) {
        this.core = core;
        this.threads = Epoll.isAvailable() ? threads : 1;
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.loops = new MultiThreadIoEventLoopGroup(this.threads, new DefaultThreadFactory("dns", true), io);
    }

    /** @throws IOException when an address cannot be had; nothing is left open then */
    static DnsServer start(DnsCore core, List<InetSocketAddress> listen, int threads)
            throws IOException, InterruptedException {
        DnsServer server = new DnsServer(core, threads);
        try {
            for (InetSocketAddress address : listen) {
                server.bind(address);
            }
            return server;
        } catch (Exception e) { // Netty throws the checked exceptions of bind() unannounced
            server.close();
            if (e instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            throw new IOException("cannot listen on " + listen + ": " + e.getMessage(), e);
        }
    }

    /** TCP first: a free port of TCP is nearly always free for UDP. */
    private void bind(InetSocketAddress address) throws InterruptedException {
        AtomicInteger connections = new AtomicInteger();
        Channel tcp = new ServerBootstrap()
                .group(loops)
                .channel(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new LengthFieldBasedFrameDecoder(Query.MAX + 2, 0, 2, 0, 2))
                                .addLast(new IdleStateHandler(IDLE_SECONDS, 0, 0))
                                .addLast(new TcpHandler(core, connections));
                    }
                })
                .bind(address)
                .sync()
                .channel();
        channels.add(tcp);
        InetSocketAddress bound = (InetSocketAddress) tcp.localAddress();
        addresses.add(bound);
        for (int i = 0; i < threads; i++) {
            channels.add(udp().bind(bound).sync().channel());
        }
    }

    private Bootstrap udp() {
        Bootstrap bootstrap = new Bootstrap()
                .group(loops)
                .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new UdpHandler(core));
                    }
                });
        if (Epoll.isAvailable()) {
            return bootstrap
                    .channel(EpollDatagramChannel.class)
                    .option(EpollChannelOption.SO_REUSEPORT, true)
                    .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, Wire.UDP_MAX)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(BATCH * Wire.UDP_MAX));
        }
        return bootstrap
                .channel(NioDatagramChannel.class)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator());
    }

    /** Where it listens, with the ports that were free. */
    List<InetSocketAddress> addresses() {
        return List.copyOf(addresses);
    }

    @Override
    public void close() {
        channels.forEach(channel -> channel.close().awaitUninterruptibly(CLOSE_MILLIS));
        loops.shutdownGracefully(QUIET_MILLIS, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(CLOSE_MILLIS);
    }
}
