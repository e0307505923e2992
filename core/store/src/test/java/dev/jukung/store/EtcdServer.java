package dev.jukung.store;

import dev.jukung.base.Clock;
import dev.jukung.base.Randomness;
import dev.jukung.base.SystemClock;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;

/** One server's store on an etcd, with the bugs it reported. */
final class EtcdServer implements AutoCloseable {
    final RevisionStore store;
    private final List<Throwable> bugs = new CopyOnWriteArrayList<>();

    EtcdServer(String addresses, long seed) throws InterruptedException {
        this(EtcdOptions.of(addresses), new SystemClock(), seed);
    }

    EtcdServer(EtcdOptions options, Clock clock, long seed) throws InterruptedException {
        store = RevisionStores.etcd(
                options.withCompactionInterval(Duration.ZERO),
                clock,
                new Randomness(new SplittableRandom(seed)),
                (where, bug) -> bugs.add(new AssertionError(where, bug)));
    }

    @Override
    public void close() {
        store.close();
        if (!bugs.isEmpty()) {
            throw new AssertionError("bugs were reported", bugs.getFirst());
        }
    }
}
