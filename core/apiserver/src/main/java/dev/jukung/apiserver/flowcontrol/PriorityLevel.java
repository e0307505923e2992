package dev.jukung.apiserver.flowcontrol;

import dev.jukung.value.ObjectValue;
import java.util.OptionalInt;

/**
 * A share of the server's seats, and what happens to requests beyond it. Immutable.
 *
 * @param borrowingLimitPercent of its own share; empty: as much as there is
 */
record PriorityLevel(
        String name, String uid, int shares, int lendablePercent, OptionalInt borrowingLimitPercent, Waiting waiting) {
    /** What happens to a request that finds no free seat. */
    sealed interface Waiting {
        /** It is served all the same. */
        record Exempt() implements Waiting {}

        /** It is refused. */
        record Refused() implements Waiting {}

        /** It waits in one of some queues, of which each flow may use a few. */
        record Queues(int count, int handSize, int lengthMax) implements Waiting {}
    }

    private static final int SHARES = 30;
    private static final int QUEUES = 64;
    private static final int HAND = 8;
    private static final int LENGTH = 50;

    boolean exempt() {
        return waiting instanceof Waiting.Exempt;
    }

    static PriorityLevel of(ObjectValue object) {
        ObjectValue metadata = object.object("metadata");
        ObjectValue spec = object.object("spec");
        boolean exempt = spec.text("type", "").equals("Exempt");
        ObjectValue limits = spec.object(exempt ? "exempt" : "limited");
        return new PriorityLevel(
                metadata.text("name", ""),
                metadata.text("uid", ""),
                (int) limits.integer("nominalConcurrencyShares", exempt ? 0 : SHARES),
                (int) limits.integer("lendablePercent", 0),
                limits.has("borrowingLimitPercent")
                        ? OptionalInt.of((int) limits.integer("borrowingLimitPercent", 0))
                        : OptionalInt.empty(),
                exempt ? new Waiting.Exempt() : waiting(limits.object("limitResponse")));
    }

    private static Waiting waiting(ObjectValue response) {
        if (!response.text("type", "").equals("Queue")) {
            return new Waiting.Refused();
        }
        ObjectValue queuing = response.object("queuing");
        return new Waiting.Queues(
                (int) queuing.integer("queues", QUEUES), (int) queuing.integer("handSize", HAND), (int)
                        queuing.integer("queueLengthLimit", LENGTH));
    }
}
