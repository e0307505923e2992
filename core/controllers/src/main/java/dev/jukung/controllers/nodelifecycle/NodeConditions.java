package dev.jukung.controllers.nodelifecycle;

import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.NodeCondition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the conditions of a node say, and how they change when its kubelet falls silent. */
final class NodeConditions {
    static final String READY = "Ready";
    /** NetworkUnavailable is not among them: the control plane keeps it. */
    private static final List<String> OF_KUBELET = List.of(READY, "MemoryPressure", "DiskPressure", "PIDPressure");

    private NodeConditions() {}

    static Optional<NodeCondition> find(Node node, String type) {
        return node.status().conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst();
    }

    /** {@code True}, {@code False}, {@code Unknown}, or empty when no kubelet has ever said anything. */
    static String ready(Node node) {
        return find(node, READY).map(NodeCondition::status).orElse("");
    }

    /** The conditions of a node from whose kubelet nothing has been heard for too long. */
    static List<NodeCondition> silent(Node node, Instant now) {
        List<NodeCondition> conditions = new ArrayList<>(node.status().conditions());
        for (String type : OF_KUBELET) {
            int index = indexOf(conditions, type);
            if (index < 0) {
                conditions.add(NodeCondition.EMPTY
                        .withType(type)
                        .withStatus("Unknown")
                        .withLastHeartbeatTime(
                                node.metadata().creationTimestamp().orElse(now))
                        .withLastTransitionTime(now)
                        .withReason("NodeStatusNeverUpdated")
                        .withMessage("Kubelet never posted node status."));
            } else if (!conditions.get(index).status().equals("Unknown")) {
                conditions.set(
                        index,
                        conditions
                                .get(index)
                                .withStatus("Unknown")
                                .withReason("NodeStatusUnknown")
                                .withMessage("Kubelet stopped posting node status.")
                                .withLastTransitionTime(now));
            }
        }
        return conditions;
    }

    private static int indexOf(List<NodeCondition> conditions, String type) {
        for (int i = 0; i < conditions.size(); i++) {
            if (conditions.get(i).type().equals(type)) {
                return i;
            }
        }
        return -1;
    }
}
