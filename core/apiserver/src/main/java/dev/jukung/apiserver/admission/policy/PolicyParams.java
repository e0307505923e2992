package dev.jukung.apiserver.admission.policy;

import dev.jukung.apiserver.registry.Admission.Review;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.model.LabelSelectors;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.meta.v1.LabelSelector;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;

/** The parameters that a binding gives to its policy, read at the time of the request. */
final class PolicyParams {
    /** The binding cannot be used as it is. */
    static final class BindingException extends Exception {
        BindingException(String message) {
            super(message);
        }
    }

    private PolicyParams() {}

    /** Each of the parameters to evaluate the policy with; one that is empty where the policy takes none. */
    static List<Optional<ObjectValue>> of(ObjectValue spec, PolicyBinding binding, Review review)
            throws BindingException {
        ObjectValue kind = spec.object("paramKind");
        ObjectValue reference = binding.spec().object("paramRef");
        if (kind.isEmpty() || reference.isEmpty()) {
            return List.of(Optional.empty());
        }
        List<Optional<ObjectValue>> found = found(kind(kind, review), reference, review);
        if (found.isEmpty() && reference.text("parameterNotFoundAction", "").equals("Deny")) {
            throw new BindingException("no params found for policy binding with `Deny` parameterNotFoundAction");
        }
        return found;
    }

    /** The namespace that policies are shown; none for what is in no namespace, and for namespaces themselves. */
    static Optional<ObjectValue> namespace(Review review) {
        String name = review.call().namespace();
        boolean isNamespace = review.concerns("", "namespaces");
        if (name.isEmpty() || isNamespace || !review.call().kind().type().namespaced()) {
            return Optional.empty();
        }
        Kind namespaces = review.context().kinds().get(Resources.NAMESPACES);
        return review.context()
                .snapshot()
                .get(namespaces.key(ObjectKey.of(name)))
                .map(entry -> StoredObject.of(entry).tree());
    }

    private static Kind kind(ObjectValue paramKind, Review review) throws BindingException {
        String version = paramKind.text("apiVersion", "");
        int slash = version.indexOf('/');
        String group = slash < 0 ? "" : version.substring(0, slash);
        return review.context().kinds().in(group, version.substring(slash + 1)).stream()
                .filter(kind -> kind.type().kind().equals(paramKind.text("kind", "")))
                .findFirst()
                .orElseThrow(() -> new BindingException("failed to find resource referenced by paramKind: '" + version
                        + ", Kind=" + paramKind.text("kind", "") + "'"));
    }

    private static List<Optional<ObjectValue>> found(Kind kind, ObjectValue reference, Review review)
            throws BindingException {
        String namespace = "";
        if (kind.type().namespaced()) {
            namespace = reference.text("namespace", review.call().namespace());
            if (namespace.isEmpty()) {
                throw new BindingException(
                        "cannot use namespaced paramRef in policy binding that matches cluster-scoped resources");
            }
        } else if (reference.has("namespace")) {
            throw new BindingException("paramRef.namespace must not be provided for a cluster-scoped `paramKind`");
        }
        String name = reference.text("name", "");
        if (!name.isEmpty()) {
            return review.context().snapshot().get(kind.key(new ObjectKey(namespace, name))).stream()
                    .map(entry -> Optional.of(read(kind, StoredObject.of(entry))))
                    .toList();
        }
        LabelSelectors.Selector selector = LabelSelectors.of(new LabelSelector(reference.object("selector")));
        return review.context().snapshot().list(kind.range(namespace)).stream()
                .map(entry -> read(kind, StoredObject.of(entry)))
                .filter(tree -> selector.matches(tree.object("metadata").object("labels")))
                .map(Optional::of)
                .toList();
    }

    private static ObjectValue read(Kind kind, StoredObject stored) {
        return kind.conversion().fromStored(stored.tree());
    }
}
