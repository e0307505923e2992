package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.authorization.PodReferences;
import dev.jukung.apiserver.registry.Admission.Operation;
import dev.jukung.apiserver.registry.Admission.Review;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a node may do with Pods: make mirrors of static ones, report their status, evict and delete those bound to it. */
final class NodePodRestriction {
    private static final String MIRROR = "kubernetes.io/config.mirror";

    /** Volumes that need nothing of the API. */
    private static final Set<String> PLAIN_VOLUMES = Set.of(
            "awsElasticBlockStore",
            "azureDisk",
            "cephfs",
            "cinder",
            "downwardAPI",
            "emptyDir",
            "fc",
            "flexVolume",
            "flocker",
            "gcePersistentDisk",
            "gitRepo",
            "hostPath",
            "image",
            "iscsi",
            "nfs",
            "photonPersistentDisk",
            "portworxVolume",
            "quobyte",
            "rbd",
            "scaleIO",
            "storageos",
            "vsphereVolume");

    void check(Review review, String node) {
        switch (review.call().subresource()) {
            case "" -> pod(review, node);
            case "status" -> status(review, node);
            case "eviction" -> eviction(review, node);
            default ->
                throw NodeRestriction.refused(
                        review,
                        "unexpected pod subresource \"" + review.call().subresource()
                                + "\", only 'status' and 'eviction' are allowed");
        }
    }

    private static void pod(Review review, String node) {
        switch (review.operation()) {
            case CREATE -> mirror(review, node);
            case DELETE -> {
                ObjectValue pod = review.old().orElse(ObjectValue.EMPTY);
                if (!isBound(pod, node)) {
                    throw NodeRestriction.refused(
                            review, "node \"" + node + "\" can only delete pods with spec.nodeName set to itself");
                }
            }
            case UPDATE, CONNECT ->
                throw NodeRestriction.refused(
                        review,
                        "unexpected operation \"" + review.operation() + "\", node \"" + node
                                + "\" can only create and delete mirror pods");
        }
    }

    private static boolean isBound(ObjectValue pod, String node) {
        return pod.object("spec").text("nodeName", "").equals(node);
    }

    private static void mirror(Review review, String node) {
        ObjectValue pod = review.object();
        String shown = "node \"" + node + "\" ";
        if (!pod.object("metadata").object("annotations").has(MIRROR)) {
            throw NodeRestriction.refused(
                    review,
                    "pod does not have \"" + MIRROR + "\" annotation, " + shown + "can only create mirror pods");
        }
        if (!isBound(pod, node)) {
            throw NodeRestriction.refused(review, shown + "can only create pods with spec.nodeName set to itself");
        }
        owner(review, node, shown);
        Optional<String> referenced = referenced(pod);
        if (referenced.isPresent()) {
            throw NodeRestriction.refused(review, shown + "can not create pods that reference " + referenced.get());
        }
    }

    private static void owner(Review review, String node, String shown) {
        List<ObjectValue> owners =
                review.object().object("metadata").list("ownerReferences").objects();
        if (owners.size() > 1) {
            throw NodeRestriction.refused(
                    review, shown + "can only create pods with a single owner reference set to itself");
        }
        ObjectValue owner = owners.isEmpty() ? ObjectValue.EMPTY : owners.getFirst();
        if (!owner.text("apiVersion", "").equals("v1")
                || !owner.text("kind", "").equals("Node")
                || !owner.text("name", "").equals(node)) {
            throw NodeRestriction.refused(review, shown + "can only create pods with an owner reference set to itself");
        }
        if (!owner.flag("controller", false)) {
            throw NodeRestriction.refused(
                    review, shown + "can only create pods with a controller owner reference set to itself");
        }
        if (owner.flag("blockOwnerDeletion", false)) {
            throw NodeRestriction.refused(review, shown + "must not set blockOwnerDeletion on an owner reference");
        }
        String uid = StoredObjects.get(review, Resources.NODES, ObjectKey.of(node), "node")
                .object("metadata")
                .text("uid", "");
        if (!owner.text("uid", "").equals(uid)) {
            throw NodeRestriction.refused(
                    review, "node " + node + " UID mismatch: expected " + owner.text("uid", "") + " got " + uid);
        }
    }

