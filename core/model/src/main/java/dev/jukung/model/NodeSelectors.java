package dev.jukung.model;

import dev.jukung.model.core.v1.Affinity;
import dev.jukung.model.core.v1.NodeAffinity;
import dev.jukung.model.core.v1.NodeSelector;
import dev.jukung.model.core.v1.NodeSelectorRequirement;
import dev.jukung.model.core.v1.NodeSelectorTerm;
import dev.jukung.model.core.v1.PodSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which nodes a pod is for (k8s.io/component-helpers, nodeaffinity). Pure functions. */
public final class NodeSelectors {
    private NodeSelectors() {}

    /** Whether the node satisfies the node selector of a pod and what its node affinity requires. */
    public static boolean required(PodSpec spec, String node, Map<String, String> labels) {
        boolean selected = labels.entrySet().containsAll(spec.nodeSelector().entrySet());
        Optional<NodeSelector> required = spec.affinity()
                .flatMap(Affinity::nodeAffinity)
                .flatMap(NodeAffinity::requiredDuringSchedulingIgnoredDuringExecution);
        return selected
                && required.map(selector ->
                                selector.nodeSelectorTerms().stream().anyMatch(term -> matches(term, node, labels)))
                        .orElse(true);
    }

    /** A term without requirements matches nothing. */
    public static boolean matches(NodeSelectorTerm term, String node, Map<String, String> labels) {
        List<NodeSelectorRequirement> expressions = term.matchExpressions();
        List<NodeSelectorRequirement> fields = term.matchFields();
        if (expressions.isEmpty() && fields.isEmpty()) {
            return false;
        }
        for (NodeSelectorRequirement requirement : expressions) {
            if (!satisfied(requirement, Optional.ofNullable(labels.get(requirement.key())))) {
                return false;
            }
        }
        for (NodeSelectorRequirement requirement : fields) {
            Optional<String> value = requirement.key().equals("metadata.name") ? Optional.of(node) : Optional.empty();
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
