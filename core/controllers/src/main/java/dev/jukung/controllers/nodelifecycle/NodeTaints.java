package dev.jukung.controllers.nodelifecycle;

import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.NodeCondition;
import dev.jukung.model.core.v1.Taint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The taints that the conditions of a node ask for. Taints of others are left alone. */
final class NodeTaints {
    static final String NOT_READY = "node.kubernetes.io/not-ready";
    static final String UNREACHABLE = "node.kubernetes.io/unreachable";
    private static final String UNSCHEDULABLE = "node.kubernetes.io/unschedulable";
    private static final String NO_SCHEDULE = "NoSchedule";
    private static final String NO_EXECUTE = "NoExecute";
    private static final Set<String> NO_SCHEDULE_KEYS = Set.of(
            NOT_READY,
            UNREACHABLE,
            UNSCHEDULABLE,
            "node.kubernetes.io/memory-pressure",
            "node.kubernetes.io/disk-pressure",
            "node.kubernetes.io/network-unavailable",
            "node.kubernetes.io/pid-pressure");
    private static final Set<String> NO_EXECUTE_KEYS = Set.of(NOT_READY, UNREACHABLE);

    private NodeTaints() {}

    /** What to do about the pods that run on the node. */
    enum Eviction {
        /** They stay. */
        NONE,
        /** They go, as far as they do not tolerate it. */
        WANTED,
        /** It would be wanted, but not yet: nothing changes. */
        LATER
    }

    /** Whether the node has a taint that evicts pods because it is not ready. */
    static boolean isEvicting(Node node) {
        return node.spec().taints().stream().anyMatch(NodeTaints::isEvicting);
    }

    private static boolean isEvicting(Taint taint) {
        return taint.effect().equals(NO_EXECUTE) && NO_EXECUTE_KEYS.contains(taint.key());
    }

    /** The taints that the node should have; equal to what it has when nothing is to be done. */
    static List<Taint> wanted(Node node, Eviction eviction, Instant now) {
        List<Taint> wanted = new ArrayList<>();
        for (NodeCondition condition : node.status().conditions()) {
            noScheduleKey(condition).ifPresent(key -> wanted.add(taint(key, NO_SCHEDULE)));
        }
        if (node.spec().unschedulable().orElse(false)) {
            wanted.add(taint(UNSCHEDULABLE, NO_SCHEDULE));
        }
        if (eviction == Eviction.WANTED) {
            // The two exclude each other, as False and Unknown do.
            boolean unknown = NodeConditions.ready(node).equals("Unknown");
            wanted.add(taint(unknown ? UNREACHABLE : NOT_READY, NO_EXECUTE));
        }
        List<Taint> result = new ArrayList<>();
        for (Taint taint : node.spec().taints()) {
            boolean kept = !isOurs(taint)
                    || (eviction == Eviction.LATER && isEvicting(taint))
                    || wanted.removeIf(other -> same(other, taint));
            if (kept) {
                result.add(taint);
            }
        }
        wanted.forEach(taint -> result.add(taint.withTimeAdded(now)));
        return result;
    }

    private static boolean isOurs(Taint taint) {
        return isEvicting(taint) || (taint.effect().equals(NO_SCHEDULE) && NO_SCHEDULE_KEYS.contains(taint.key()));
    }

    private static boolean same(Taint a, Taint b) {
        return a.key().equals(b.key()) && a.effect().equals(b.effect());
    }

    private static Taint taint(String key, String effect) {
        return Taint.EMPTY.withKey(key).withEffect(effect);
    }

    private static Optional<String> noScheduleKey(NodeCondition condition) {
        boolean yes = condition.status().equals("True");
        return switch (condition.type()) {
            case "Ready" ->
                switch (condition.status()) {
                    case "False" -> Optional.of(NOT_READY);
                    case "Unknown" -> Optional.of(UNREACHABLE);
                    default -> Optional.empty();
                };
            case "MemoryPressure" -> onlyIf(yes, "node.kubernetes.io/memory-pressure");
            case "DiskPressure" -> onlyIf(yes, "node.kubernetes.io/disk-pressure");
            case "NetworkUnavailable" -> onlyIf(yes, "node.kubernetes.io/network-unavailable");
            case "PIDPressure" -> onlyIf(yes, "node.kubernetes.io/pid-pressure");
            default -> Optional.empty();
        };
    }

    private static Optional<String> onlyIf(boolean condition, String key) {
        return condition ? Optional.of(key) : Optional.empty();
    }
}
