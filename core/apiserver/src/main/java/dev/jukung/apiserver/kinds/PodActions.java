package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.model.Views;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;

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
            return taken("labels", binding, taken("annotations", binding, pod))
                    .with("spec", spec.with("nodeName", node))
                    .with(
                            "status",
                            scheduled(
                                    pod.object("status"),
                                    Views.fromTime(verbs.writer().now())));
        });
        return SUCCESS;
    }

    /** What the binding says in one field of the metadata comes to what the Pod has there. */
    private static ObjectValue taken(String field, ObjectValue binding, ObjectValue pod) {
        ObjectValue added = binding.object("metadata").object(field);
        ObjectValue all = pod.object("metadata").object(field);
        for (int i = 0; i < added.size(); i++) {
            all = all.with(added.keyAt(i), added.valueAt(i));
        }
        return added.isEmpty() ? pod : pod.withAt(all, "metadata", field);
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
        Eviction.perform(verbs, call, eviction);
        return SUCCESS;
    }
}
