package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.model.Views;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** What can be done with a Pod by a POST below it: bind it to a node, evict it. */
final class PodActions {
    private static final ObjectValue SUCCESS = ObjectValue.of(
            "kind", "Status", "apiVersion", "v1", "metadata", ObjectValue.EMPTY, "status", "Success", "code", 201L);

    private PodActions() {}

    /** Sets spec.nodeName once, with the condition PodScheduled (FLOW-06). */
    static ObjectValue bind(Verbs verbs, Call call, ObjectValue binding) throws InterruptedException {
        ObjectValue target = binding.object("target");
        String node = target.text("name", "");
        checkBinding(call, binding);
        verbs.writer().assign(call.below(""), pod -> {
            ObjectValue spec = pod.object("spec");
            String bound = spec.text("nodeName", "");
            checkPreconditions(call, binding.object("metadata"), pod.object("metadata"));
            String subject = "pod " + call.name();
            if (pod.object("metadata").has("deletionTimestamp")) {
                throw notBound(call, subject + " is being deleted, cannot be assigned to a host");
            }
            if (!bound.isEmpty()) {
                throw notBound(call, subject + " is already assigned to node \"" + bound + "\"");
            }
            if (!spec.list("schedulingGates").isEmpty()) {
                throw notBound(call, subject + " has non-empty .spec.schedulingGates");
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

    private static void checkBinding(Call call, ObjectValue binding) {
        ObjectValue metadata = binding.object("metadata");
        if (!metadata.text("name", "").equals(call.name())) {
            throw Failures.badRequest("name in URL does not match name in Binding object");
        }
        FieldErrors errors = new FieldErrors();
        Checked target = new Checked(binding, FieldPath.ROOT, errors).in("target");
        if (!target.text("kind").isEmpty()) {
            target.oneOf("kind", List.of("Node", "<empty>"));
        }
        if (target.text("name").isEmpty()) {
            target.required("name", "");
        }
        if (!errors.isEmpty()) { // Kubernetes gives no reason here
            throw new ApiException(Reason.UNKNOWN, errors.message());
        }
    }

    private static void checkPreconditions(Call call, ObjectValue wanted, ObjectValue metadata) {
        for (String field : List.of("uid", "resourceVersion")) {
            String given = wanted.text(field, "");
            String found = metadata.text(field, "");
            if (!given.isEmpty() && !given.equals(found)) {
                String name = field.equals("uid") ? "UID" : "ResourceVersion";
                throw Failures.conflict(
                        call.kind(),
                        call.name(),
                        "StorageError: invalid object, Code: 4, Key: /pods/" + call.namespace() + "/" + call.name()
                                + ", ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: " + name
                                + " in precondition: " + given + ", " + name + " in object meta: " + found);
            }
        }
    }

    private static ApiException notBound(Call call, String why) {
        return new ApiException(
                Reason.CONFLICT,
                409,
                "Operation cannot be fulfilled on pods/binding \"" + call.name() + "\": " + why,
                ObjectValue.of("name", call.name(), "kind", "pods/binding"));
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

    private static ObjectValue scheduled(ObjectValue given, Object now) {
        ObjectValue status = given.without("nominatedNodeName");
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
