package dev.jukung.bench.load;

import dev.jukung.base.Clock;
import dev.jukung.runtime.ClusterAccess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/** The connections of a number of clients. */
final class Connections implements AutoCloseable {
    private final List<Connection> open = new ArrayList<>();

    /** Opens them and sends a first request on each, so that handshakes are not measured. */
    static Connections open(ClusterAccess access, Protocol protocol, int clients, Clock clock)
            throws IOException, InterruptedException {
        Connections connections = new Connections();
        boolean complete = false;
        SSLContext tls = Http1Connection.context(access);
        try {
            for (int i = 0; i < protocol.connections(clients); i++) {
                Connection connection =
                        switch (protocol) {
                            case HTTP_2 -> new Http2Connection(access, clock);
                            case HTTP_1_1 -> Http1Connection.open(access.server(), tls);
                        };
                connections.open.add(connection);
                connection.send(Exchange.get("/version"));
            }
            complete = true;
            return connections;
        } finally {
            if (!complete) {
                connections.close();
            }
        }
    }

    /** The connection that a client uses; clients are numbered from 0. */
    Connection of(int client) {
        return open.get(client % open.size());
    }

    @Override
    public void close() {
        open.forEach(Connection::close);
    }
}
