package dev.jukung.store;

import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.base.Randomness;
import java.nio.file.Path;

/** Where stores come from. */
public final class RevisionStores {
    private RevisionStores() {}

    /** An empty store that lives as long as its process. It has no threads. */
    public static RevisionStore inMemory(Clock clock) {
        return TimelineStore.inMemory(State.EMPTY, clock, HistoryLimits.ofThisProcess());
    }

    /**
     * The store in {@code dataDirectory}, which is created, for its owner only, where there is none. All current
     * values are read into memory; history begins with the last revision.
     *
     * @throws StoreLockedException when another store has it open
     * @throws StoreCorruptedException when what is in it is not a whole store
     * @throws StoreUnavailableException when it cannot be used: not writable, disk full
     */
    public static RevisionStore open(Path dataDirectory, Clock clock, Faults faults) {
        return open(dataDirectory, ValueTransformer.NONE, clock, faults);
    }

    /** As {@link #open(Path, Clock, Faults)}, with values on the disk as {@code values} makes them. */
    public static RevisionStore open(Path dataDirectory, ValueTransformer values, Clock clock, Faults faults) {
        Durability durability = RocksDbDurability.open(dataDirectory, RocksDbDurability.CAUSES_KEPT, values);
        return TimelineStore.durable(durability, BatchLimits.DEFAULT, clock, faults);
    }

    /**
     * The store that etcd keeps, for several servers at once. All current values are read into memory; history begins then.
     *
     * @throws StoreUnavailableException when etcd cannot be read for some time
     */
    public static RevisionStore etcd(EtcdOptions options, Clock clock, Randomness random, Faults faults)
            throws InterruptedException {
        return etcd(options, ValueTransformer.NONE, clock, random, faults);
    }

    /** As {@link #etcd(EtcdOptions, Clock, Randomness, Faults)}, with values in etcd as {@code transformer} makes them. */
    public static RevisionStore etcd(
            EtcdOptions options, ValueTransformer transformer, Clock clock, Randomness random, Faults faults)
            throws InterruptedException {
        EtcdKeys keys = new EtcdKeys(options.prefix(), options.directories());
        EtcdValues values = new EtcdValues(keys, transformer);
        EtcdClient client = new EtcdClient(options);
        boolean opened = false;
        try {
            EtcdFeed feed = EtcdFeed.start(client, keys, values, clock, faults);
            EtcdCompactor compactor = new EtcdCompactor(client, clock, options.compactionInterval());
            compactor.start();
            Counters counters = new Counters();
            Committer committer = new EtcdCommitter(client, keys, values, feed, compactor, clock, random, counters);
            opened = true;
            return new TimelineStore(feed.timeline(), committer, counters);
        } finally {
            if (!opened) {
                client.close();
            }
        }
    }
}
