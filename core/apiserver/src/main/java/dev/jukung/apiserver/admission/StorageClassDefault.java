package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.registry.Admission;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.model.Resources;
import dev.jukung.value.ObjectValue;
import java.util.Comparator;

/** DefaultStorageClass: a claim that names no class gets the newest one marked as default. */
final class StorageClassDefault implements Admission {
    private static final String DEFAULT = "storageclass.kubernetes.io/is-default-class";

    @Override
    public ObjectValue mutate(Review review) {
        if (!review.concerns("", "persistentvolumeclaims")
                || review.operation() != Operation.CREATE
                || review.object().object("spec").has("storageClassName")) {
            return review.object();
        }
        Kind classes = review.context().kinds().get(Resources.STORAGECLASSES);
        return review.context().snapshot().list(classes.range("")).stream()
                .map(entry -> StoredObject.of(entry).tree())
                .filter(tree -> tree.object("metadata")
                        .object("annotations")
                        .text(DEFAULT, "")
                        .equals("true"))
                .max(Comparator.comparing(tree -> tree.object("metadata").text("creationTimestamp", "")))
                .map(tree ->
                        review.object().withAt(tree.object("metadata").text("name", ""), "spec", "storageClassName"))
                .orElse(review.object());
    }
}
