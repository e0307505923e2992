package dev.jukung.scheduler;

import dev.jukung.model.ObjectKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The latest explanation of each pod, for as many pods as fit; the oldest go first. Thread-safe. */
final class Explanations {
    /** At some 200 bytes a refusal this stays within a few megabytes for clusters of ten nodes. */
    private static final int MAX_PODS = 2000;

    // Guarded by this.
    private final Map<ObjectKey, Explanation> latest = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ObjectKey, Explanation> eldest) {
            return size() > MAX_PODS;
        }
    };

    synchronized void add(Explanation explanation) {
        latest.remove(explanation.pod());
        latest.put(explanation.pod(), explanation);
    }

    synchronized Optional<Explanation> find(ObjectKey pod) {
        return Optional.ofNullable(latest.get(pod));
    }
}
