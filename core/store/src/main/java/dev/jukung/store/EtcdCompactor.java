package dev.jukung.store;

import dev.jukung.base.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes etcd forget what is older than one interval. Of several servers, Kubernetes' own included, one does it each time: the
 * one that is the first to write the key that all of them use. Thread-safe.
 */
final class EtcdCompactor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EtcdCompactor.class);

    static final String KEY = "compact_rev_key";

    private final EtcdClient client;
    private final Clock clock;
    private final Duration interval;
    private Clock.Timer timer = () -> {}; // guarded by this, as all of it
    private boolean closed;
    private long version; // of the key, as last seen
    private long revision; // of etcd one interval ago; 0 before the first

    EtcdCompactor(EtcdClient client, Clock clock, Duration interval) {
        this.client = client;
        this.clock = clock;
        this.interval = interval;
    }

    void start() {
        if (interval.isPositive()) {
            schedule();
        }
    }

    private synchronized void schedule() {
        if (!closed) {
            timer = clock.after(interval, this::run);
        }
    }

    private void run() {
        try {
            compact();
        } catch (EtcdFailure e) {
            LOG.warn("etcd could not be compacted, it is tried again in {}: {}", interval, e.getMessage());
        } finally {
            schedule();
        }
    }

    /** One interval has passed. */
    synchronized void compact() {
        EtcdClient.Elected elected = client.elect(KEY, version, Long.toString(revision));
        version = elected.version();
        long old = revision;
        revision = elected.revision();
        if (elected.won() && old > 0) {
            client.compact(old);
            LOG.debug("etcd keeps no history before revision {}", old);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        timer.cancel();
    }
}
