package dev.jukung.model;

import dev.jukung.model.meta.v1.ObjectMeta;
import dev.jukung.value.ObjectValue;

/** A view of a whole object: a tree with apiVersion, kind and metadata. Immutable. */
public interface KubeObject {
    ObjectValue tree();

    default ObjectMeta metadata() {
        return new ObjectMeta(tree().object("metadata"));
    }

    default String name() {
        return tree().object("metadata").text("name", "");
    }

    default String namespace() {
        return tree().object("metadata").text("namespace", "");
    }

    default String uid() {
        return tree().object("metadata").text("uid", "");
    }

    default String resourceVersion() {
        return tree().object("metadata").text("resourceVersion", "");
    }

    default ObjectKey key() {
        return new ObjectKey(namespace(), name());
    }

    /** Whether deletion has been asked for and waits for finalizers or grace. */
    default boolean deleting() {
        return tree().object("metadata").has("deletionTimestamp");
    }
}
