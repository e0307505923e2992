package dev.jukung.http;

import dev.jukung.base.Faults;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Netty's HTTP/2 handler with what both of our sides add: writes of one turn of the event loop are flushed together, bugs
 * are reported, a failed connection is closed. Confined to the event loop.
 */
final class Http2Handler extends Http2ConnectionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Http2Handler.class);
    /** A client may cancel this many streams in {@link #RESET_SECONDS}: watches come and go; a flood is ended. */
    private static final int RESETS = 2000;

    private static final int RESET_SECONDS = 30;
    /** What a stream writes before it is another one's turn: a frame of the size that all clients take. */
    private static final int TURN_BYTES = 16 * 1024;

    private final Faults faults;
    private boolean flushing;
    private @Nullable ChannelHandlerContext context;

    private Http2Handler(
            Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings, Faults faults) {
        super(decoder, encoder, settings, true);
        this.faults = faults;
    }

    /** @param listener is told about frames and streams */
    static Http2Handler create(boolean server, Http2Settings settings, Http2EventAdapter listener, Faults faults) {
        Http2Handler handler = new Builder(server, settings, listener, faults).build();
        handler.connection().addListener(listener);
        return handler;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) throws Exception {
        context = added;
        super.handlerAdded(added);
    }

    /** The context for reads and writes; there is one as soon as this is in a pipeline. */
    ChannelHandlerContext context() {
        ChannelHandlerContext added = context;
        if (added == null) {
            throw new IllegalStateException("not yet in a pipeline");
        }
        return added;
    }

    /** Flushes when the tasks that are waiting now have run. */
    void flushSoon() {
        if (!flushing) {
            flushing = true;
            context().executor().execute(() -> {
                flushing = false;
                flush(context());
            });
        }
    }

    void reset(int streamId, Http2Error error) {
        resetStream(context(), streamId, error.code(), context().newPromise());
        flushSoon();
    }

    @Override
    protected void onConnectionError(
            ChannelHandlerContext on, boolean outbound, Throwable cause, @Nullable Http2Exception http2) {
        if (http2 == null && !(cause instanceof IOException)) {
            faults.report("HTTP/2 with " + on.channel().remoteAddress(), cause);
        } else {
            LOG.debug("HTTP/2 error with {}", on.channel().remoteAddress(), cause);
        }
        super.onConnectionError(on, outbound, cause, http2);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext on, Throwable cause) throws Exception {
        if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
            super.exceptionCaught(on, cause);
        } else {
            LOG.debug("connection with {} failed", on.channel().remoteAddress(), cause); // resets, TLS alerts
            on.close();
        }
    }

    private static final class Builder extends AbstractHttp2ConnectionHandlerBuilder<Http2Handler, Builder> {
        private final Faults faults;

        Builder(boolean server, Http2Settings settings, Http2EventAdapter listener, Faults faults) {
            this.faults = faults;
            initialSettings(settings);
            frameListener(listener);
            gracefulShutdownTimeoutMillis(0);
            connection(connection(server));
            decoupleCloseAndGoAway(true); // who closes has said goodbye before
            if (server) {
                decoderEnforceMaxRstFramesPerWindow(RESETS, RESET_SECONDS);
            }
        }

        /**
         * Streams take turns. Netty's default weighs them by priorities, which RFC 9113 has given up and no client of ours
         * sends, and that weighing is a good part of what a small write costs.
         */
        private static Http2Connection connection(boolean server) {
            Http2Connection connection = new DefaultHttp2Connection(server);
            UniformStreamByteDistributor turns = new UniformStreamByteDistributor(connection);
            turns.minAllocationChunk(TURN_BYTES);
            connection.remote().flowController(new DefaultHttp2RemoteFlowController(connection, turns));
            return connection;
        }

        @Override
        protected Http2Handler build() {
            return super.build();
        }

        @Override
        protected Http2Handler build(
                Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
            return new Http2Handler(decoder, encoder, settings, faults);
        }
    }
}
