package dev.jukung.kubelet.pod;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long a container that ended waits before it starts again: not at all the first time, then 10 s, doubled with each
 * restart up to 5 minutes; forgotten when the container has run for 10 minutes. Immutable.
 */
public record CrashBackoff(Map<String, Entry> entries) {
    static final CrashBackoff NONE = new CrashBackoff(Map.of());
    static final Duration FIRST = Duration.ofSeconds(10);
    static final Duration MAX = Duration.ofSeconds(300);
    private static final Duration FORGOTTEN_AFTER = MAX.multipliedBy(2);

    /** @param updated when the container was last started again */
    public record Entry(Duration delay, Instant updated) {}

    /** The delay that holds for a container that ended at {@code ended}; empty when it may start at once. */
    Optional<Duration> delay(String container, Instant ended) {
        return Optional.ofNullable(entries.get(container))
                .filter(entry -> !forgotten(entry, ended))
                .map(Entry::delay);
    }

    private static boolean forgotten(Entry entry, Instant ended) {
        return Duration.between(entry.updated(), ended).compareTo(FORGOTTEN_AFTER) > 0;
    }

    /** After the container is started again at {@code now}. */
    CrashBackoff restarted(String container, Instant ended, Instant now) {
        Duration delay = delay(container, ended)
                .map(before -> before.multipliedBy(2).compareTo(MAX) < 0 ? before.multipliedBy(2) : MAX)
                .orElse(FIRST);
        Map<String, Entry> changed = new HashMap<>(entries);
        changed.put(container, new Entry(delay, now));
        return new CrashBackoff(Map.copyOf(changed));
    }
}
