package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.registry.Admission;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;

/** TaintNodesByCondition: a new Node takes no Pods until its kubelet reports that it is ready. */
final class NodeTaints implements Admission {
    private static final String NOT_READY = "node.kubernetes.io/not-ready";

    @Override
    public ObjectValue mutate(Review review) {
        if (!review.concerns("", "nodes") || review.operation() != Operation.CREATE) {
            return review.object();
        }
        ObjectValue node = review.object();
        ListValue taints = node.object("spec").list("taints");
        boolean tainted = taints.objects().stream()
                .anyMatch(taint -> taint.text("key", "").equals(NOT_READY)
                        && taint.text("effect", "").equals("NoSchedule"));
        return tainted
                ? node
                : node.withAt(taints.plus(ObjectValue.of("key", NOT_READY, "effect", "NoSchedule")), "spec", "taints");
    }
}
