package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.registry.Admission;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.value.ObjectValue;
import java.util.Comparator;
import java.util.Optional;

/** Priority: resolves the class of a Pod to its number and preemption policy; only one class is the default. */
final class PriorityDefaults implements Admission {
    private static final String POLICY = "preemptionPolicy";

    @Override
    public ObjectValue mutate(Review review) {
        if (!review.concerns("", "pods")) {
            return review.object();
        }
        return switch (review.operation()) {
            case CREATE -> resolved(review);
            case UPDATE -> kept(review);
            case DELETE, CONNECT -> review.object();
        };
    }

    private static ObjectValue resolved(Review review) {
        ObjectValue spec = review.object().object("spec");
        String name = spec.text("priorityClassName", "");
        Optional<ObjectValue> chosen = name.isEmpty() ? standard(review) : Optional.of(named(review, name));
        long value = chosen.map(found -> found.integer("value", 0)).orElse(0L);
        String policy = chosen.map(found -> found.text(POLICY, "")).orElse("PreemptLowerPriority");
        if (spec.get("priority") instanceof Long given && given != value) {
            throw Lookups.forbidden(
                    review,
                    "the integer value of priority (" + given
                            + ") must not be provided in pod spec; priority admission controller computed " + value
                            + " from the given PriorityClass name");
        }
        String preempts = spec.text(POLICY, policy);
        if (!policy.isEmpty() && !preempts.equals(policy)) {
            throw Lookups.forbidden(
                    review,
                    "the string value of PreemptionPolicy (" + preempts
                            + ") must not be provided in pod spec; priority admission controller computed " + policy
                            + " from the given PriorityClass name");
        }
        if (chosen.isPresent()) {
            spec = spec.with(
                    "priorityClassName", chosen.get().object("metadata").text("name", ""));
        }
        spec = spec.with("priority", value);
        return review.object().with("spec", preempts.isEmpty() ? spec : spec.with(POLICY, preempts));
    }

    /** What an update leaves out stays as it was decided. */
    private static ObjectValue kept(Review review) {
        ObjectValue spec = review.object().object("spec");
        ObjectValue before = review.old().orElse(ObjectValue.EMPTY).object("spec");
        for (String field : new String[] {"priority", POLICY}) {
            Object decided = before.get(field);
            spec = spec.has(field) || decided == null ? spec : spec.with(field, decided);
        }
        return review.object().with("spec", spec);
    }

    private static ObjectValue named(Review review, String name) {
        return Lookups.find(review, Resources.PRIORITYCLASSES, ObjectKey.of(name))
                .orElseThrow(() -> Lookups.forbidden(review, "no PriorityClass with name " + name + " was found"));
    }

    /** The default class; where a race has made several, the lowest one. */
    private static Optional<ObjectValue> standard(Review review) {
        return Lookups.all(review, Resources.PRIORITYCLASSES).stream()
                .filter(each -> each.flag("globalDefault", false))
                .min(Comparator.comparingLong(each -> each.integer("value", 0)));
    }

    @Override
    public void validate(Review review) {
        boolean written = review.operation() == Operation.CREATE || review.operation() == Operation.UPDATE;
        if (!written
                || !review.concerns("scheduling.k8s.io", "priorityclasses")
                || !review.object().flag("globalDefault", false)) {
            return;
        }
        String own = review.object().object("metadata").text("name", "");
        standard(review)
                .map(other -> other.object("metadata").text("name", ""))
                .filter(other -> review.operation() == Operation.CREATE || !other.equals(own))
                .ifPresent(other -> {
                    throw Lookups.forbidden(
                            review,
                            "PriorityClass " + other + " is already marked as default. Only one default can exist");
                });
    }
}
