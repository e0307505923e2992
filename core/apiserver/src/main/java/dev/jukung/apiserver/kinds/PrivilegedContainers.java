package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Kind;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Map;

/** Refuses privileged containers, in Pods and in the templates of everything that makes Pods ({@code --allow-privileged=false}). */
final class PrivilegedContainers {
    private static final List<String> CONTAINER_LISTS = List.of("initContainers", "containers", "ephemeralContainers");
    private static final String[] TEMPLATE = {"spec", "template", "spec"};

    /** Where the kinds have their PodSpec. */
    private static final Map<String, String[]> SPECS = Map.of(
            "pods", new String[] {"spec"},
            "podtemplates", new String[] {"template", "spec"},
            "replicationcontrollers", TEMPLATE,
            "replicasets.apps", TEMPLATE,
            "deployments.apps", TEMPLATE,
            "daemonsets.apps", TEMPLATE,
            "statefulsets.apps", TEMPLATE,
            "jobs.batch", TEMPLATE,
            "cronjobs.batch", new String[] {"spec", "jobTemplate", "spec", "template", "spec"});

    private PrivilegedContainers() {}

    static void forbid(Kind.Declaration declaration) {
        String[] path = SPECS.get(declaration.type().qualifiedName());
        if (path != null) {
            declaration.policy((object, errors) -> check(object, path, errors));
        }
    }

    private static void check(ObjectValue object, String[] path, FieldErrors errors) {
        if (object.at(path) instanceof ObjectValue spec) {
            FieldPath at = FieldPath.of(path);
            for (String list : CONTAINER_LISTS) {
                int index = 0;
                for (ObjectValue container : spec.list(list).objects()) {
                    FieldPath place = at.child(list).index(index++);
                    if (container.object("securityContext").flag("privileged", false)) {
                        errors.add(FieldError.forbidden(
                                place.child("securityContext").child("privileged"), "disallowed by cluster policy"));
                    }
                }
            }
        }
    }
}
