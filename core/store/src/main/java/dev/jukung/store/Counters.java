package dev.jukung.store;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts for {@link StoreStatistics}. Thread-safe. */
final class Counters {
    private final LongAdder commits = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder batches = new LongAdder();
    private final LongAdder syncNanos = new LongAdder();
    private final AtomicLong largestBatch = new AtomicLong();

    void committed(int count) {
        commits.add(count);
    }

    void refused() {
        refused.increment();
    }

    void failed(int count) {
        failed.add(count);
    }

    void synced(int count, long nanos) {
        batches.increment();
        syncNanos.add(nanos);
        largestBatch.accumulateAndGet(count, Math::max);
    }

    StoreStatistics with(Timeline timeline) {
        return new StoreStatistics(
                commits.sum(),
                refused.sum(),
                failed.sum(),
                batches.sum(),
                largestBatch.get(),
                syncNanos.sum(),
                timeline.watches(),
                timeline.revisionsKept(),
                timeline.historyBytes());
    }
}
