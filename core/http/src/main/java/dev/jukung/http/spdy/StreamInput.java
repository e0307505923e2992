package dev.jukung.http.spdy;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the peer has sent on a stream. One thread reads; the session's reader puts, and waits while this is full. */
final class StreamInput extends InputStream {
    /** What may lie unread of one stream before it holds up the session. */
    static final int LIMIT_BYTES = 1024 * 1024;

    private final Deque<byte[]> chunks = new ArrayDeque<>(); // guarded by this, as all below
    private int queued;
    private int at; // in the first chunk
    private boolean ended;
    private boolean closed;
    private @Nullable IOException failure;

    synchronized void put(byte[] bytes) throws InterruptedException {
        while (queued >= LIMIT_BYTES && !closed && !ended) {
            wait();
        }
        if (!closed && !ended && bytes.length > 0) {
            chunks.add(bytes);
            queued += bytes.length;
            notifyAll();
        }
    }

    /** Nothing more will come; what is here can still be read. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** As {@link #end}, and reading further throws {@code reason}. */
    synchronized void fail(IOException reason) {
        if (!ended) {
            failure = reason;
            end();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (!awaitBytes()) {
            return -1;
        }
        byte[] first = chunks.getFirst();
        int count = Math.min(length, first.length - at);
        System.arraycopy(first, at, target, offset, count);
        at += count;
        queued -= count;
        if (at == first.length) {
            chunks.removeFirst();
            at = 0;
        }
        notifyAll();
        return count;
    }

    private synchronized boolean awaitBytes() throws IOException {
        while (chunks.isEmpty()) {
            if (closed) {
                throw new IOException("spdy: the stream is closed");
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

    /** Drops what has come and what will. */
    @Override
    public synchronized void close() {
        closed = true;
        chunks.clear();
        queued = 0;
        notifyAll();
    }
}
