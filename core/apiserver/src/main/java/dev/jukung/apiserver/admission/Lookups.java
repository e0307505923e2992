package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.registry.Admission.Review;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiException;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;

/** What plugins look up in the state that a request is judged by. Stateless. */
final class Lookups {
    private Lookups() {}

    static Optional<ObjectValue> find(Review review, ResourceType<?> type, ObjectKey key) {
        Kind kind = review.context().kinds().get(type);
        return review.context().snapshot().get(kind.key(key)).map(entry -> StoredObject.of(entry)
                .tree());
    }

    /** All of a kind that is not namespaced. */
    static List<ObjectValue> all(Review review, ResourceType<?> type) {
        Kind kind = review.context().kinds().get(type);
        return review.context().snapshot().list(kind.range("")).stream()
                .map(entry -> StoredObject.of(entry).tree())
                .toList();
    }

    /** The namespace of the request; throws what the API answers where it is not there. */
    static ObjectValue namespace(Review review) {
        String name = review.namespace();
        return find(review, Resources.NAMESPACES, ObjectKey.of(name))
                .orElseThrow(() -> Failures.notFound(review.context().kinds().get(Resources.NAMESPACES), name));
    }

    /** Whether the spec of a Pod that runs on a node is changed, through one of these subresources. */
    static boolean changesBoundPod(Review review, String... subresources) {
        ObjectValue pod = review.object();
        long generation = pod.object("metadata").integer("generation", 0);
        long before = review.old().orElse(ObjectValue.EMPTY).object("metadata").integer("generation", 0);
        return review.call().kind().qualifiedName().equals("pods")
                && List.of(subresources).contains(review.call().subresource())
                && !pod.object("spec").text("nodeName", "").isEmpty()
                && generation != before;
    }

    static ApiException forbidden(Review review, String why) {
        return Failures.forbidden(review.call().kind(), review.call().name(), why);
    }
}
