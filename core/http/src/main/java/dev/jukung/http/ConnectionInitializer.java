package dev.jukung.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.jukung.http.HttpServer.Limits;
import dev.jukung.http.ServerStatistics.Refusal;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.Mapping;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets a new connection up: TLS first, then the protocol that client and server agree on. */
@Sharable
final class ConnectionInitializer extends ChannelInitializer<Channel> {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionInitializer.class);
    /** How much of a body the decoder hands over at a time. */
    private static final int CHUNK_BYTES = 64 * 1024;

    /** In Go's words. */
    private static final String NOT_TLS =
            "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";

    private final ServerContext server;

    ConnectionInitializer(ServerContext server) {
        this.server = server;
    }

    @Override
    protected void initChannel(Channel channel) {
        if (!server.connections().admit(channel)) {
            channel.close();
            return;
        }
        long start = server.nanos();
        server.options()
                .tls()
                .ifPresentOrElse(
                        tls -> channel.pipeline().addLast(handshake(channel, tls), new ProtocolChoice(start)),
                        () -> speakHttp1(channel.pipeline(), start));
    }

    private ChannelHandler handshake(Channel channel, ServerTls tls) {
        long limit = server.options().timeouts().head().toMillis();
        if (!tls.choosesByName()) {
            SslHandler handler = tls.context(null).newHandler(channel.alloc());
            handler.setHandshakeTimeoutMillis(limit);
            return handler;
        }
        Mapping<String, SslContext> byName = tls::context;
        return new SniHandler(byName, 0, limit);
    }

    private void speakHttp1(ChannelPipeline pipeline, long start) {
        Limits limits = server.options().limits();
        HttpRequestDecoder decoder = new HttpRequestDecoder(new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.headBytes())
                .setMaxHeaderSize(limits.headBytes())
                .setMaxChunkSize(CHUNK_BYTES));
        HttpResponseEncoder encoder = new HttpResponseEncoder();
        Caller caller = Caller.of(
                pipeline.channel(), server.options().tls(), server.options().clock());
        Http1ServerConnection connection = new Http1ServerConnection(pipeline.channel(), server, caller, start);
        pipeline.addLast(decoder, encoder, connection);
        server.connections().speaks(connection);
    }

    private void speakHttp2(ChannelPipeline pipeline, long start) throws Http2Exception {
        Caller caller = Caller.of(
                pipeline.channel(), server.options().tls(), server.options().clock());
        server.connections().speaks(Http2ServerConnection.add(pipeline, server, caller, start));
    }

    private final class ProtocolChoice extends ApplicationProtocolNegotiationHandler {
        private final long start;

        ProtocolChoice(long start) {
            super(ApplicationProtocolNames.HTTP_1_1);
            this.start = start;
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext context, String protocol) throws Http2Exception {
            if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                speakHttp2(context.pipeline(), start);
            } else {
                speakHttp1(context.pipeline(), start);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
            if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
                failed(context, handshake.cause());
            }
            super.userEventTriggered(context, event);
        }

        private void failed(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("TLS handshake error from {}", context.channel().remoteAddress(), cause);
            server.options()
                    .statistics()
                    .refused(Refusal.HANDSHAKE_FAILED, context.channel().remoteAddress());
            if (cause instanceof NotSslRecordException) {
                // Past TLS, which is the first handler, because the client does not speak it.
                context.pipeline().firstContext().writeAndFlush(Unpooled.copiedBuffer(NOT_TLS, US_ASCII));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("connection with {} failed", context.channel().remoteAddress(), cause);
            context.close();
        }
    }
}
