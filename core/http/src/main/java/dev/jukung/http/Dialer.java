package dev.jukung.http;

import dev.jukung.base.Clock;
import dev.jukung.http.pki.TlsIdentity;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Opens connections: looks the host up, connects, shakes hands. Failures say what Go's dialer says. Thread-safe. */
final class Dialer {
    private static final int HEAD_BYTES = 1024 * 1024;
    private static final int CHUNK_BYTES = 64 * 1024;

    private final EventLoops loops;
    private final ClientContext client;
    private final ClientContexts tls;
    private final Duration timeout;
    private final Set<Channel> channels = ConcurrentHashMap.newKeySet();

    /** @param timeout for one address: connecting and shaking hands */
    Dialer(EventLoops loops, ClientContext client, ClientContexts tls, Duration timeout) {
        this.loops = loops;
        this.client = client;
        this.tls = tls;
        this.timeout = timeout;
    }

    /** Tries the host's addresses one after the other. */
    ClientConnection dial(Origin origin, boolean mayHttp2, Deadline deadline) throws IOException, InterruptedException {
        IOException failure = new UnknownHostException("dial tcp: lookup " + origin.host() + ": no such host");
        for (InetAddress address : addresses(origin)) {
            try {
                return dial(new InetSocketAddress(address, origin.port()), origin, mayHttp2, deadline);
            } catch (IOException e) {
                failure = e;
            }
            if (deadline.expired()) {
                break;
            }
        }
        throw failure;
    }

    private static List<InetAddress> addresses(Origin origin) throws UnknownHostException {
        try {
            return List.of(InetAddress.getAllByName(origin.bareHost()));
        } catch (UnknownHostException e) {
            throw (UnknownHostException)
                    new UnknownHostException("dial tcp: lookup " + origin.host() + ": no such host").initCause(e);
        }
    }

    private ClientConnection dial(InetSocketAddress address, Origin origin, boolean mayHttp2, Deadline deadline)
            throws IOException, InterruptedException {
        CompletableFuture<ClientConnection> made = new CompletableFuture<>();
        ChannelFuture connecting = new Bootstrap()
                .group(loops.group())
                .channel(Transport.channel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // the clock's timer below is the only one
                .handler(new Setup(origin, mayHttp2, made))
                .connect(address);
        connecting.addListener((ChannelFutureListener) done -> {
            if (done.isSuccess()) {
                // A server that goes down closes what it has just accepted. Nothing was sent yet.
                NotProcessedException closed = new NotProcessedException("the server closed the connection");
                done.channel().closeFuture().addListener(_ -> made.completeExceptionally(closed));
            } else {
                made.completeExceptionally(explained(done.cause(), address));
            }
        });
        String tooLate = "dial tcp " + text(address) + ": i/o timeout";
        Runnable giveUp = () -> made.completeExceptionally(new SocketTimeoutException(tooLate));
        Clock.Timer timer = client.clock().after(timeout, giveUp);
        deadline.onExpiry(giveUp);
        try {
            return made.get();
        } catch (ExecutionException e) {
            connecting.channel().close();
            throw made.exceptionNow() instanceof IOException cause ? cause : explained(made.exceptionNow(), address);
        } catch (InterruptedException e) {
            connecting.channel().close();
            throw e;
        } finally {
            timer.cancel();
        }
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    static IOException explained(Throwable cause, InetSocketAddress address) {
        String said = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        for (String known : List.of("connection refused", "no route to host", "network is unreachable")) {
            if (said.contains(known)) {
                return (IOException)
                        new ConnectException("dial tcp " + text(address) + ": connect: " + known).initCause(cause);
            }
        }
        if (said.contains("connection reset")) {
            // A server that goes down resets what it has not accepted yet, too: the kernel had connected us by then.
            return (IOException)
                    new NotProcessedException("dial tcp " + text(address) + ": connect: connection reset by peer")
                            .initCause(cause);
        }
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof CertificateException) {
                return new IOException("tls: failed to verify certificate: " + at.getMessage(), cause);
            }
        }
        return new IOException("dial tcp " + text(address) + ": " + cause.getMessage(), cause);
    }

    /** Closes every connection that was opened here. */
    void close() {
        channels.forEach(channel -> channel.close().awaitUninterruptibly());
    }

    /** Sets a connection up in both directions as soon as it stands. */
    private final class Setup extends ChannelInitializer<Channel> {
        private final Origin origin;
        private final boolean mayHttp2;
        private final CompletableFuture<ClientConnection> made;

        Setup(Origin origin, boolean mayHttp2, CompletableFuture<ClientConnection> made) {
            this.origin = origin;
            this.mayHttp2 = mayHttp2;
            this.made = made;
        }

        @Override
        protected void initChannel(Channel channel) {
            channels.add(channel);
            channel.closeFuture().addListener(_ -> channels.remove(channel));
            if (!origin.tls()) {
                http1(channel.pipeline(), Optional.empty());
                return;
            }
            ClientContexts.Shown shown = tls.current(mayHttp2);
            SslHandler handler = tls.handler(shown, channel, origin);
            handler.setHandshakeTimeoutMillis(0); // the clock's timer is the only one
            channel.pipeline().addLast(handler, new Chosen(shown.identity()));
        }

        private void http1(ChannelPipeline pipeline, Optional<TlsIdentity> identity) {
            Http1ClientConnection connection = new Http1ClientConnection(pipeline.channel(), client, identity);
            pipeline.addLast(
                    new HttpClientCodec(
                            new HttpDecoderConfig()
                                    .setMaxInitialLineLength(HEAD_BYTES)
                                    .setMaxHeaderSize(HEAD_BYTES)
                                    .setMaxChunkSize(CHUNK_BYTES),
                            false,
                            false),
                    connection);
            if (pipeline.channel().isActive()) {
                made.complete(connection);
            } else {
                pipeline.addLast(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelActive(ChannelHandlerContext context) {
                        context.pipeline().remove(this);
                        made.complete(connection);
                    }
                });
            }
        }

        private final class Chosen extends ApplicationProtocolNegotiationHandler {
            private final Optional<TlsIdentity> identity;

            Chosen(Optional<TlsIdentity> identity) {
                super(ApplicationProtocolNames.HTTP_1_1);
                this.identity = identity;
            }

            @Override
            protected void configurePipeline(ChannelHandlerContext context, String protocol) throws Http2Exception {
                if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                    made.complete(Http2ClientConnection.add(context.pipeline(), client, identity));
                } else {
                    http1(context.pipeline(), identity);
                }
            }

            @Override
            public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
                if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
                    made.completeExceptionally(explained(handshake.cause(), (InetSocketAddress)
                            context.channel().remoteAddress()));
                }
                super.userEventTriggered(context, event);
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, @Nullable Throwable cause) {
                context.close(); // what failed has been told with the event above
            }
        }
    }
}
