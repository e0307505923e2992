package dev.jukung.controllers.daemonset;

import dev.jukung.runtime.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How soon pods that fail again and again on a node are replaced: Kubernetes' {@code failedPodsBackoff}. Passive apart from its
 * lock. Thread-safe.
 */
final class FailedPods {
    private static final Backoff DELAYS = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(15), 0);
    /** After twice the longest delay without a failure all is forgiven. */
    private static final Duration FORGIVEN = Duration.ofMinutes(30);
    /** The oldest are forgotten beyond that, and replaced at once the next time. */
    private static final int KEPT_MAX = 10_000;

    private record Failures(int count, Instant last) {}

    // Guarded by this.
    private final Map<String, Failures> failures = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > KEPT_MAX;
        }
    };

    /** How long the pod has to stay; zero counts as its replacement. */
    synchronized Duration delay(String setUid, String node, Instant now) {
        String key = setUid + "/" + node;
        Failures known = failures.get(key);
        if (known != null) {
            Duration passed = Duration.between(known.last(), now);
            Duration left = DELAYS.delay(known.count()).minus(passed);
            if (left.isPositive()) {
                return left;
            }
            if (passed.compareTo(FORGIVEN) > 0) {
                known = null;
            }
        }
        failures.put(key, new Failures(known == null ? 1 : known.count() + 1, now));
        return Duration.ZERO;
    }
}
