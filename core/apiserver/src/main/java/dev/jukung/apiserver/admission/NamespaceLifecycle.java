package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.registry.Admission;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.Optional;
import java.util.Set;

/** Nothing is made in a namespace that is absent or terminating, and the namespaces of the system stay. */
final class NamespaceLifecycle implements Admission {
    private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");
    /** Reviews are not stored, so they may be asked in any namespace. */
    private static final Set<String> REVIEWS = Set.of("localsubjectaccessreviews");

    @Override
    public ObjectValue mutate(Review review) {
        check(review);
        return review.object();
    }

    private static void check(Review review) {
        Kind kind = review.call().kind();
        if (review.concerns("", "namespaces")) {
            if (review.operation() == Operation.DELETE
                    && IMMORTAL.contains(review.call().name())) {
                throw Failures.forbidden(kind, review.call().name(), "this namespace may not be deleted");
            }
            return;
        }
        if (!kind.type().namespaced()
                || review.operation() != Operation.CREATE
                || REVIEWS.contains(kind.type().plural())) {
            return;
        }
        String namespace = review.call().namespace();
        Kind namespaces = review.context().kinds().get(Resources.NAMESPACES);
        Optional<ObjectValue> found = review.context()
                .snapshot()
                .get(namespaces.key(ObjectKey.of(namespace)))
                .map(entry -> StoredObject.of(entry).tree());
        if (found.isEmpty()) {
            throw Failures.notFound(namespaces, namespace);
        }
        boolean terminating = found.get().object("status").text("phase", "").equals("Terminating")
                || found.get().object("metadata").has("deletionTimestamp");
        if (terminating) {
            ApiException refused = Failures.forbidden(
                    kind,
                    review.call().name(),
                    "unable to create new content in namespace " + namespace + " because it is being terminated");
            ObjectValue cause = ObjectValue.of(
                    "reason", "NamespaceTerminating",
                    "message", "namespace " + namespace + " is being terminated",
                    "field", "metadata.namespace");
            throw new ApiException(
                    Reason.FORBIDDEN,
                    403,
                    String.valueOf(refused.getMessage()),
                    refused.details().with("causes", ListValue.of(cause)));
        }
    }
}