    /** The first kind of object that a Pod needs of the API, as it is told. */
    private static Optional<String> referenced(ObjectValue pod) {
        ObjectValue spec = pod.object("spec");
        if (!spec.text("serviceAccountName", "").isEmpty()) {
            return Optional.of("serviceaccounts");
        }
        if (!PodReferences.secrets(pod).isEmpty()) {
            return Optional.of("secrets");
        }
        if (!PodReferences.configMaps(pod).isEmpty()) {
            return Optional.of("configmaps");
        }
        if (!spec.list("resourceClaims").isEmpty()) {
            return Optional.of("resourceclaims");
        }
        return spec.list("volumes").objects().stream()
                .flatMap(volume -> referencedByVolume(volume).stream())
                .findFirst();
    }

    private static Optional<String> referencedByVolume(ObjectValue volume) {
        if (PLAIN_VOLUMES.stream().anyMatch(volume::has)) {
            return Optional.empty();
        }
        if (volume.has("projected")) {
            return volume.object("projected").list("sources").objects().stream()
                    .flatMap(source -> referencedByProjection(source).stream())
                    .findFirst();
        }
        return Optional.of(
                volume.has("csi")
                        ? "csidrivers (via CSI volumes)"
                        : volume.has("glusterfs")
                                ? "endpoints (via glusterFS volumes)"
                                : volume.has("persistentVolumeClaim")
                                        ? "persistentvolumeclaims"
                                        : volume.has("ephemeral")
                                                ? "persistentvolumeclaims (via ephemeral volumes)"
                                                : "unknown volumes");
    }

    private static Optional<String> referencedByProjection(ObjectValue source) {
        if (source.has("downwardAPI")) {
            return Optional.empty();
        }
        return Optional.of(
                source.has("serviceAccountToken")
                        ? "serviceaccounts (via projected volumes)"
                        : source.has("clusterTrustBundle") ? "clustertrustbundles" : "podcertificates");
    }

    private static void status(Review review, String node) {
        if (review.operation() != Operation.UPDATE) {
            throw NodeRestriction.refused(review, "unexpected operation \"" + review.operation() + "\"");
        }
        ObjectValue old = review.old().orElse(ObjectValue.EMPTY);
        String shown = "node \"" + node + "\" ";
        if (!isBound(old, node)) {
            throw NodeRestriction.refused(
                    review, shown + "can only update pod status for pods with spec.nodeName set to itself");
        }
        if (!labels(old).equals(labels(review.object()))) {
            throw NodeRestriction.refused(review, shown + "cannot update labels through pod status");
        }
        if (!claims(old).equals(claims(review.object()))) {
            throw NodeRestriction.refused(review, shown + "cannot update resource claim statues");
        }
        String extended = "extendedResourceClaimStatus";
        if (!old.object("status")
                .object(extended)
                .equals(review.object().object("status").object(extended))) {
            throw NodeRestriction.refused(review, shown + "cannot update extended resource claim status");
        }
    }

    private static ObjectValue labels(ObjectValue pod) {
        return pod.object("metadata").object("labels").sorted();
    }

    private static ListValue claims(ObjectValue pod) {
        return pod.object("status").list("resourceClaimStatuses");
    }

    private static void eviction(Review review, String node) {
        ObjectKey key = ObjectKey.of(review.call().namespace(), review.call().name());
        ObjectValue pod = StoredObjects.get(review, Resources.PODS, key, "pod");
        if (!isBound(pod, node)) {
            throw NodeRestriction.refused(
                    review, "node " + node + " can only evict pods with spec.nodeName set to itself");
        }
    }
}
