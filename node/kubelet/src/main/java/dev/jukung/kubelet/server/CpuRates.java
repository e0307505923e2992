package dev.jukung.kubelet.server;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** From counters of CPU time to how much is used at the moment: between the last two times that somebody asked. Thread-safe. */
final class CpuRates {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final long NANOS = 1_000_000_000L;

    private record Known(Instant at, long cpuNanos, OptionalLong rate) {}

    private final Map<String, Known> known = new HashMap<>(); // guarded by this

    /** Nanoseconds of CPU time in a second; empty when this is asked for the first time. */
    synchronized OptionalLong rate(String id, Instant at, long cpuNanos) {
        Known before = known.get(id);
        if (before == null || cpuNanos < before.cpuNanos()) {
            known.put(id, new Known(at, cpuNanos, OptionalLong.empty()));
            return OptionalLong.empty();
        }
        Duration passed = Duration.between(before.at(), at);
        if (passed.compareTo(SHORTEST) < 0) {
            return before.rate();
        }
        double seconds = (double) passed.toNanos() / NANOS;
        OptionalLong rate = OptionalLong.of((long) ((cpuNanos - before.cpuNanos()) / seconds));
        known.put(id, new Known(at, cpuNanos, rate));
        return rate;
    }

    /** Forgets all others. */
    synchronized void keep(Set<String> ids) {
        known.keySet().retainAll(ids);
    }
}
