package dev.jukung.http.spdy;

import dev.jukung.base.Clock;
import dev.jukung.http.Headers;
import io.netty.handler.codec.spdy.DefaultSpdyGoAwayFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyGoAwayFrame;
import io.netty.handler.codec.spdy.SpdyHeadersFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdySessionStatus;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import io.netty.handler.codec.spdy.SpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A SPDY/3.1 session over two raw streams: both sides open streams, the other side accepts them. A virtual thread of the
 * session reads until {@link #close}. Thread-safe.
 */
public final class SpdySession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpdySession.class);
    /** Streams open at once; more are refused. A port-forward needs two for each connection. */
    static final int STREAMS = 1000;
    /** How long closing waits for the peer to close, so that nothing on its way to it is destroyed. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private static final int BUFFER_BYTES = 32 * 1024;
    /** What the protocol wants in a reply. Nobody looks at it, but the codecs cannot do without any field at all. */
    private static final Headers REPLY = Headers.of(":status", "200", ":version", "HTTP/1.1");

    private final InputStream in;
    private final OutputStream out;
    private final Clock clock;
    private final int parity; // of the streams and pings that this side opens
    private final SpdyCodec decoder = new SpdyCodec(); // the reader's
    private final ReentrantLock sending = new ReentrantLock();
    private final SpdyCodec encoder = new SpdyCodec(); // guarded by sending
    private int nextId; // guarded by sending
    private boolean closed; // guarded by sending
    private final Map<Integer, SpdyStream> streams = new ConcurrentHashMap<>();
    private final Deque<SpdyStream> offered = new ArrayDeque<>(); // guarded by itself
    private boolean noMoreOffers; // guarded by offered
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch peerDone = new CountDownLatch(1); // it has said goodbye or has gone
    private volatile int lastAccepted;
    private final Thread reader;

    private SpdySession(InputStream in, OutputStream out, int firstId, Clock clock) {
        this.in = in;
        this.out = out;
        this.clock = clock;
        this.parity = firstId & 1;
        this.nextId = firstId;
        reader = Thread.ofVirtual().name("spdy-reader").start(this::read);
    }

    /** The side that accepted the connection. */
    public static SpdySession server(InputStream in, OutputStream out, Clock clock) {
        return new SpdySession(in, out, 2, clock);
    }

    /** The side that opened the connection. */
    public static SpdySession client(InputStream in, OutputStream out, Clock clock) {
        return new SpdySession(in, out, 1, clock);
    }

    /** Waits for the next stream that the peer opens; empty when it will open no more. */
    public Optional<SpdyStream> accept() throws InterruptedException {
        synchronized (offered) {
            while (offered.isEmpty() && !noMoreOffers) {
                offered.wait();
            }
            return Optional.ofNullable(offered.poll());
        }
    }

    /**
     * Opens a stream and waits until the peer has accepted it. Throws IOException when it refuses.
     *
     * @param headers at least one
     */
    public SpdyStream open(Headers headers) throws IOException, InterruptedException {
        if (headers.fields().isEmpty()) {
            throw new IllegalArgumentException("a stream has at least one header");
        }
        SpdyStream stream;
        sending.lock();
        try {
            stream = new SpdyStream(this, nextId, headers); // identifiers have to go out in their order
            nextId += 2;
            streams.put(stream.id(), stream);
            DefaultSpdySynStreamFrame opening = new DefaultSpdySynStreamFrame(stream.id(), 0, (byte) 0);
            write(headers, opening);
            send(opening);
        } finally {
            sending.unlock();
        }
        if (!reader.isAlive()) {
            stream.broken(new IOException("spdy: the session is closed"));
        }
        try {
            stream.replied().get();
            return stream;
        } catch (ExecutionException e) {
            throw new IOException(stream.replied().exceptionNow().getMessage(), e);
        } catch (InterruptedException e) {
            stream.reset();
            throw e;
        }
    }

    private static void write(Headers headers, SpdyHeadersFrame to) {
        for (Headers.Field field : headers.fields()) {
            to.headers().add(field.name().toLowerCase(Locale.ROOT), field.value());
        }
    }

    private static Headers read(SpdyHeadersFrame frame) {
        List<Headers.Field> fields = new ArrayList<>();
        for (Map.Entry<CharSequence, CharSequence> entry : frame.headers()) {
            fields.add(new Headers.Field(
                    entry.getKey().toString(), entry.getValue().toString()));
        }
        return Headers.of(fields);
    }

    void send(SpdyFrame frame) throws IOException {
        sending.lock();
        try {
            if (closed) {
                ReferenceCountUtil.release(frame);
                throw new IOException("spdy: the session is closed");
            }
            encoder.encode(frame, out);
        } finally {
            sending.unlock();
        }
    }

    void forget(SpdyStream stream) {
        streams.remove(stream.id(), stream);
    }

    // Reading.

    private void read() {
        IOException end = new IOException("spdy: the session is closed");
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                for (SpdyFrame frame : decoder.decode(buffer, count)) {
                    take(frame);
                }
            }
        } catch (IOException e) {
            end = e;
        } catch (InterruptedException e) {
            end = new IOException("spdy: the session is closed", e);
        } finally {
            decoder.close();
            offerNoMore();
            peerDone.countDown();
            IOException reason = end;
            streams.values().forEach(stream -> stream.broken(reason));
        }
    }

    private void take(SpdyFrame frame) throws IOException, InterruptedException {
        try {
            switch (frame) {
                case SpdySynStreamFrame opening -> accept(opening);
                case SpdySynReplyFrame reply -> accepted(reply);
                case SpdyDataFrame data -> received(data);
                case SpdyRstStreamFrame reset -> reset(reset);
                case SpdyPingFrame ping -> answer(ping);
                case SpdyGoAwayFrame _ -> {
                    offerNoMore();
                    peerDone.countDown();
                }
                default -> {} // settings, windows, later headers: nothing here depends on them
            }
        } finally {
            ReferenceCountUtil.release(frame);
        }
    }

    private void accept(SpdySynStreamFrame opening) throws IOException {
        int id = opening.streamId();
        if (opening.isInvalid() || (id & 1) == parity || id <= lastAccepted) {
            send(new DefaultSpdyRstStreamFrame(id, SpdyStreamStatus.PROTOCOL_ERROR));
            return;
        }
        lastAccepted = id;
        if (closing.get() || streams.size() >= STREAMS) {
            send(new DefaultSpdyRstStreamFrame(id, SpdyStreamStatus.REFUSED_STREAM));
            return;
        }
        SpdyStream stream = new SpdyStream(this, id, read(opening));
        streams.put(id, stream);
        if (opening.isLast()) {
            stream.remoteEnded();
        }
        DefaultSpdySynReplyFrame reply = new DefaultSpdySynReplyFrame(id);
        write(REPLY, reply);
        send(reply);
        synchronized (offered) {
            offered.add(stream);
            offered.notifyAll();
        }
    }

    private void accepted(SpdySynReplyFrame reply) {
        SpdyStream stream = streams.get(reply.streamId());
        if (stream != null) {
            stream.replied().complete(null);
            if (reply.isLast()) {
                stream.remoteEnded();
            }
        }
    }

    private void received(SpdyDataFrame data) throws InterruptedException {
        SpdyStream stream = streams.get(data.streamId());
        if (stream == null) {
            return; // it was reset from this side
        }
        byte[] bytes = new byte[data.content().readableBytes()];
        data.content().readBytes(bytes);
        stream.received(bytes);
        if (data.isLast()) {
            stream.remoteEnded();
        }
    }

    private void reset(SpdyRstStreamFrame reset) {
        SpdyStream stream = streams.get(reset.streamId());
        if (stream != null) {
            stream.broken(new IOException("spdy: stream reset: " + reset.status()));
        }
    }

    private void answer(SpdyPingFrame ping) throws IOException {
        if ((ping.id() & 1) != parity) {
            send(new DefaultSpdyPingFrame(ping.id()));
        }
    }

    private void offerNoMore() {
        synchronized (offered) {
            noMoreOffers = true;
            offered.notifyAll();
        }
    }

    // Ending.

    /**
     * Says goodbye and waits, for a short time, until the peer says so too or closes; then ends the connection.
     * Closing twice does nothing more.
     */
    @Override
    public void close() throws IOException {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        offerNoMore();
        Clock.Timer patience = clock.after(LINGER, this::cut);
        try {
            send(new DefaultSpdyGoAwayFrame(lastAccepted, SpdySessionStatus.OK));
            streams.values().forEach(SpdyStream::discardInput);
            peerDone.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // in a hurry: without waiting, then
        } finally {
            patience.cancel();
            cut();
            sendNoMore();
        }
    }

    private void cut() {
        reader.interrupt();
        try {
            out.close();
        } catch (IOException e) {
            LOG.debug("the connection could not be closed in order", e);
        }
    }

    private void sendNoMore() {
        sending.lock();
        try {
            closed = true;
            encoder.close();
        } finally {
            sending.unlock();
        }
    }
}
