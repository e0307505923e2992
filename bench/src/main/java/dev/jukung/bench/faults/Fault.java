package dev.jukung.bench.faults;

import dev.jukung.base.Randomness;
import java.time.Duration;
import java.util.List;

/**
 * Something that happens to one program, and ends.
 *
 * @param target the place of the program in its kind
 */
record Fault(Kind kind, Victim victim, int target, Duration length, Duration rest) {
    enum Kind {
        KILL,
        PAUSE,
        /** Nobody can reach it. */
        ISOLATE,
        /** Its clients reach it, the other members of etcd do not. */
        CUT_FROM_PEERS
    }

    enum Victim {
        SERVER,
        MEMBER,
        /** The member of etcd that leads at that moment. */
        LEADER
    }

    private static final int SHORTEST_MILLIS = 500;
    private static final int LONGEST_MILLIS = 5_000;
    private static final int REST_MILLIS = 1_500;

    static Fault next(Randomness random, int programs) {
        Victim victim = Victim.values()[random.below(Victim.values().length)];
        List<Kind> kinds = victim == Victim.SERVER
                ? List.of(Kind.KILL, Kind.PAUSE, Kind.ISOLATE)
                : List.of(Kind.KILL, Kind.PAUSE, Kind.ISOLATE, Kind.CUT_FROM_PEERS);
        return new Fault(
                kinds.get(random.below(kinds.size())),
                victim,
                random.below(programs),
                Duration.ofMillis(SHORTEST_MILLIS + random.below(LONGEST_MILLIS - SHORTEST_MILLIS)),
                Duration.ofMillis(random.below(REST_MILLIS)));
    }
}
