package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.registry.Admission;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.store.Entry;
import dev.jukung.value.ObjectValue;
import java.util.Optional;

/** Priority: resolves the class of a Pod to its number and preemption policy. */
final class PriorityDefaults implements Admission {
    @Override
    public ObjectValue mutate(Review review) {
        if (!review.concerns("", "pods") || review.operation() != Operation.CREATE) {
            return review.object();
        }
        ObjectValue pod = review.object();
        Optional<ObjectValue> chosen = chosen(review, pod.object("spec").text("priorityClassName", ""));
        long value = chosen.map(found -> found.integer("value", 0)).orElse(0L);
        String policy = chosen.map(found -> found.text("preemptionPolicy", ""))
                .filter(text -> !text.isEmpty())
                .orElse("PreemptLowerPriority");
        ObjectValue spec = pod.object("spec");
        if (spec.get("priority") instanceof Long given && given != value) {
            throw Failures.forbidden(
                    review.call().kind(),
                    pod.object("metadata").text("name", ""),
                    "the integer value of priority (" + given
                            + ") must not be provided in pod spec; priority admission controller computed " + value
                            + " from the given PriorityClass name");
        }
        if (chosen.isPresent() && spec.text("priorityClassName", "").isEmpty()) {
            spec = spec.with(
                    "priorityClassName", chosen.get().object("metadata").text("name", ""));
        }
        spec = spec.with("priority", value);
        return pod.with("spec", spec.has("preemptionPolicy") ? spec : spec.with("preemptionPolicy", policy));
    }

    private static Optional<ObjectValue> chosen(Review review, String name) {
        Kind classes = review.context().kinds().get(Resources.PRIORITYCLASSES);
        if (name.isEmpty()) {
            return review.context().snapshot().list(classes.range("")).stream()
                    .map(PriorityDefaults::tree)
                    .filter(tree -> tree.flag("globalDefault", false))
                    .findFirst();
        }
        Optional<ObjectValue> found =
                review.context().snapshot().get(classes.key(ObjectKey.of(name))).map(PriorityDefaults::tree);
        if (found.isEmpty()) {
            throw Failures.forbidden(
                    review.call().kind(),
                    review.object().object("metadata").text("name", ""),
                    "no PriorityClass with name " + name + " was found");
        }
        return found;
    }

    private static ObjectValue tree(Entry entry) {
        return StoredObject.of(entry).tree();
    }
}
