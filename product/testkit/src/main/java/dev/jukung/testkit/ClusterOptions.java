package dev.jukung.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a cluster for tests is to be. Immutable.
 *
 * @param nodes simulated nodes, named {@code node-1}, {@code node-2} …; 0 leaves every Pod pending
 * @param seed of uids, generated names and jitter
 * @param start what the cluster's clock shows first; empty for the present
 * @param patience how long a client that watches over HTTP is given to react to what it was told, in real time, before
 *     the cluster counts as settled
 */
public record ClusterOptions(int nodes, long seed, Optional<Instant> start, Duration patience) {
    private static final Duration PATIENCE = Duration.ofMillis(100);

    /** One node, the same seed each time, starting now. */
    public static final ClusterOptions STANDARD = new ClusterOptions(1, 1, Optional.empty(), PATIENCE);

    public ClusterOptions withNodes(int count) {
        return new ClusterOptions(count, seed, start, patience);
    }

    public ClusterOptions withSeed(long value) {
        return new ClusterOptions(nodes, value, start, patience);
    }

    public ClusterOptions startingAt(Instant time) {
        return new ClusterOptions(nodes, seed, Optional.of(time), patience);
    }

    public ClusterOptions withPatience(Duration value) {
        return new ClusterOptions(nodes, seed, start, value);
    }
}
