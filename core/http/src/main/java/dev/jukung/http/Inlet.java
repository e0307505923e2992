package dev.jukung.http;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes from the network as a blocking stream. An event loop adds, one thread reads. It has no limit of its own: whoever
 * adds looks at {@link #queued} or uses flow control, and is told through {@code taken} when there is room again.
 */
final class Inlet extends InputStream {
    private final IntConsumer taken;
    private final Deque<ByteBuf> chunks = new ArrayDeque<>(); // guarded by this, as all below
    private int queued;
    private boolean ended;
    private boolean closed;
    private @Nullable IOException failure;

    /** @param taken called with the number of bytes that left the queue, on the reader's thread or the one that closes */
    Inlet(IntConsumer taken) {
        this.taken = taken;
    }

    /** Takes over {@code bytes}, reference included. */
    void add(ByteBuf bytes) {
        int size = bytes.readableBytes();
        synchronized (this) {
            if (!closed && !ended && size > 0) {
                chunks.add(bytes);
                queued += size;
                notifyAll();
                return;
            }
        }
        bytes.release();
        if (size > 0) {
            taken.accept(size);
        }
    }

    synchronized int queued() {
        return queued;
    }

    /** No more will come; what is here can still be read. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** What is here can still be read; after that, reading throws {@code reason}. */
    synchronized void fail(IOException reason) {
        if (!ended) {
            ended = true;
            failure = reason;
            notifyAll();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        int count;
        synchronized (this) {
            if (!awaitBytes()) {
                return -1;
            }
            count = copy(target, offset, length);
        }
        taken.accept(count);
        return count;
    }

    private int copy(byte[] target, int offset, int length) {
        int count = 0;
        while (count < length && !chunks.isEmpty()) {
            ByteBuf first = chunks.getFirst();
            int size = Math.min(first.readableBytes(), length - count);
            first.readBytes(target, offset + count, size);
            count += size;
            if (!first.isReadable()) {
                chunks.removeFirst().release();
            }
        }
        queued -= count;
        return count;
    }

    private boolean awaitBytes() throws IOException {
        while (chunks.isEmpty()) {
            if (closed) {
                throw new IOException("the stream is closed");
            }
            if (failure != null) {
                throw new IOException(failure.getMessage(), failure);
            }
            if (ended) {
                return false;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException("interrupted while reading").initCause(e);
            }
        }
        return true;
    }

    @Override
    public synchronized int available() {
        return queued;
    }

    /** Drops what has not been read and what is still to come. */
    @Override
    public void close() {
        int dropped;
        synchronized (this) {
            closed = true;
            dropped = queued;
            queued = 0;
            chunks.forEach(ByteBuf::release);
            chunks.clear();
            notifyAll();
        }
        if (dropped > 0) {
            taken.accept(dropped);
        }
    }
}
