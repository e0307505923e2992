package dev.jukung.bench.server;

import dev.jukung.base.Clock;
import dev.jukung.base.Randomness;
import dev.jukung.runtime.ClusterAccess;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.runtime.LoopMetrics;
import dev.jukung.runtime.Surroundings;
import java.security.SecureRandom;

/** Clients that prepare what is measured. */
public final class Clients {
    private Clients() {}

    public static HttpApiClient of(ClusterAccess access, Clock clock) {
        Surroundings surroundings = new Surroundings(
                clock,
                new Randomness(new SecureRandom()),
                (where, bug) -> {
                    throw new IllegalStateException(where, bug);
                },
                LoopMetrics.NONE);
        return HttpApiClient.connect(access, "jukung-bench", surroundings);
    }
}
