package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Reader;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.model.LabelSelectors;
import dev.jukung.model.Resources;
import dev.jukung.model.Views;
import dev.jukung.model.meta.v1.LabelSelector;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;

/** What can be done with a Pod by a POST below it: bind it to a node, evict it. */
final class PodActions {
    private static final ObjectValue SUCCESS = ObjectValue.of(
            "kind", "Status", "apiVersion", "v1", "metadata", ObjectValue.EMPTY, "status", "Success", "code", 201L);

    private PodActions() {}

    /** Sets spec.nodeName once, with the condition PodScheduled (FLOW-06). */
    static ObjectValue bind(Verbs verbs, Call call, ObjectValue binding) throws InterruptedException {
        ObjectValue target = binding.object("target");
        String node = target.text("name", "");
        if (node.isEmpty()) {
            throw Failures.badRequest("Binding \"" + call.name() + "\" is invalid: target.name: Required value");
        }
        String uid = binding.object("metadata").text("uid", "");
        verbs.writer().assign(call.below(""), pod -> {
            ObjectValue spec = pod.object("spec");
            String bound = spec.text("nodeName", "");
            if (pod.object("metadata").has("deletionTimestamp")) {
                throw Failures.conflict(
                        call.kind(),
                        call.name(),
                        "pod " + call.name() + " is being deleted, cannot be assigned to a host");
            }
            if (!bound.isEmpty()) {
                throw Failures.conflict(
                        call.kind(),
                        call.name(),
                        "pod " + call.name() + " is already assigned to node \"" + bound + "\"");
            }
            if (!uid.isEmpty() && !uid.equals(pod.object("metadata").text("uid", ""))) {
                throw Failures.conflict(
                        call.kind(),
                        call.name(),
                        "Precondition failed: UID in precondition: " + uid + ", UID in object meta: "
                                + pod.object("metadata").text("uid", ""));
            }
            ObjectValue annotations = pod.object("metadata").object("annotations");
            ObjectValue added = binding.object("metadata").object("annotations");
            for (int i = 0; i < added.size(); i++) {
                annotations = annotations.with(added.keyAt(i), added.valueAt(i));
            }
            ObjectValue result = annotations.isEmpty() ? pod : pod.withAt(annotations, "metadata", "annotations");
            return result.with("spec", spec.with("nodeName", node))
                    .with(
                            "status",
                            scheduled(
                                    pod.object("status"),
                                    Views.fromTime(verbs.writer().now())));
        });
        return SUCCESS;
    }

    private static ObjectValue scheduled(ObjectValue status, Object now) {
        ListValue conditions = ListValue.EMPTY;
        for (Object condition : status.list("conditions")) {
            if (!((ObjectValue) condition).text("type", "").equals("PodScheduled")) {
                conditions = conditions.plus(condition);
            }
        }
        ObjectValue condition = ObjectValue.of("type", "PodScheduled", "status", "True", "lastTransitionTime", now);
        return status.with("conditions", conditions.plus(condition));
    }

    /** Deletes the Pod unless a disruption budget forbids it (policy/v1 Eviction). */
    static ObjectValue evict(Verbs verbs, Call call, ObjectValue eviction) throws InterruptedException {
        ObjectValue options = eviction.object("deleteOptions");
        Call whole = call.below("");
        StoredObject pod = verbs.get(whole);
        if (!terminal(pod.tree()) && !pod.tree().object("metadata").has("deletionTimestamp")) {
            takeDisruption(verbs, call, pod.tree());
        }
        verbs.deleteAdmitted(whole, options);
        return SUCCESS;
    }

    private static boolean terminal(ObjectValue pod) {
        String phase = pod.object("status").text("phase", "");
        return phase.equals("Succeeded") || phase.equals("Failed") || phase.equals("Pending");
    }

    private static void takeDisruption(Verbs verbs, Call call, ObjectValue pod) throws InterruptedException {
        Kind budgets = verbs.writer().kinds().get(Resources.PODDISRUPTIONBUDGETS);
        List<StoredObject> matching =
                verbs.reader().list(budgets, Reader.ListRequest.all(call.namespace())).items().stream()
                        .filter(budget -> covers(budget.tree(), pod))
                        .toList();
        if (matching.size() > 1) {
            throw new ApiException(
                    Reason.INTERNAL_ERROR,
                    "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        }
        Optional<StoredObject> budget = matching.stream().findFirst();
        if (budget.isEmpty()) {
            return;
        }
        String name = budget.get().tree().object("metadata").text("name", "");
        Call status = new Call(call.user(), budgets, call.namespace(), name, "status", call.rules(), call.warnings());
        verbs.change(status, current -> {
            long allowed = current.object("status").integer("disruptionsAllowed", 0);
            if (allowed <= 0) {
                throw new ApiException(
                        Reason.TOO_MANY_REQUESTS,
                        429,
                        "Cannot evict pod as it would violate the pod's disruption budget.",
                        ObjectValue.of(
                                "causes",
                                ListValue.of(ObjectValue.of(
                                        "reason",
                                        "DisruptionBudget",
                                        "message",
                                        "The disruption budget " + name + " needs "
                                                + current.object("status").integer("desiredHealthy", 0)
                                                + " healthy pods and has "
                                                + current.object("status").integer("currentHealthy", 0)
                                                + " currently"))));
            }
            return current.withAt(allowed - 1, "status", "disruptionsAllowed")
                    .withAt(Views.fromTime(verbs.writer().now()), "status", "disruptedPods", call.name());
        });
    }

    private static boolean covers(ObjectValue budget, ObjectValue pod) {
        ObjectValue selector = budget.object("spec").object("selector");
        return budget.object("spec").has("selector")
                && LabelSelectors.of(new LabelSelector(selector))
                        .matches(pod.object("metadata").object("labels"));
    }
}
