package dev.jukung.http.spdy;

import dev.jukung.http.Headers;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * One of the streams of a session. One thread at a time may read and one may write. Its input ends when the peer has
 * finished; reading throws IOException when the stream was reset or the session broke before.
 */
public final class SpdyStream implements AutoCloseable {
    private static final int FRAME_BYTES = 64 * 1024;

    private final SpdySession session;
    private final int id;
    private final Headers headers;
    private final StreamInput in = new StreamInput();
    private final OutputStream out = new Output();
    private final CompletableFuture<Void> replied = new CompletableFuture<>();
    private boolean localEnded; // guarded by this
    private boolean remoteEnded; // guarded by this

    SpdyStream(SpdySession session, int id, Headers headers) {
        this.session = session;
        this.id = id;
        this.headers = headers;
    }

    public int id() {
        return id;
    }

    /** What the stream was opened with, for instance {@code streamtype: stdout}. */
    public Headers headers() {
        return headers;
    }

    public InputStream in() {
        return in;
    }

    /** Each write is sent at once, and waits while the peer is slow. Closing it is {@link #close}. */
    public OutputStream out() {
        return out;
    }

    /** Tells the peer that nothing more will come. The input stays open. Closing twice does nothing more. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (localEnded) {
                return;
            }
            localEnded = true;
        }
        DefaultSpdyDataFrame last = new DefaultSpdyDataFrame(id, Unpooled.EMPTY_BUFFER);
        last.setLast(true);
        session.send(last);
        forgetWhenOver();
    }

    /** Ends both directions at once; what is on its way may be lost. */
    public void reset() throws IOException {
        synchronized (this) {
            boolean over = localEnded && remoteEnded;
            localEnded = true;
            remoteEnded = true;
            if (over) {
                return;
            }
        }
        in.close();
        session.forget(this);
        session.send(new DefaultSpdyRstStreamFrame(id, SpdyStreamStatus.CANCEL));
    }

    // Called by the session's reader.

    CompletableFuture<Void> replied() {
        return replied;
    }

    void received(byte[] bytes) throws InterruptedException {
        in.put(bytes);
    }

    void discardInput() {
        in.close();
    }

    void remoteEnded() {
        in.end();
        synchronized (this) {
            remoteEnded = true;
        }
        forgetWhenOver();
    }

    void broken(IOException reason) {
        synchronized (this) {
            localEnded = true;
            remoteEnded = true;
        }
        in.fail(reason);
        replied.completeExceptionally(reason);
        session.forget(this);
    }

    private void forgetWhenOver() {
        boolean over;
        synchronized (this) {
            over = localEnded && remoteEnded;
        }
        if (over) {
            session.forget(this);
        }
    }

    private synchronized void checkWritable() throws IOException {
        if (localEnded) {
            throw new IOException("spdy: write on closed stream");
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            for (int at = 0; at < length; at += FRAME_BYTES) {
                checkWritable();
                int count = Math.min(FRAME_BYTES, length - at);
                session.send(new DefaultSpdyDataFrame(id, Unpooled.wrappedBuffer(bytes, offset + at, count)));
            }
        }

        @Override
        public void close() throws IOException {
            SpdyStream.this.close();
        }
    }
}
