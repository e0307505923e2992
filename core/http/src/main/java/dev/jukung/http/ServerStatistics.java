package dev.jukung.http;

import java.net.SocketAddress;
import java.time.Duration;

/**
 * Is told what happens on a server, for metrics and logs. Called on event loops and request threads, several at once:
 * implementations are thread-safe and quick. Every method may be left out.
 */
public interface ServerStatistics {
    ServerStatistics NONE = new ServerStatistics() {};

    /** Why a connection or a request ended before it reached the handler. */
    enum Refusal {
        TOO_MANY_CONNECTIONS,
        TOO_MANY_STREAMS,
        HANDSHAKE_FAILED,
        TIMED_OUT,
        MALFORMED,
        TOO_LARGE
    }

    default void connectionOpened() {}

    default void connectionClosed() {}

    default void refused(Refusal why, SocketAddress peer) {}

    /**
     * A response has been sent whole, or given up because the client left.
     *
     * @param bytes of content, before compression
     */
    default void answered(Request request, int status, long bytes, Duration took) {}
}
