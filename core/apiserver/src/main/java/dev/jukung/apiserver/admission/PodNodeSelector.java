package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.registry.Admission;
import dev.jukung.value.ObjectValue;

/** PodNodeSelector: Pods go only to the nodes that their namespace's annotation selects. */
final class PodNodeSelector implements Admission {
    private static final String ANNOTATION = "scheduler.alpha.kubernetes.io/node-selector";

    @Override
    public ObjectValue mutate(Review review) {
        if (!review.concerns("", "pods") || review.operation() != Operation.CREATE) {
            return review.object();
        }
        ObjectValue wanted = selector(review);
        ObjectValue own = review.object().object("spec").object("nodeSelector");
        for (int i = 0; i < wanted.size(); i++) {
            Object given = own.get(wanted.keyAt(i));
            if (given != null && !given.equals(wanted.valueAt(i))) {
                throw Lookups.forbidden(
                        review, "pod node label selector conflicts with its namespace node label selector");
            }
        }
        return wanted.isEmpty() ? review.object() : review.object().withAt(own.withAll(wanted), "spec", "nodeSelector");
    }

    /** {@code a=b,c=d} */
    private static ObjectValue selector(Review review) {
        String text = Lookups.namespace(review)
                .object("metadata")
                .object("annotations")
                .text(ANNOTATION, "");
        ObjectValue selector = ObjectValue.EMPTY;
        for (String pair : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                selector = selector.with(
                        pair.substring(0, equals).strip(),
                        pair.substring(equals + 1).strip());
            }
        }
        return selector;
    }
}
