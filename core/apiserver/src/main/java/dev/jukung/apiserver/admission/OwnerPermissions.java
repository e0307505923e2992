package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.auth.Authorizer.Decision;
import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.registry.Admission;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;

/**
 * OwnerReferencesPermissionEnforcement: who changes owners of an object has to be allowed to delete the object, and who makes
 * it hold up the deletion of an owner has to be allowed to set the owner's finalizers.
 */
record OwnerPermissions(Authorizer authorizer) implements Admission {
    @Override
    public void validate(Review review) {
        boolean exempt = review.call().kind().qualifiedName().equals("pods")
                && review.call().subresource().equals("status"); // old kubelets get them wrong; they change nothing
        ListValue before = owners(review.old().orElse(ObjectValue.EMPTY));
        ListValue owners = owners(review.object());
        if (exempt || !review.object().has("metadata") || owners.equals(before)) {
            return;
        }
        if (review.operation() != Operation.CREATE) {
            check(
                    review,
                    asked(
                            review,
                            "delete",
                            review.call().kind(),
                            review.call().subresource(),
                            review.call().name()),
                    "cannot set an ownerRef on a resource you can't delete: ");
        }
        List<ObjectValue> blocking = owners.objects().stream()
                .filter(owner -> owner.flag("blockOwnerDeletion", false) && !blocked(before, owner))
                .toList();
        if (blocking.isEmpty()
                || authorizer.decide(anything(review.call().user())).allowed()) {
            return;
        }
        blocking.forEach(owner -> blocks(review, owner));
    }

    private static ListValue owners(ObjectValue object) {
        return object.object("metadata").list("ownerReferences");
    }

    private static boolean blocked(ListValue before, ObjectValue owner) {
        return before.objects().stream()
                .anyMatch(known ->
                        known.text("uid", "").equals(owner.text("uid", "")) && known.flag("blockOwnerDeletion", false));
    }

    private void blocks(Review review, ObjectValue owner) {
        String version = owner.text("apiVersion", "");
        String name = owner.text("kind", "");
        int slash = version.indexOf('/');
        String group = slash < 0 ? "" : version.substring(0, slash);
        List<Kind> kinds = review.context().kinds().in(group, version.substring(slash + 1)).stream()
                .filter(kind -> kind.type().kind().equals(name))
                .toList();
        if (kinds.isEmpty()) {
            throw Lookups.forbidden(
                    review,
                    "cannot set blockOwnerDeletion in this case because cannot find RESTMapping for APIVersion "
                            + version + " Kind " + name + ": no matches for kind \"" + name + "\" in version \""
                            + version + "\"");
        }
        for (Kind kind : kinds) {
            check(
                    review,
                    asked(review, "update", kind, "finalizers", owner.text("name", "")),
                    "cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on: ");
        }
    }

    private void check(Review review, Attributes asked, String otherwise) {
        Decision decision = authorizer.decide(asked);
        if (!decision.allowed()) {
            String error =
                    switch (decision) {
                        case Decision.Allow _ -> "";
                        case Decision.Deny(String _, String problem) -> problem;
                        case Decision.NoOpinion(String _, String problem) -> problem;
                    };
            throw Lookups.forbidden(review, otherwise + decision.reason() + ", " + (error.isEmpty() ? "<nil>" : error));
        }
    }

    private static Attributes asked(Review review, String verb, Kind kind, String subresource, String name) {
        return new Attributes(
                review.call().user(),
                verb,
                kind.type().group(),
                kind.type().version(),
                kind.type().plural(),
                subresource,
                kind.type().namespaced() ? review.call().namespace() : "",
                name,
                "");
    }

    /** Who may do this may do it to all owners, so that nobody has to be looked up. */
    private static Attributes anything(User user) {
        return new Attributes(user, "update", "*", "*", "*", "finalizers", "", "*", "");
    }
}
