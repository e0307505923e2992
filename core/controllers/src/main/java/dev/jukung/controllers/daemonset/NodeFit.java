package dev.jukung.controllers.daemonset;

import dev.jukung.controllers.pods.Tolerations;
import dev.jukung.model.NodeSelectors;
import dev.jukung.model.apps.v1.DaemonSet;
import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.PodSpec;
import dev.jukung.model.core.v1.Taint;
import dev.jukung.model.core.v1.Toleration;
import java.util.List;
import java.util.function.Predicate;

/**
 * Whether a node is one for a DaemonSet.
 *
 * @param starts whether a pod has to be there
 * @param stays whether a pod that is there may stay
 */
record NodeFit(boolean starts, boolean stays) {
    private static final NodeFit NONE = new NodeFit(false, false);

    static NodeFit of(DaemonSet set, Node node) {
        PodSpec spec = set.spec().template().spec();
        boolean named = spec.nodeName()
                .filter(name -> !name.isEmpty() && !name.equals(node.name()))
                .isEmpty();
        if (!named || !NodeSelectors.required(spec, node.name(), node.metadata().labels())) {
            return NONE;
        }
        List<Toleration> tolerations = DaemonPods.tolerations(spec);
        boolean stays = bears(tolerations, node, taint -> taint.effect().equals("NoExecute"));
        return new NodeFit(
                stays && bears(tolerations, node, taint -> taint.effect().equals("NoSchedule")), stays);
    }

    private static boolean bears(List<Toleration> tolerations, Node node, Predicate<Taint> which) {
        return node.spec().taints().stream().filter(which).allMatch(taint -> Tolerations.matching(tolerations, taint)
                .isPresent());
    }
}
