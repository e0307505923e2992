package dev.jukung.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * How much one writer may have on its way to the network. The writer waits here while the client is slow: that wait is
 * the back-pressure of every response. One thread takes; any thread, event loops included, gives back and never waits.
 */
final class OutboundWindow {
    /** Enough to keep a fast connection busy while the writer is being woken. */
    static final int LIMIT_BYTES = 512 * 1024;

    private final AtomicLong outstanding = new AtomicLong();
    private volatile @Nullable Thread waiting;
    private volatile @Nullable IOException failure;

    /** Takes {@code bytes}, after waiting until less than the limit is outstanding. */
    void take(int bytes) throws IOException, InterruptedException {
        if (outstanding.get() >= LIMIT_BYTES) {
            await(LIMIT_BYTES - 1);
        }
        check();
        outstanding.addAndGet(bytes);
    }

    boolean full() {
        return outstanding.get() >= LIMIT_BYTES;
    }

    /** Waits until everything taken has been given back. */
    void awaitEmpty() throws IOException, InterruptedException {
        await(0);
        check();
    }

    private void await(long most) throws IOException, InterruptedException {
        waiting = Thread.currentThread();
        try {
            while (outstanding.get() > most) {
                check();
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                LockSupport.park(this);
            }
        } finally {
            waiting = null;
        }
    }

    void check() throws IOException {
        IOException reason = failure;
        if (reason != null) {
            throw new IOException(reason.getMessage(), reason);
        }
    }

    void give(int bytes) {
        outstanding.addAndGet(-bytes);
        LockSupport.unpark(waiting);
    }

    /** Ends the waiting, now and later, with an exception. Only the first reason counts. */
    void fail(IOException reason) {
        if (failure == null) {
            failure = reason;
        }
        LockSupport.unpark(waiting);
    }

    /** Gives {@code bytes} back when a write is over; a failed write fails the window. */
    ChannelFutureListener giveBack(int bytes) {
        return future -> over(future, bytes);
    }

    private void over(ChannelFuture future, int bytes) {
        Throwable cause = future.cause();
        if (cause != null) {
            fail(new IOException("the connection is closed", cause));
        }
        give(bytes);
    }
}
