package dev.jukung.apiserver.kinds;

import dev.jukung.value.ObjectValue;
import java.util.List;

/** What may change in the template of a Job: where its Pods go and what they get, while it is suspended and has none. Pure functions. */
final class JobTemplates {
    private JobTemplates() {}

    /** Whether the template of a Job has changed in nothing that has to stay. */
    static boolean agree(ObjectValue job, ObjectValue old) {
        ObjectValue before = old.object("spec").object("template");
        ObjectValue after = job.object("spec").object("template");
        return isOpen(old) ? fixed(after).equals(fixed(before)) : after.equals(before);
    }

    private static boolean isOpen(ObjectValue job) {
        ObjectValue status = job.object("status");
        boolean stopped = !status.has("startTime")
                || status.list("conditions").objects().stream()
                        .anyMatch(condition -> condition.text("type", "").equals("Suspended")
                                && condition.text("status", "").equals("True"));
        return job.object("spec").flag("suspend", false) && stopped && status.integer("active", 0) == 0;
    }

    private static ObjectValue fixed(ObjectValue template) {
        ObjectValue metadata = template.object("metadata").without("labels").without("annotations");
        ObjectValue pod = template.object("spec");
        ObjectValue affinity = pod.object("affinity").without("nodeAffinity");
        pod = affinity.isEmpty() ? pod.without("affinity") : pod.with("affinity", affinity);
        for (String field : List.of("nodeSelector", "tolerations", "schedulingGates")) {
            pod = pod.without(field);
        }
        for (String list : List.of("containers", "initContainers")) {
            pod = PodSpecRules.mapped(pod, list, container -> container.without("resources"));
        }
        ObjectValue rest = metadata.isEmpty() ? template.without("metadata") : template.with("metadata", metadata);
        return rest.with("spec", pod);
    }
}
