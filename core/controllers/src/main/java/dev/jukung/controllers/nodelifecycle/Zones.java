package dev.jukung.controllers.nodelifecycle;

import dev.jukung.model.core.v1.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * How many nodes of each zone are ready, and how fast pods may therefore be evicted: when many nodes fall silent at once
 * the fault is rather in the network or in the control plane, and moving everything would make it worse. When no node at
 * all is ready, nothing is evicted. Kubernetes' {@code ComputeZoneState} and {@code handleDisruption}. Thread-safe.
 */
final class Zones {
    /** Kubernetes' {@code --node-eviction-rate} of 0.1: a node every so long in each zone. */
    static final Duration EVERY = Duration.ofSeconds(10);
    /** {@code --secondary-node-eviction-rate} of 0.01, for large zones that are partly down; small ones wait. */
    static final Duration EVERY_WHEN_DISRUPTED = Duration.ofSeconds(100);
    /** {@code --large-cluster-size-threshold}. */
    private static final int LARGE = 50;
    /** {@code --unhealthy-zone-threshold}. */
    private static final double UNHEALTHY = 0.55;

    private static final String EXCLUDED = "node.kubernetes.io/exclude-disruption";
    private static final String REGION_LABEL = "topology.kubernetes.io/region";
    private static final String ZONE_LABEL = "topology.kubernetes.io/zone";

    /** What a zone allows. */
    sealed interface Permit {
        record Now() implements Permit {}

        record In(Duration delay) implements Permit {}

        /** Not before the zone changes. */
        record Never() implements Permit {}
    }

    private record Known(String zone, boolean ready) {}

    private static final class Zone {
        int ready;
        int notReady;
        Instant next = Instant.MIN;

        boolean isDown() {
            return ready == 0 && notReady > 0;
        }

        boolean isDisrupted() {
            return notReady > 2 && (double) notReady / (notReady + ready) >= UNHEALTHY;
        }
    }

    // Guarded by this.
    private final Map<String, Known> nodes = new HashMap<>();
    private final Map<String, Zone> zones = new HashMap<>();

    /** Returns whether what is allowed may have changed for other nodes, too. */
    synchronized boolean put(Node node) {
        String before = summary();
        forget(node.name());
        if (!node.metadata().labels().containsKey(EXCLUDED)) {
            Known known = new Known(zoneOf(node), NodeConditions.ready(node).equals("True"));
            nodes.put(node.name(), known);
            count(known, 1);
        }
        return !summary().equals(before);
    }

    /** As {@link #put}. */
    synchronized boolean remove(String node) {
        String before = summary();
        forget(node);
        return !summary().equals(before);
    }

    /** No node is ready: then the silence is ours. */
    synchronized boolean allDown() {
        return !zones.isEmpty() && zones.values().stream().allMatch(Zone::isDown);
    }

    /** Whether a node may be tainted now; if so, that is counted. */
    synchronized Permit tryEvict(Node node, Instant now) {
        Zone zone = zones.computeIfAbsent(zoneOf(node), _ -> new Zone());
        if (allDown() || (zone.isDisrupted() && !zone.isDown() && zone.ready + zone.notReady <= LARGE)) {
            return new Permit.Never();
        }
        if (zone.next.isAfter(now)) {
            return new Permit.In(Duration.between(now, zone.next));
        }
        zone.next = now.plus(zone.isDisrupted() && !zone.isDown() ? EVERY_WHEN_DISRUPTED : EVERY);
        return new Permit.Now();
    }

    private void forget(String node) {
        Known known = nodes.remove(node);
        if (known != null) {
            count(known, -1);
        }
    }

    private void count(Known known, int by) {
        Zone zone = zones.computeIfAbsent(known.zone(), _ -> new Zone());
        if (known.ready()) {
            zone.ready += by;
        } else {
            zone.notReady += by;
        }
        if (zone.ready + zone.notReady == 0) {
            zones.remove(known.zone());
        }
    }

    /** The states of the zones, without their numbers. */
    private String summary() {
        StringBuilder text = new StringBuilder();
        zones.forEach((name, zone) -> text.append(name)
                .append(zone.isDown() ? "-" : zone.isDisrupted() ? "~" : "+")
                .append(zone.ready + zone.notReady > LARGE ? "L" : "S"));
        return text.toString();
    }

    private static String zoneOf(Node node) {
        Map<String, String> labels = node.metadata().labels();
        return labels.getOrDefault(REGION_LABEL, "") + ":" + labels.getOrDefault(ZONE_LABEL, "");
    }
}
