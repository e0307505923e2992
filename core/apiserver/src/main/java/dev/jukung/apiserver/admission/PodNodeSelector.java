package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.registry.Admission;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ObjectValue;

/**
 * PodNodeSelector: Pods go only to the nodes that their namespace's annotation selects, or the cluster's default where it has
 * none, and within what the configuration allows the namespace. Immutable.
 *
 * @param configured selectors by namespace, and {@code clusterDefaultNodeSelector}
 */
record PodNodeSelector(ObjectValue configured) implements Admission {
    private static final String ANNOTATION = "scheduler.alpha.kubernetes.io/node-selector";

    static PodNodeSelector of(PluginConfigurations told) {
        return new PodNodeSelector(
                told.of("PodNodeSelector").orElse(ObjectValue.EMPTY).object("podNodeSelectorPluginConfig"));
    }

    @Override
    public ObjectValue mutate(Review review) {
        if (!review.concerns("", "pods")) {
            return review.object();
        }
        ObjectValue wanted = ofNamespace(review);
        ObjectValue own = review.object().object("spec").object("nodeSelector");
        checkConflict(review, wanted, own);
        ObjectValue pod = wanted.isEmpty()
                ? review.object()
                : review.object().withAt(own.withAll(wanted), "spec", "nodeSelector");
        validate(review.with(pod));
        return pod;
    }

    @Override
    public void validate(Review review) {
        if (!review.concerns("", "pods")) {
            return;
        }
        ObjectValue own = review.object().object("spec").object("nodeSelector");
        checkConflict(review, ofNamespace(review), own);
        ObjectValue allowed = selector(configured.text(review.namespace(), ""));
        if (!allowed.isEmpty() && !allowed.withAll(own).equals(allowed)) {
            throw refused(review, "pod node label selector labels conflict with its namespace whitelist");
        }
    }

    private static void checkConflict(Review review, ObjectValue wanted, ObjectValue own) {
        for (int i = 0; i < wanted.size(); i++) {
            Object given = own.get(wanted.keyAt(i));
            if (given != null && !given.equals(wanted.valueAt(i))) {
                throw refused(review, "pod node label selector conflicts with its namespace node label selector");
            }
        }
    }

    private static ApiException refused(Review review, String why) {
        return Failures.forbidden(
                review.call().kind(), review.object().object("metadata").text("name", ""), why);
    }

    private ObjectValue ofNamespace(Review review) {
        ObjectValue annotations = Lookups.namespace(review).object("metadata").object("annotations");
        return selector(
                annotations.has(ANNOTATION)
                        ? annotations.text(ANNOTATION, "")
                        : configured.text("clusterDefaultNodeSelector", ""));
    }

    /** {@code a=b,c=d}. Kubernetes gives a selector that is none no reason and no better code. */
    private static ObjectValue selector(String text) {
        ObjectValue selector = ObjectValue.EMPTY;
        if (text.isEmpty()) {
            return selector;
        }
        for (String pair : text.split(",", -1)) {
            String[] parts = pair.split("=", -1);
            if (parts.length != 2) {
                throw new ApiException(Reason.UNKNOWN, "invalid selector: [" + String.join(" ", parts) + "]");
            }
            selector = selector.with(parts[0].strip(), parts[1].strip());
        }
        return selector;
    }
}
