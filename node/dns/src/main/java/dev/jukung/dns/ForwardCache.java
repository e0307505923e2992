package dev.jukung.dns;

import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers of upstreams for as long as they say, and at most for a while. Bounded: when it is full, something expired or
 * else anything makes room. Thread-safe; reading takes no lock.
 */
final class ForwardCache {
    /** How many entries are looked at to find one that has expired. */
    private static final int EVICTION_LOOKS = 8;

    /** @param storedAt a reading of the clock in nanoseconds */
    record Entry(UpstreamReply reply, long storedAt, long lifeNanos) {
        boolean fresh(long now) {
            return now - storedAt < lifeNanos;
        }

        long ageSeconds(long now) {
            return (now - storedAt) / 1_000_000_000L;
        }
    }

    private final ConcurrentHashMap<NameKey, Entry> entries = new ConcurrentHashMap<>();
    private final int entriesMax;
    private final Duration ttlMax;

    /** @param ttlMax longer lifetimes are cut to this; zero for no cache at all */
    ForwardCache(int entriesMax, Duration ttlMax) {
        this.entriesMax = entriesMax;
        this.ttlMax = ttlMax;
    }

    /** @param now a reading of the clock in nanoseconds */
    @Nullable
    Entry find(NameKey question, long now) {
        Entry entry = entries.get(question);
        return entry != null && entry.fresh(now) ? entry : null;
    }

    void put(NameKey question, UpstreamReply reply, long now) {
        long seconds = Math.min(reply.ttlSeconds(), ttlMax.toSeconds());
        if (seconds <= 0) {
            return;
        }
        if (entries.size() >= entriesMax && !entries.containsKey(question)) {
            evict(now);
        }
        entries.put(question, new Entry(reply, now, Duration.ofSeconds(seconds).toNanos()));
    }

    private void evict(long now) {
        Iterator<Map.Entry<NameKey, Entry>> iterator = entries.entrySet().iterator();
        for (int i = 1; iterator.hasNext(); i++) {
            Map.Entry<NameKey, Entry> candidate = iterator.next();
            if (i == EVICTION_LOOKS || !candidate.getValue().fresh(now) || !iterator.hasNext()) {
                entries.remove(candidate.getKey(), candidate.getValue());
                return;
            }
        }
    }

    int size() {
        return entries.size();
    }
}
