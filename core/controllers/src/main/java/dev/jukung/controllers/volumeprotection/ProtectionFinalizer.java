package dev.jukung.controllers.volumeprotection;

import dev.jukung.base.Cause;
import dev.jukung.model.KubeObject;
import dev.jukung.model.ResourceType;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;

/** The finalizer by which a volume or a claim stays while it is used. Immutable. */
record ProtectionFinalizer(String name) {
    /** Going, and held by the finalizer. */
    boolean holds(KubeObject object) {
        return object.deleting() && object.metadata().finalizers().contains(name);
    }

    /** Made before the admission plugin was turned on. */
    boolean isMissing(KubeObject object) {
        return !object.deleting() && !object.metadata().finalizers().contains(name);
    }

    <T extends KubeObject> void add(ApiClient client, ResourceType<T> type, T object) throws InterruptedException {
        List<String> finalizers = new ArrayList<>(object.metadata().finalizers());
        finalizers.add(name);
        write(client, type, object, finalizers, "protect " + object.key() + " while it is used");
    }

    <T extends KubeObject> void remove(ApiClient client, ResourceType<T> type, T object) throws InterruptedException {
        write(
                client,
                type,
                object,
                object.metadata().finalizers().stream()
                        .filter(finalizer -> !finalizer.equals(name))
                        .toList(),
                "let " + object.key() + " go, which nobody uses");
    }

    private <T extends KubeObject> void write(
            ApiClient client, ResourceType<T> type, T object, List<String> finalizers, String why)
            throws InterruptedException {
        ObjectValue metadata = object.tree().object("metadata").with("finalizers", ListValue.copyOf(finalizers));
        T changed = type.view().apply(object.tree().with("metadata", metadata));
        try {
            Cause.deciding(why, () -> client.update(type, changed));
        } catch (ApiException e) {
            if (!e.is(Reason.NOT_FOUND)) {
                throw e; // otherwise there is nothing left to protect
            }
        }
    }
}
