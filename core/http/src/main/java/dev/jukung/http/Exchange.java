package dev.jukung.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. The request's virtual thread sends; the connection's event loop writes what was sent, and
 * tells when the client leaves. What an exchange holds on its way to the client is limited by its window.
 */
abstract class Exchange {
    private final EventLoop loop;
    private final Caller caller;
    private final OutboundWindow window = new OutboundWindow();
    private volatile boolean finished;
    private @Nullable Thread streaming; // guarded by this
    private @Nullable IOException left; // guarded by this

    Exchange(EventLoop loop, Caller caller) {
        this.loop = loop;
        this.caller = caller;
    }

    // On the request's thread.

    /**
     * Writes down a response's head for {@link #write}. Throws IllegalArgumentException if a field cannot be sent.
     *
     * @param length of the content, or a negative number when it is not known
     * @param bodiless whether no content follows whatever the length says: the answer to HEAD, 204, 304
     */
    abstract Object head(int status, Headers fields, long length, boolean bodiless);

    /** Sends the beginning of a response, its end, or both; waits while too much is on its way. */
    final void send(@Nullable Object head, ByteBuf data, boolean last) throws IOException, InterruptedException {
        int size = data.readableBytes();
        try {
            window.take(size);
        } catch (IOException | InterruptedException e) {
            data.release();
            throw e;
        }
        finished = last;
        if (!Transport.execute(loop, () -> write(head, data, last))) {
            data.release();
            throw new IOException("the server is closed");
        }
    }

    final void send(Object head, boolean last) throws IOException, InterruptedException {
        send(head, Unpooled.EMPTY_BUFFER, last);
    }

    /** From here to {@link #endStreaming} the thread is interrupted when the client leaves. */
    final void beginStreaming() throws IOException {
        synchronized (this) {
            if (left != null) {
                throw new IOException(left.getMessage(), left);
            }
            streaming = Thread.currentThread();
        }
    }

    final void endStreaming() {
        synchronized (this) {
            streaming = null;
        }
    }

    /** Hands the connection over after a 101. Only HTTP/1.1 can. */
    RawConnection upgrade(int status, Headers fields) throws IOException {
        throw new IOException("HTTP/2 has no upgrade");
    }

    /** The thread ends. */
    void ended() {}

    // On any thread.

    final Caller caller() {
        return caller;
    }

    final EventLoop loop() {
        return loop;
    }

    final OutboundWindow window() {
        return window;
    }

    /** Gives the response up: the client sees that it is not whole. */
    final void abandon(String why) {
        window.fail(new IOException(why));
        Transport.execute(loop, this::abort);
    }

    final synchronized boolean clientHasLeft() {
        return left != null;
    }

    // On the event loop.

    /** The client has gone or has cancelled this request. */
    final void clientLeft() {
        if (finished) {
            return; // everything has been sent: it left satisfied
        }
        IOException reason = new IOException("the client has left");
        window.fail(reason);
        synchronized (this) {
            left = reason;
            if (streaming != null) {
                streaming.interrupt();
            }
        }
    }

    /** Writes and releases {@code data}; gives its size back to the window when it is out. */
    abstract void write(@Nullable Object head, ByteBuf data, boolean last);

    /** Breaks the response off. */
    abstract void abort();
}
