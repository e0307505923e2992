package dev.jukung.model;

import dev.jukung.model.meta.v1.OwnerReference;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;

/** Who owns an object: {@code metadata.ownerReferences}. At most one owner is its controller. */
public final class OwnerReferences {
    private OwnerReferences() {}

    public static Optional<OwnerReference> controllerOf(KubeObject object) {
        for (ObjectValue reference :
                object.tree().object("metadata").list("ownerReferences").objects()) {
            if (reference.flag("controller", false)) {
                return Optional.of(new OwnerReference(reference));
            }
        }
        return Optional.empty();
    }

    /** Whether {@code owner}, and not another object of that name, controls {@code object}. */
    public static boolean isControlledBy(KubeObject object, KubeObject owner) {
        return controllerOf(object)
                .filter(reference -> reference.uid().equals(owner.uid()))
                .isPresent();
    }

    /** The reference that a controller puts on what it creates for {@code owner}; it blocks foreground deletion. */
    public static OwnerReference newControllerRef(KubeObject owner, ResourceType<?> ownerType) {
        return OwnerReference.EMPTY
                .withApiVersion(ownerType.apiVersion())
                .withKind(ownerType.kind())
                .withName(owner.name())
                .withUid(owner.uid())
                .withController(true)
                .withBlockOwnerDeletion(true);
    }

    /** The references without the one to {@code uid}. */
    public static List<OwnerReference> without(KubeObject object, String uid) {
        return object.metadata().ownerReferences().stream()
                .filter(reference -> !reference.uid().equals(uid))
                .toList();
    }
}
