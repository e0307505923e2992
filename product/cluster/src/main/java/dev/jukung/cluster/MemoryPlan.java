package dev.jukung.cluster;

import java.nio.file.Path;
import java.security.KeyPair;

/**
 * What a {@link MemoryCluster} is to be.
 *
 * @param nodes how many simulated nodes it has: {@code node-1}, {@code node-2} …
 * @param folder where the simulated nodes put the few files that Pods have; made when the first Pod needs one
 * @param serviceAccountKeys sign the tokens of ServiceAccounts
 * @param rootCa the certificates by which clients know the API server, in PEM
 */
public record MemoryPlan(int nodes, Path folder, KeyPair serviceAccountKeys, String rootCa) {
    /** So that each node has a range of Pod addresses of its own below 10.244.0.0/16. */
    public static final int NODES_MAX = 250;

    public MemoryPlan {
        if (nodes < 0 || nodes > NODES_MAX) {
            throw new IllegalArgumentException("a cluster in memory has 0 to " + NODES_MAX + " nodes, not " + nodes);
        }
    }

    /** The same with its files elsewhere. */
    public MemoryPlan in(Path other) {
        return new MemoryPlan(nodes, other, serviceAccountKeys, rootCa);
    }
}
