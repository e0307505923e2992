package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.registry.Admission;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** PodTopologyLabels: a Pod shows in which zone and region its node is, from the moment it is bound. */
final class TopologyLabels implements Admission {
    private static final List<String> COPIED = List.of("topology.kubernetes.io/zone", "topology.kubernetes.io/region");

    @Override
    public ObjectValue mutate(Review review) {
        if (review.operation() != Operation.CREATE
                || !review.call().kind().qualifiedName().equals("pods")) {
            return review.object();
        }
        return switch (review.call().subresource()) {
            case "" -> labelled(review, review.object().object("spec").text("nodeName", ""));
            case "binding" -> {
                ObjectValue target = review.object().object("target");
                yield target.text("kind", "").equals("Node")
                        ? labelled(review, target.text("name", ""))
                        : review.object();
            }
            default -> review.object();
        };
    }

    private static ObjectValue labelled(Review review, String node) {
        ObjectValue result = review.object();
        ObjectValue labels = node.isEmpty()
                ? ObjectValue.EMPTY
                : Lookups.find(review, Resources.NODES, ObjectKey.of(node))
                        .map(tree -> tree.object("metadata").object("labels"))
                        .orElse(ObjectValue.EMPTY);
        for (String label : COPIED) {
            if (labels.has(label)) {
                result = result.withAt(labels.text(label, ""), "metadata", "labels", label);
            }
        }
        return result;
    }
}
