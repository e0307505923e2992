package dev.jukung.bench.load;

import dev.jukung.base.Clock;
import dev.jukung.http.ClientResponse;
import dev.jukung.runtime.ClusterAccess;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Clients that watch the same thing over HTTP/2 and count what they are told. */
public final class Watchers implements AutoCloseable {
    /** How many watches share a connection: an informer for each of a component's resources. */
    private static final int PER_CONNECTION = 20;

    private static final int BUFFER_BYTES = 16 * 1024;
    private static final long PATIENCE_SECONDS = 30;

    private final List<Http2Connection> connections = new ArrayList<>();
    private final List<ClientResponse> streams = new ArrayList<>();
    private final Semaphore events = new Semaphore(0);

    private Watchers() {}

    /**
     * Opens them all.
     *
     * @param target of the watch; it has to start at a version, so that only new events come
     */
    public static Watchers open(ClusterAccess access, Clock clock, int count, String target)
            throws IOException, InterruptedException {
        Watchers watchers = new Watchers();
        boolean complete = false;
        try {
            for (int i = 0; i < count; i++) {
                if (i % PER_CONNECTION == 0) {
                    watchers.connections.add(new Http2Connection(access, clock));
                }
                watchers.follow(watchers.connections.getLast().open(Exchange.get(target)));
            }
            complete = true;
            return watchers;
        } finally {
            if (!complete) {
                watchers.close();
            }
        }
    }

    private void follow(ClientResponse response) throws IOException {
        streams.add(response);
        if (response.status() != 200) {
            throw new IOException("a watch was answered with " + response.status());
        }
        Thread.ofVirtual().name("watcher").start(() -> count(response.body()));
    }

    /** An event is a line. */
    private void count(InputStream body) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                int lines = 0;
                for (int i = 0; i < read; i++) {
                    lines += buffer[i] == '\n' ? 1 : 0;
                }
                events.release(lines);
            }
        } catch (IOException _) {
            return; // the watch is over; whoever waits for its events will say so
        }
    }

    /** Waits until each watcher has been told of one event more. */
    public void awaitOneEach() throws IOException, InterruptedException {
        if (!events.tryAcquire(streams.size(), PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("after " + PATIENCE_SECONDS + " s only " + events.availablePermits() + " of "
                    + streams.size() + " watchers had been told of a change");
        }
    }

    @Override
    public void close() {
        streams.forEach(ClientResponse::close);
        connections.forEach(Http2Connection::close);
    }
}
