package dev.jukung.bench.parts;

import dev.jukung.bench.Effort;
import dev.jukung.bench.Yardstick;
import dev.jukung.bench.load.Load;
import dev.jukung.bench.load.LoadGenerator;
import dev.jukung.bench.load.Protocol;
import dev.jukung.bench.load.Requests;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * A kind of request.
 *
 * @param supply requests that make what these use up; sent before each measurement
 */
record Scenario(String name, Requests requests, Optional<Requests> supply, Yardstick yardstick) {
    private static final int WARM_UP_CLIENTS = 8;
    /** A single client sends so many times fewer. */
    private static final int ALONE_PART = 4;

    private static final int SUPPLY_CLIENTS = 64;

    Scenario(String name, Requests requests, Yardstick yardstick) {
        this(name, requests, Optional.empty(), yardstick);
    }

    /**
     * The JVM compiles what is used much; this uses it much, in the ways that are measured: a single client takes other paths
     * than several that never let a thread rest.
     */
    void warmUp(Effort effort, LoadGenerator generator) throws IOException, InterruptedException {
        for (Protocol protocol : Protocol.values()) {
            generator.run(protocol, WARM_UP_CLIENTS, effort.warmUpMost(), requests.atMost(effort.warmUps()));
            Duration alone = effort.warmUpMost().dividedBy(ALONE_PART);
            generator.run(protocol, 1, alone, requests.atMost(effort.warmUps() / ALONE_PART));
        }
    }

    Load measure(Effort effort, LoadGenerator generator, Protocol protocol, int clients)
            throws IOException, InterruptedException {
        Duration length = effort.length();
        if (supply.isPresent()) {
            generator.run(Protocol.HTTP_2, SUPPLY_CLIENTS, length, supply.get());
        }
        return generator.run(protocol, clients, length, requests);
    }
}
