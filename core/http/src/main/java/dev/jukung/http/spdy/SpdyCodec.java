package dev.jukung.http.spdy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns bytes into frames and back. Header compression keeps a history for each direction, so there is one codec for
 * reading and one for writing; each is used by one thread at a time.
 */
final class SpdyCodec {
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int HEADER_BYTES = 64 * 1024;
    private static final int COMPRESSION = 6;
    private static final int WINDOW_BITS = 15;
    private static final int MEMORY_LEVEL = 8;

    private final EmbeddedChannel channel = new EmbeddedChannel(
            new SpdyFrameCodec(
                    SpdyVersion.SPDY_3_1, CHUNK_BYTES, HEADER_BYTES, COMPRESSION, WINDOW_BITS, MEMORY_LEVEL, false),
            new Failures());
    private @Nullable Throwable failure;

    /** The frames that these bytes complete. Data frames are to be released. */
    List<SpdyFrame> decode(byte[] bytes, int length) throws IOException {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, 0, length));
        if (failure != null) {
            throw new IOException("spdy: malformed frame", failure);
        }
        List<SpdyFrame> frames = new ArrayList<>();
        for (SpdyFrame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
            frames.add(frame);
        }
        return frames;
    }

    void encode(SpdyFrame frame, OutputStream to) throws IOException {
        channel.writeOutbound(frame);
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            try {
                bytes.readBytes(to, bytes.readableBytes());
            } finally {
                bytes.release();
            }
        }
        to.flush();
    }

    /** Frees the native memory of the compression. */
    void close() {
        channel.finishAndReleaseAll();
    }

    private final class Failures extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failure = cause;
        }
    }
}
