package dev.jukung.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * A connection that no longer speaks HTTP, as two blocking streams with back-pressure both ways: the peer is not read
 * while {@link #INLET_BYTES} wait to be read here, and writing waits while the peer is slow. The input ends when the
 * peer closes. One thread may read and one may write at a time; {@link #close} may come from any.
 */
final class RawConnection implements AutoCloseable {
    static final int INLET_BYTES = 256 * 1024;

    private final Channel channel;
    private final Inlet in = new Inlet(_ -> taken());
    private final OutboundWindow window;
    private final OutputStream out = new Output();
    private volatile boolean paused;

    RawConnection(Channel channel, OutboundWindow window) {
        this.channel = channel;
        this.window = window;
    }

    InputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    /** The last handler of the channel from now on. */
    ChannelInboundHandlerAdapter handler() {
        return new RawHandler();
    }

    /** Sends what has been written, then ends the connection. */
    @Override
    public void close() {
        in.close();
        window.fail(new IOException("the connection is closed"));
        Transport.execute(channel.eventLoop(), () -> channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(_ -> channel.close()));
    }

    private void taken() {
        if (paused && in.queued() < INLET_BYTES / 2) {
            paused = false;
            Transport.execute(channel.eventLoop(), () -> channel.config().setAutoRead(true));
        }
    }

    private void pauseWhenFull() {
        if (in.queued() >= INLET_BYTES) {
            channel.config().setAutoRead(false);
            paused = true;
            taken(); // the reader may have emptied it before it could see that we pause
        }
    }

    private final class RawHandler extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            in.add((ByteBuf) message);
            pauseWhenFull();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            window.fail(new IOException("the peer has left"));
            in.end();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            IOException reason = new IOException(String.valueOf(cause.getMessage()), cause);
            window.fail(reason);
            in.fail(reason);
            context.close();
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        /** Sent at once; the array may be used again afterwards. */
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            for (int at = 0; at < length; at += ResponseWriter.PIECE_BYTES) {
                int count = Math.min(length - at, ResponseWriter.PIECE_BYTES);
                send(Unpooled.wrappedBuffer(Arrays.copyOfRange(bytes, offset + at, offset + at + count)), count);
            }
        }

        private void send(ByteBuf data, int size) throws IOException {
            try {
                window.take(size);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException("interrupted while writing").initCause(e);
            }
            if (!Transport.execute(
                    channel.eventLoop(), () -> channel.writeAndFlush(data).addListener(window.giveBack(size)))) {
                throw new IOException("the connection is closed");
            }
        }

        @Override
        public void close() {
            RawConnection.this.close();
        }
    }
}
