package dev.jukung.controllers.nodelifecycle;

import dev.jukung.base.Clock;
import dev.jukung.model.coordination.v1.Lease;
import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.NodeCondition;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When something was last heard of each node, by our clock: nodes' clocks may be wrong, so only that their times change
 * counts. One entry per node. Thread-safe.
 */
final class Heartbeats {
    private record Heard(Instant at, Optional<Instant> heartbeat, Optional<Instant> renewal) {}

    private final Clock clock;
    private final Map<String, Heard> heard = new ConcurrentHashMap<>();

    Heartbeats(Clock clock) {
        this.clock = clock;
    }

    /** A node counts as heard of when it is first seen, for we may have been away. */
    void see(Node node) {
        Optional<Instant> heartbeat =
                NodeConditions.find(node, NodeConditions.READY).flatMap(NodeCondition::lastHeartbeatTime);
        heard.compute(node.name(), (_, before) -> {
            if (before == null) {
                return new Heard(clock.now(), heartbeat, Optional.empty());
            }
            return before.heartbeat().equals(heartbeat) ? before : new Heard(clock.now(), heartbeat, before.renewal());
        });
    }

    /** A lease of a node that is not known is not kept. */
    void see(Lease lease) {
        Optional<Instant> renewal = lease.spec().renewTime();
        heard.computeIfPresent(
                lease.name(),
                (_, before) -> before.renewal().equals(renewal)
                        ? before
                        : new Heard(clock.now(), before.heartbeat(), renewal));
    }

    Instant lastHeard(String node) {
        Heard known = heard.get(node);
        return known == null ? clock.now() : known.at();
    }

    /** After a time in which nobody was heard everybody gets a new chance. */
    void forgive() {
        Instant now = clock.now();
        heard.replaceAll((_, before) -> new Heard(now, before.heartbeat(), before.renewal()));
    }

    void forget(String node) {
        heard.remove(node);
    }
}
