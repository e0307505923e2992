package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.registry.Admission;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.value.ObjectValue;
import java.util.Optional;

/** RuntimeClass: a Pod takes overhead, node selector and tolerations from the class that it names. */
final class RuntimeClassDefaults implements Admission {
    @Override
    public ObjectValue mutate(Review review) {
        Optional<ObjectValue> found = runtimeClass(review);
        if (found.isEmpty()) {
            return review.object();
        }
        ObjectValue spec = review.object().object("spec");
        ObjectValue overhead = found.get().object("overhead").object("podFixed");
        if (!overhead.isEmpty()) {
            if (spec.has("overhead")
                    && !spec.object("overhead").isEmpty()
                    && !spec.object("overhead").equals(overhead)) {
                throw Lookups.forbidden(
                        review, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
            }
            spec = spec.with("overhead", overhead);
        }
        ObjectValue scheduling = found.get().object("scheduling");
        ObjectValue selector = scheduling.object("nodeSelector");
        ObjectValue own = spec.object("nodeSelector");
        for (int i = 0; i < selector.size(); i++) {
            Object given = own.get(selector.keyAt(i));
            if (given != null && !given.equals(selector.valueAt(i))) {
                throw Lookups.forbidden(
                        review,
                        "conflict: runtimeClass.scheduling.nodeSelector[" + selector.keyAt(i) + "] = "
                                + selector.valueAt(i) + "; pod.spec.nodeSelector[" + selector.keyAt(i) + "] = "
                                + given);
            }
        }
        spec = selector.isEmpty() ? spec : spec.with("nodeSelector", own.withAll(selector));
        if (!scheduling.list("tolerations").isEmpty()) {
            spec = spec.with(
                    "tolerations",
                    Tolerations.merged(
                            spec.list("tolerations").objects(),
                            scheduling.list("tolerations").objects()));
        }
        return review.object().with("spec", spec);
    }

    @Override
    public void validate(Review review) {
        if (!review.concerns("", "pods") || review.operation() != Operation.CREATE) {
            return;
        }
        ObjectValue overhead = review.object().object("spec").object("overhead");
        if (!overhead.isEmpty()
                && runtimeClass(review)
                        .filter(found -> !found.object("overhead").isEmpty())
                        .isEmpty()) {
            throw Lookups.forbidden(
                    review, "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
        }
    }

    private static Optional<ObjectValue> runtimeClass(Review review) {
        String name = review.object().object("spec").text("runtimeClassName", "");
        if (!review.concerns("", "pods") || review.operation() != Operation.CREATE || name.isEmpty()) {
            return Optional.empty();
        }
        Optional<ObjectValue> found = Lookups.find(review, Resources.RUNTIMECLASSES, ObjectKey.of(name));
        if (found.isEmpty()) {
            throw Lookups.forbidden(review, "pod rejected: RuntimeClass \"" + name + "\" not found");
        }
        return found;
    }
}
