package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.authorization.NodeIdentity;
import dev.jukung.apiserver.registry.Admission;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.http.pki.CertificationRequest;
import dev.jukung.runtime.ApiException;
import dev.jukung.value.ObjectValue;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * NodeRestriction: what a kubelet may write, where the Node authorizer cannot tell without looking at the object. Its Node,
 * the Pods bound to it, tokens for them, and what else is a node's own. Thread-safe.
 */
final class NodeRestriction implements Admission {
    private static final String LEASES = "kube-node-lease";
    private static final Set<String> KUBELET_SIGNERS =
            Set.of("kubernetes.io/kubelet-serving", "kubernetes.io/kube-apiserver-client-kubelet");

    private final NodePodRestriction pods;
    private final NodeTokenRestriction tokens;

    NodeRestriction(Authorizer authorizer) {
        pods = new NodePodRestriction();
        tokens = new NodeTokenRestriction(authorizer);
    }

    @Override
    public ObjectValue mutate(Review review) {
        Optional<String> node = NodeIdentity.of(review.call().user());
        if (node.isEmpty() || review.operation() == Operation.CONNECT) {
            return review.object();
        }
        if (node.get().isEmpty()) {
            throw refused(
                    review,
                    "could not determine node from user \""
                            + review.call().user().name() + "\"");
        }
        check(review, node.get());
        return review.object();
    }

    private void check(Review review, String node) {
        switch (review.call().kind().type().qualifiedName()) {
            case "pods" -> pods.check(review, node);
            case "nodes" -> node(review, node);
            case "persistentvolumeclaims" -> claim(review, node);
            case "serviceaccounts" -> tokens.check(review, node);
            case "leases.coordination.k8s.io" -> lease(review, node);
            case "csinodes.storage.k8s.io" -> {
                if (!review.call().name().equals(node)) {
                    throw refused(review, "can only access CSINode with the same name as the requesting node");
                }
            }
            case "resourceslices.resource.k8s.io" -> slice(review, node);
            case "certificatesigningrequests.certificates.k8s.io" -> signingRequest(review, node);
            case "podcertificaterequests.certificates.k8s.io" ->
                throw refused(review, "PodCertificateRequest feature gate is disabled");
            default -> {} // other kinds are the authorizer's business
        }
    }

    static ApiException refused(Review review, String why) {
        return Failures.forbidden(review.call().kind(), review.call().name(), why);
    }

    private static void node(Review review, String node) {
        String name = review.call().name();
        String shown = "node \"" + node + "\" is not allowed to ";
        if (!name.equals(node)) {
            throw refused(review, shown + "modify node \"" + name + "\"");
        }
        ObjectValue labels = review.object().object("metadata").object("labels");
        if (review.operation() == Operation.CREATE) {
            if (review.object().object("spec").has("configSource")) {
                throw refused(review, shown + "create pods with a non-nil configSource");
            }
            Set<String> forbidden = forbidden(labels, ObjectValue.EMPTY);
            if (!forbidden.isEmpty()) {
                throw refused(review, shown + "set the following labels: " + String.join(", ", forbidden));
            }
        }
        if (review.operation() == Operation.UPDATE) {
            ObjectValue old = review.old().orElse(ObjectValue.EMPTY);
            ObjectValue source = review.object().object("spec").object("configSource");
            if (!source.isEmpty() && !source.equals(old.object("spec").object("configSource"))) {
                throw refused(review, shown + "update configSource to a new non-nil configSource");
            }
            if (!review.object()
                    .object("spec")
                    .list("taints")
                    .equals(old.object("spec").list("taints"))) {
                throw refused(review, shown + "modify taints");
            }
            if (!review.object()
                    .object("metadata")
                    .list("ownerReferences")
                    .equals(old.object("metadata").list("ownerReferences"))) {
                throw refused(review, shown + "modify ownerReferences");
            }
            Set<String> forbidden = forbidden(labels, old.object("metadata").object("labels"));
            if (!forbidden.isEmpty()) {
                throw refused(review, "is not allowed to modify labels: " + String.join(", ", forbidden));
            }
        }
    }

    /** The labels that differ and are not a kubelet's to set, sorted. */
    private static Set<String> forbidden(ObjectValue labels, ObjectValue old) {
        Set<String> keys = new TreeSet<>();
        labels.forEach((key, value) -> {
            if (!value.equals(old.get(key))) {
                keys.add(key);
            }
        });
        old.forEach((key, _) -> {
            if (!labels.has(key)) {
                keys.add(key);
            }
        });
        keys.removeIf(key -> !KubeletLabels.isForbidden(key));
        return keys;
    }

    private static void claim(Review review, String node) {
        if (!review.call().subresource().equals("status")) {
            throw refused(review, "may only update PVC status");
        }
        if (review.operation() != Operation.UPDATE) {
            throw refused(review, "unexpected operation \"" + review.operation() + "\"");
        }
        ObjectValue old = review.old().orElse(ObjectValue.EMPTY);
        if (!fixed(review.object()).equals(fixed(old))) {
            throw refused(
                    review,
                    "node \"" + node
                            + "\" is not allowed to update fields other than status.quantity and status.conditions");
        }
    }

    private static ObjectValue fixed(ObjectValue claim) {
        ObjectValue result = claim.withoutAt("metadata", "resourceVersion").withoutAt("metadata", "managedFields");
        for (String field : List.of("capacity", "conditions", "allocatedResourceStatuses", "allocatedResources")) {
            result = result.withoutAt("status", field);
        }
        return result.object("status").isEmpty() ? result.without("status") : result;
    }

    private static void lease(Review review, String node) {
        if (!review.call().namespace().equals(LEASES)) {
            throw refused(review, "can only access leases in the \"" + LEASES + "\" system namespace");
        }
        if (!review.call().name().equals(node)) {
            throw refused(review, "can only access node lease with the same name as the requesting node");
        }
    }

    private static void slice(Review review, String node) {
        String verb =
                switch (review.operation()) {
                    case CREATE -> "create";
                    case DELETE -> "delete";
                    case UPDATE, CONNECT -> "";
                };
        ObjectValue slice =
                review.operation() == Operation.DELETE ? review.old().orElse(ObjectValue.EMPTY) : review.object();
        if (!verb.isEmpty() && !slice.object("spec").text("nodeName", "").equals(node)) {
            throw refused(review, "can only " + verb + " ResourceSlice with the same NodeName as the requesting node");
        }
    }

    private static void signingRequest(Review review, String node) {
        ObjectValue spec = review.object().object("spec");
        if (review.operation() != Operation.CREATE || !KUBELET_SIGNERS.contains(spec.text("signerName", ""))) {
            return;
        }
        String name;
        try {
            name = CertificationRequest.parseEncoded(spec.text("request", ""))
                    .subject()
                    .name();
        } catch (GeneralSecurityException e) {
            throw refused(review, "unable to parse csr: " + e.getMessage());
        }
        if (!name.equals("system:node:" + node)) {
            throw refused(review, "can only create a node CSR with CN=system:node:" + node);
        }
    }
}
