package dev.jukung.controllers.pods;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The newest version of each object that this controller has written. While the informer still has an older one, a plan
 * made from it would be refused, or worse, repeat what is done. One entry per object; {@link #forget} follows its
 * deletion. Thread-safe.
 */
public final class WrittenVersions<K> {
    private final Map<K, Long> written = new ConcurrentHashMap<>();

    /** @param version a resourceVersion; one that is no number is not remembered */
    public void note(K key, String version) {
        if (version.matches("\\d{1,18}")) {
            written.merge(key, Long.parseLong(version), Math::max);
        }
    }

    /** Whether the informer has not seen our last write yet; it will, and tell so. */
    public boolean isStale(K key, String seenVersion) {
        Long last = written.get(key);
        return last != null && seenVersion.matches("\\d{1,18}") && Long.parseLong(seenVersion) < last;
    }

    public void forget(K key) {
        written.remove(key);
    }
}
