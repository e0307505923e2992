package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.registry.Admission;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Quantity;
import dev.jukung.model.Resources;
import dev.jukung.value.ObjectValue;

/** PersistentVolumeClaimResize: a claim grows only when it is bound and its class allows it. */
final class ClaimResize implements Admission {
    @Override
    public void validate(Review review) {
        if (!review.concerns("", "persistentvolumeclaims") || review.operation() != Operation.UPDATE) {
            return;
        }
        ObjectValue old = review.old().orElse(ObjectValue.EMPTY);
        if (size(review.object()).compareTo(size(old)) <= 0) {
            return;
        }
        if (!old.object("status").text("phase", "").equals("Bound")) {
            throw Lookups.forbidden(review, "Only bound persistent volume claims can be expanded");
        }
        String storageClass = storageClass(review.object());
        boolean allowed = !storageClass.isEmpty()
                && storageClass.equals(storageClass(old))
                && Lookups.find(review, Resources.STORAGECLASSES, ObjectKey.of(storageClass))
                        .filter(each -> each.flag("allowVolumeExpansion", false))
                        .isPresent();
        if (!allowed) {
            throw Lookups.forbidden(
                    review,
                    "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize");
        }
    }

    private static Quantity size(ObjectValue claim) {
        Object size = claim.at("spec", "resources", "requests", "storage");
        return size == null ? Quantity.ZERO : Quantity.fromValue(size);
    }

    private static String storageClass(ObjectValue claim) {
        return claim.object("metadata")
                .object("annotations")
                .text(
                        "volume.beta.kubernetes.io/storage-class",
                        claim.object("spec").text("storageClassName", ""));
    }
}
