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
        LEADER,
        /** The only server, with its store inside. */
        STORE
    }

    private static final int SHORTEST_MILLIS = 500;
    private static final int LONGEST_MILLIS = 5_000;
    private static final int REST_MILLIS = 1_500;

    /** @param programs how many there are of each kind of victim */
    static Fault next(Randomness random, List<Victim> victims, int programs) {
        Victim victim = victims.get(random.below(victims.size()));
        List<Kind> kinds =
                switch (victim) {
                    case SERVER -> List.of(Kind.KILL, Kind.PAUSE, Kind.ISOLATE);
                    case MEMBER, LEADER -> List.of(Kind.KILL, Kind.PAUSE, Kind.ISOLATE, Kind.CUT_FROM_PEERS);
                    case STORE -> List.of(Kind.KILL, Kind.KILL, Kind.PAUSE, Kind.ISOLATE);
                };
        return new Fault(
                kinds.get(random.below(kinds.size())),
                victim,
                random.below(programs),
                Duration.ofMillis(SHORTEST_MILLIS + random.below(LONGEST_MILLIS - SHORTEST_MILLIS)),
                Duration.ofMillis(random.below(REST_MILLIS)));
    }
}
