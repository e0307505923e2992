package dev.jukung.controllers.daemonset;

import dev.jukung.model.apps.v1.DaemonSet;
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
    /** Those not asked for the longest are forgotten beyond that, and replaced at once the next time. */
    static final int KEPT_MAX = 10_000;

    private record Failures(int count, Instant last) {}

    // Guarded by this.
    private final Map<String, Failures> failures = new LinkedHashMap<>(16, 0.75F, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > KEPT_MAX;
        }
    };

    /** Another generation of the set may be a better one: it starts anew. */
    static String key(DaemonSet set, String node) {
        return set.uid() + "/" + set.status().observedGeneration().orElse(0) + "/" + node;
    }

    /** How long the pod has to stay; zero counts as its replacement. */
    synchronized Duration delay(String key, Instant now) {
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
