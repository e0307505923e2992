package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.registry.Admission;
import dev.jukung.model.quota.QuotaScopes;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.util.List;
import java.util.Optional;

/** PodTolerationRestriction: a namespace's annotations give its Pods tolerations and say which ones they may have. */
final class PodTolerationRestriction implements Admission {
    private static final String DEFAULTS = "scheduler.alpha.kubernetes.io/defaultTolerations";
    private static final String WHITELIST = "scheduler.alpha.kubernetes.io/tolerationsWhitelist";
    private static final ObjectValue MEMORY =
            ObjectValue.of("key", "node.kubernetes.io/memory-pressure", "operator", "Exists", "effect", "NoSchedule");

    @Override
    public ObjectValue mutate(Review review) {
        if (!isConcerned(review)) {
            return review.object();
        }
        ObjectValue pod = review.object();
        List<ObjectValue> own = pod.object("spec").list("tolerations").objects();
        ListValue extra = ListValue.EMPTY;
        if (review.operation() == Operation.CREATE) {
            extra = tolerations(review, DEFAULTS).orElse(extra);
        }
        if (!QuotaScopes.isBestEffort(pod)) {
            extra = extra.plus(MEMORY);
        }
        ObjectValue result =
                extra.isEmpty() ? pod : pod.withAt(Tolerations.merged(own, extra.objects()), "spec", "tolerations");
        validate(review.with(result));
        return result;
    }

    @Override
    public void validate(Review review) {
        if (!isConcerned(review)) {
            return;
        }
        List<ObjectValue> allowed =
                tolerations(review, WHITELIST).orElse(ListValue.EMPTY).objects();
        boolean conflict = !allowed.isEmpty()
                && review.object().object("spec").list("tolerations").objects().stream()
                        .anyMatch(toleration ->
                                allowed.stream().noneMatch(wider -> Tolerations.covers(wider, toleration)));
        if (conflict) {
            throw failed(
                    "pod tolerations (possibly merged with namespace default tolerations) conflict with its namespace whitelist");
        }
    }

    private static boolean isConcerned(Review review) {
        return review.concerns("", "pods")
                && (review.operation() == Operation.CREATE || review.operation() == Operation.UPDATE);
    }

    private static Optional<ListValue> tolerations(Review review, String annotation) {
        ObjectValue annotations = Lookups.namespace(review).object("metadata").object("annotations");
        if (!annotations.has(annotation)) {
            return Optional.empty();
        }
        String text = annotations.text(annotation, "");
        try {
            return Optional.of(!text.isEmpty() && Json.parse(text) instanceof ListValue list ? list : ListValue.EMPTY);
        } catch (ParseException e) {
            throw failed(String.valueOf(e.getMessage()));
        }
    }

    /** Kubernetes gives this no reason and no better code. */
    private static ApiException failed(String why) {
        return new ApiException(Reason.UNKNOWN, why);
    }
}
