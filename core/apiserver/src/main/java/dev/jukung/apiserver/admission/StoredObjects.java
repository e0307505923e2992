package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.registry.Admission;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ObjectValue;
import java.util.Optional;

/** Other objects that a review has to look at, as they are stored when it begins. */
final class StoredObjects {
    private StoredObjects() {}

    static Optional<ObjectValue> find(Admission.Review review, ResourceType<?> type, ObjectKey key) {
        return review.context()
                .snapshot()
                .get(review.context().kinds().get(type).key(key))
                .map(entry -> StoredObject.of(entry).tree());
    }

    /** Throws not found in the words of Kubernetes' listers, which name one object. */
    static ObjectValue get(Admission.Review review, ResourceType<?> type, ObjectKey key, String singular) {
        return find(review, type, key)
                .orElseThrow(() -> new ApiException(
                        Reason.NOT_FOUND,
                        404,
                        singular + " \"" + key.name() + "\" not found",
                        ObjectValue.of("name", key.name(), "kind", singular)));
    }
}
