package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.registry.Admission;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;

/** StorageObjectInUseProtection: volumes and claims get the finalizer by which they stay while they are used. */
final class StorageProtection implements Admission {
    @Override
    public ObjectValue mutate(Review review) {
        if (review.operation() != Operation.CREATE) {
            return review.object();
        }
        if (review.concerns("", "persistentvolumeclaims")) {
            return protectedBy("kubernetes.io/pvc-protection", review.object());
        }
        if (review.concerns("storage.k8s.io", "volumeattributesclasses")) {
            return protectedBy("kubernetes.io/vac-protection", review.object());
        }
        return review.concerns("", "persistentvolumes")
                ? protectedBy("kubernetes.io/pv-protection", review.object())
                : review.object();
    }

    private static ObjectValue protectedBy(String finalizer, ObjectValue object) {
        ListValue finalizers = object.object("metadata").list("finalizers");
        return finalizers.contains(finalizer)
                ? object
                : object.withAt(finalizers.plus(finalizer), "metadata", "finalizers");
    }
}
