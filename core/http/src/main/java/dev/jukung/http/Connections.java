package dev.jukung.http;

import dev.jukung.http.ServerStatistics.Refusal;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The open connections of a server, limited in number. Thread-safe. */
final class Connections {
    private final int limit;
    private final ServerStatistics statistics;
    private final Quiescence quiescence;
    private final Map<Channel, Slot> open = new ConcurrentHashMap<>();
    private volatile boolean closing;

    /** A channel, and what it speaks once that is known. */
    private static final class Slot {
        private volatile @Nullable Connection connection;
    }

    Connections(int limit, ServerStatistics statistics, Quiescence quiescence) {
        this.limit = limit;
        this.statistics = statistics;
        this.quiescence = quiescence;
    }

    /** Counts a new channel until it closes; false when it has to be closed at once. */
    boolean admit(Channel channel) {
        if (closing || open.size() >= limit) {
            statistics.refused(Refusal.TOO_MANY_CONNECTIONS, channel.remoteAddress());
            return false;
        }
        open.put(channel, new Slot());
        statistics.connectionOpened();
        channel.closeFuture().addListener((ChannelFuture closed) -> {
            open.remove(closed.channel());
            statistics.connectionClosed();
            if (closing) {
                quiescence.changed();
            }
        });
        return true;
    }

    /** The protocol has been chosen. */
    void speaks(Connection connection) {
        Slot slot = open.get(connection.channel());
        if (slot != null) {
            slot.connection = connection;
        }
        if (closing) {
            connection.drain();
        }
    }

    boolean closing() {
        return closing;
    }

    /** Answers say from now on that their connection closes. */
    void admitNoMore() {
        closing = true;
    }

    /** Lets every connection finish; those still in their handshake are closed. */
    void drain() {
        open.forEach((channel, slot) -> Transport.execute(channel.eventLoop(), () -> {
            Connection connection = slot.connection;
            if (connection == null) {
                channel.close();
            } else {
                connection.drain();
            }
        }));
    }

    void closeAll() {
        open.keySet().forEach(Channel::close);
    }

    int count() {
        return open.size();
    }
}
