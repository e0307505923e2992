package dev.jukung.http;

import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Serves HTTP/1.1 and HTTP/2, with TLS or without (then HTTP/1.1 only). Each request is read whole and answered on a
 * virtual thread of its own; event loops never wait. Everything a client can make the server keep has a limit. Thread-safe.
 */
public final class HttpServer implements AutoCloseable {
    /** How long interrupted requests have for ending after the drain. */
    private static final Duration END = Duration.ofSeconds(5);

    private static final int BACKLOG = 4096;
    /** What may wait in a channel: HTTP/2 flow control stops writing at the upper mark. */
    private static final WriteBufferWaterMark WATER = new WriteBufferWaterMark(64 * 1024, 256 * 1024);

    /**
     * What a client may make the server keep.
     *
     * @param bodyBytes of one request; more is answered by {@link Options#tooLarge}. Kubernetes: 3 MiB
     * @param headBytes of one request's line and fields; more is answered with 431. Go: 1 MiB
     * @param streams open at once on one HTTP/2 connection. Kubernetes: 250
     * @param connections open at once; more are closed as they come
     */
    public record Limits(int bodyBytes, int headBytes, int streams, int connections) {
        public static final Limits DEFAULT = new Limits(3 * 1024 * 1024, 1024 * 1024, 250, 20_000);

        public Limits withBodyBytes(int bytes) {
            return new Limits(bytes, headBytes, streams, connections);
        }

        public Limits withConnections(int count) {
            return new Limits(bodyBytes, headBytes, streams, count);
        }
    }

    /**
     * How long a client may take.
     *
     * @param head from the connection's start to the end of the first request's head, TLS handshake included. Kubernetes: 32 s
     * @param body from a request's head to the end of its body
     * @param idle between requests, the next one's head included. Kubernetes: 90 s
     * @param stalledWrite taking nothing of a response that is known whole; streamed ones and upgraded connections may
     *     stall for ever, held back by their window
     * @param drain what {@link HttpServer#close()} gives running requests
     */
    public record Timeouts(Duration head, Duration body, Duration idle, Duration stalledWrite, Duration drain) {
        public static final Timeouts DEFAULT = new Timeouts(
                Duration.ofSeconds(32),
                Duration.ofSeconds(60),
                Duration.ofSeconds(90),
                Duration.ofSeconds(60),
                Duration.ofSeconds(10));
    }

    /**
     * How to serve.
     *
     * @param name of the event loop threads
     * @param tls the certificates; empty for plain HTTP/1.1
     * @param tooLarge answers a request whose body is over the limit (it comes without body); runs on the request's thread
     */
    public record Options(
            String name,
            Optional<ServerTls> tls,
            Limits limits,
            Timeouts timeouts,
            Function<Request, Response> tooLarge,
            ServerStatistics statistics,
            Clock clock,
            Faults faults) {
        /** Plain HTTP with the default limits; a body that is too large gets a 413 with plain text. */
        public static Options of(String name, Clock clock, Faults faults) {
            return new Options(
                    name,
                    Optional.empty(),
                    Limits.DEFAULT,
                    Timeouts.DEFAULT,
                    _ -> Response.text(413, "Request Entity Too Large"),
                    ServerStatistics.NONE,
                    clock,
                    faults);
        }

        public Options withTls(ServerTls changed) {
            return new Options(name, Optional.of(changed), limits, timeouts, tooLarge, statistics, clock, faults);
        }

        public Options withLimits(Limits changed) {
            return new Options(name, tls, changed, timeouts, tooLarge, statistics, clock, faults);
        }

        public Options withTimeouts(Timeouts changed) {
            return new Options(name, tls, limits, changed, tooLarge, statistics, clock, faults);
        }

        public Options withTooLarge(Function<Request, Response> changed) {
            return new Options(name, tls, limits, timeouts, changed, statistics, clock, faults);
        }

        public Options withStatistics(ServerStatistics changed) {
            return new Options(name, tls, limits, timeouts, tooLarge, changed, clock, faults);
        }
    }

    private final ServerContext context;
    private final EventLoops loops;
    private final Channel listening;
    private final AtomicBoolean closed = new AtomicBoolean();

    private HttpServer(ServerContext context, EventLoops loops, Channel listening) {
        this.context = context;
        this.loops = loops;
        this.listening = listening;
    }

    /**
     * Listens on {@code address} (port 0 chooses a free one) and serves until {@link #close}. Throws IOException with the
     * system's words when it cannot listen there.
     */
    public static HttpServer start(InetSocketAddress address, Handler handler, Options options) throws IOException {
        ServerContext context = ServerContext.of(handler, options);
        EventLoops loops = new EventLoops(options.name(), Runtime.getRuntime().availableProcessors());
        ChannelFuture bound = new ServerBootstrap()
                .group(loops.group())
                .channel(Transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER)
                .childHandler(new ConnectionInitializer(context))
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            loops.close();
            throw new IOException(
                    "cannot listen on " + address + ": " + bound.cause().getMessage(), bound.cause());
        }
        return new HttpServer(context, loops, bound.channel());
    }

    /**
     * Loads the native parts (BoringSSL, epoll), which takes some 100 ms of CPU. To be run at the start of a program, on
     * a thread beside other work; otherwise the first {@link ServerTls} pays for it. Calling it again costs nothing.
     */
    public static void preload() {
        Transport.tlsProvider();
        Transport.epoll();
    }

    /** Where it listens, with the port that was chosen. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listening.localAddress();
    }

    /** Connections that are open now. */
    public int connections() {
        return context.connections().count();
    }

    /** Requests that are being answered now, streams included. */
    public int requests() {
        return context.dispatcher().running().size();
    }

    /** {@link #close(Duration)} with the timeout from the options. */
    @Override
    public void close() {
        close(context.options().timeouts().drain());
    }

    /**
     * Stops listening, tells clients to go elsewhere (GOAWAY, {@code Connection: close}), gives requests {@code drain} to
     * end by themselves, then interrupts the rest and closes their connections. Streams that never end use up the whole
     * time: end them first. Returns when all is over; a second call does nothing.
     */
    public void close(Duration drain) {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        context.connections().admitNoMore();
        listening.close().awaitUninterruptibly();
        context.connections().drain();
        Clock clock = context.options().clock();
        context.quiescence().await(clock, drain, () -> requests() == 0 && connections() == 0);
        context.dispatcher().interruptAll();
        context.connections().closeAll();
        context.quiescence().await(clock, END, () -> requests() == 0);
        if (requests() > 0) {
            context.options()
                    .faults()
                    .report(
                            "closing " + context.options().name(),
                            new IllegalStateException("requests do not end: "
                                    + context.dispatcher().running()));
        }
        loops.close();
    }
}
