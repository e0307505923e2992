package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.registry.Admission;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.value.ObjectValue;

/** NodeRestriction: a kubelet writes its own Node and the Pods bound to it, nothing else of these kinds. */
final class NodeRestriction implements Admission {
    private static final String NODE_USER = "system:node:";

    @Override
    public void validate(Review review) {
        String user = review.call().user().name();
        if (!user.startsWith(NODE_USER) || !review.call().user().in("system:nodes")) {
            return;
        }
        String node = user.substring(NODE_USER.length());
        if (review.operation() == Operation.CONNECT
                || (review.operation() == Operation.CREATE
                        && !review.call().subresource().isEmpty())) {
            return; // what is given there is no such object; roles decide
        }
        String plural = review.call().kind().type().qualifiedName();
        switch (plural) {
            case "nodes" -> node(review, node);
            case "pods" -> pod(review, node);
            case "leases.coordination.k8s.io" -> lease(review, node);
            default -> {} // other kinds are the authorizer's business
        }
    }

    private static void node(Review review, String node) {
        String name = review.call().name();
        if (!name.equals(node)) {
            throw Failures.forbidden(
                    review.call().kind(), name, "node \"" + node + "\" is not allowed to modify node \"" + name + "\"");
        }
    }

    private static void pod(Review review, String node) {
        ObjectValue pod = review.operation() == Operation.CREATE
                ? review.object()
                : review.old().orElse(review.object());
        String bound = pod.object("spec").text("nodeName", "");
        if (!bound.equals(node)) {
            throw Failures.forbidden(
                    review.call().kind(),
                    review.call().name(),
                    "node \"" + node + "\" can only "
                            + review.operation().name().toLowerCase(java.util.Locale.ROOT)
                            + " pods with spec.nodeName set to itself");
        }
    }

    private static void lease(Review review, String node) {
        boolean own = review.call().namespace().equals("kube-node-lease")
                && review.call().name().equals(node);
        if (!own) {
            throw Failures.forbidden(
                    review.call().kind(),
                    review.call().name(),
                    "can only access node lease with the same name as the requesting node");
        }
    }
}
