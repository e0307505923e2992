package dev.jukung.scheduler.plugins;

import dev.jukung.model.core.v1.NodeSelectorRequirement;
import dev.jukung.model.core.v1.NodeSelectorTerm;
import dev.jukung.scheduler.NodeSnapshot;
import java.util.List;
import java.util.Optional;

/** When a node satisfies a term of a node selector (k8s.io/component-helpers, nodeaffinity). */
final class NodeTerms {
    private NodeTerms() {}

    /** A term without requirements matches nothing. */
    static boolean matches(NodeSelectorTerm term, NodeSnapshot node) {
        List<NodeSelectorRequirement> labels = term.matchExpressions();
        List<NodeSelectorRequirement> fields = term.matchFields();
        if (labels.isEmpty() && fields.isEmpty()) {
            return false;
        }
        for (NodeSelectorRequirement requirement : labels) {
            if (!satisfied(requirement, Optional.ofNullable(node.labels().get(requirement.key())))) {
                return false;
            }
        }
        for (NodeSelectorRequirement requirement : fields) {
            Optional<String> value =
                    requirement.key().equals("metadata.name") ? Optional.of(node.name()) : Optional.empty();
            if (!satisfied(requirement, value)) {
                return false;
            }
        }
        return true;
    }

    private static boolean satisfied(NodeSelectorRequirement requirement, Optional<String> value) {
        return switch (requirement.operator()) {
            case "In" -> value.isPresent() && requirement.values().contains(value.get());
            case "NotIn" -> value.isEmpty() || !requirement.values().contains(value.get());
            case "Exists" -> value.isPresent();
            case "DoesNotExist" -> value.isEmpty();
            case "Gt" -> compare(requirement, value) > 0;
            case "Lt" -> compare(requirement, value) < 0;
            default -> false;
        };
    }

    /** 0 where one of both is no number: then neither Gt nor Lt holds. */
    private static int compare(NodeSelectorRequirement requirement, Optional<String> value) {
        if (value.isEmpty() || requirement.values().size() != 1) {
            return 0;
        }
        try {
            return Long.compare(
                    Long.parseLong(value.get()),
                    Long.parseLong(requirement.values().getFirst()));
        } catch (NumberFormatException _) {
            return 0; // the contract above
        }
    }
}
