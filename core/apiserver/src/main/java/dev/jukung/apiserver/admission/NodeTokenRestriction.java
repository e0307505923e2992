package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.registry.Admission.Operation;
import dev.jukung.apiserver.registry.Admission.Review;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;

/** Which tokens of ServiceAccounts a node may ask for: those bound to its Pods, for audiences that the Pods name. */
final class NodeTokenRestriction {
    private final Authorizer authorizer;

    NodeTokenRestriction(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    void check(Review review, String node) {
        if (review.operation() != Operation.CREATE
                || !review.call().subresource().equals("token")) {
            return;
        }
        ObjectValue spec = review.object().object("spec");
        ObjectValue bound = spec.object("boundObjectRef");
        if (!bound.text("apiVersion", "").equals("v1")
                || !bound.text("kind", "").equals("Pod")
                || bound.text("name", "").isEmpty()) {
            throw NodeRestriction.refused(review, "node requested token not bound to a pod");
        }
        String uid = bound.text("uid", "");
        if (uid.isEmpty()) {
            throw NodeRestriction.refused(review, "node requested token with a pod binding without a uid");
        }
        ObjectKey key = ObjectKey.of(review.call().namespace(), bound.text("name", ""));
        ObjectValue pod = StoredObjects.get(review, Resources.PODS, key, "pod");
        if (!uid.equals(pod.object("metadata").text("uid", ""))) {
            throw NodeRestriction.refused(
                    review,
                    "the UID in the bound object reference (" + uid
                            + ") does not match the UID in record. The object might have been deleted and then recreated");
        }
        if (!pod.object("spec").text("nodeName", "").equals(node)) {
            throw NodeRestriction.refused(review, "node requested token bound to a pod scheduled on a different node");
        }
        audience(review, spec.list("audiences").texts(), pod);
    }

    private void audience(Review review, List<String> audiences, ObjectValue pod) {
        if (audiences.size() > 1) {
            throw NodeRestriction.refused(review, "node may only request 0 or 1 audiences");
        }
        String audience = audiences.isEmpty() ? "" : audiences.getFirst();
        if (isNamed(review, pod, audience)) {
            return;
        }
        String user = review.call().user().name();
        Attributes wanted = new Attributes(
                review.call().user(),
                "request-serviceaccounts-token-audience",
                "",
                "v1",
                audience,
                "",
                review.call().namespace(),
                review.call().name(),
                "");
        if (!authorizer.decide(wanted).allowed()) {
            throw NodeRestriction.refused(
                    review,
                    "audience \"" + audience + "\" not found in pod spec volume, " + user
                            + " is not authorized to request tokens for this audience");
        }
    }

    private static boolean isNamed(Review review, ObjectValue pod, String audience) {
        for (ObjectValue volume : pod.object("spec").list("volumes").objects()) {
            for (ObjectValue source : volume.object("projected").list("sources").objects()) {
                if (source.has("serviceAccountToken")
                        && source.object("serviceAccountToken")
                                .text("audience", "")
                                .equals(audience)) {
                    return true;
                }
            }
            if (driver(review, pod, volume)
                    .flatMap(driver -> StoredObjects.find(review, Resources.CSIDRIVERS, ObjectKey.of(driver)))
                    .map(driver -> driver.object("spec").list("tokenRequests").objects())
                    .orElse(List.of())
                    .stream()
                    .anyMatch(request -> request.text("audience", "").equals(audience))) {
                return true;
            }
        }
        return false;
    }

    /** The CSI driver that a volume comes from, named there or by the claim's PersistentVolume. */
    private static Optional<String> driver(Review review, ObjectValue pod, ObjectValue volume) {
        if (volume.has("csi")) {
            return volume.object("csi").text("driver");
        }
        ObjectValue metadata = pod.object("metadata");
        String claim = volume.has("ephemeral")
                ? metadata.text("name", "") + "-" + volume.text("name", "")
                : volume.object("persistentVolumeClaim").text("claimName", "");
        if (claim.isEmpty()) {
            return Optional.empty();
        }
        ObjectKey key = ObjectKey.of(metadata.text("namespace", ""), claim);
        return StoredObjects.find(review, Resources.PERSISTENTVOLUMECLAIMS, key)
                .flatMap(found -> found.object("spec").text("volumeName"))
                .flatMap(name -> StoredObjects.find(review, Resources.PERSISTENTVOLUMES, ObjectKey.of(name)))
                .flatMap(found -> found.object("spec").object("csi").text("driver"));
    }
}
