package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import java.util.List;
import java.util.Set;

/** The names of what can be requested and limited (k8s.io/kubernetes/pkg/apis/core/helper). Pure functions. */
final class ResourceNames {
    private static final Set<String> STANDARD = Set.of(
            "cpu",
            "memory",
            "ephemeral-storage",
            "requests.cpu",
            "requests.memory",
            "requests.ephemeral-storage",
            "limits.cpu",
            "limits.memory",
            "limits.ephemeral-storage",
            "pods",
            "resourcequotas",
            "services",
            "replicationcontrollers",
            "secrets",
            "configmaps",
            "persistentvolumeclaims",
            "storage",
            "requests.storage",
            "services.nodeports",
            "services.loadbalancers");
    private static final Set<String> OF_CONTAINERS = Set.of("cpu", "memory", "ephemeral-storage");
    private static final String HUGE_PAGES = "hugepages-";

    private ResourceNames() {}

    /** A name of anything that is counted. */
    static void check(String name, FieldPath path, FieldErrors errors) {
        List<String> problems = LabelRules.keyProblems(name);
        problems.forEach(problem -> errors.add(FieldError.invalid(path, name, problem)));
        boolean standard =
                STANDARD.contains(name) || name.startsWith(HUGE_PAGES) || name.startsWith("requests." + HUGE_PAGES);
        if (problems.isEmpty() && name.indexOf('/') < 0 && !standard) {
            errors.add(FieldError.invalid(path, name, "must be a standard resource type or fully qualified"));
        }
    }

    /** A name of what a container can have. */
    static void checkOfContainer(String name, FieldPath path, FieldErrors errors) {
        FieldErrors found = new FieldErrors();
        check(name, path, found);
        errors.addAll(found);
        if (name.indexOf('/') < 0) {
            if (!isOfContainers(name)) {
                errors.add(FieldError.invalid(path, name, "must be a standard resource for containers"));
            }
        } else if (!isNative(name) && !isExtended(name)) {
            errors.add(FieldError.invalid(path, name, "doesn't follow extended resource name standard"));
        }
    }

    private static boolean isOfContainers(String name) {
        return OF_CONTAINERS.contains(name) || name.startsWith(HUGE_PAGES);
    }

    static boolean isNative(String name) {
        return name.indexOf('/') < 0 || name.contains("kubernetes.io/");
    }

    static boolean isExtended(String name) {
        return !isNative(name)
                && !name.startsWith("requests.")
                && LabelRules.keyProblems("requests." + name).isEmpty();
    }

    /** Whether more of it can be promised than there is. */
    static boolean isOvercommitted(String name) {
        return isNative(name) && !name.startsWith(HUGE_PAGES);
    }

    /** Whether there are only whole ones of it. */
    static boolean isWhole(String name) {
        return isExtended(name)
                || Set.of(
                                "pods",
                                "resourcequotas",
                                "services",
                                "replicationcontrollers",
                                "secrets",
                                "configmaps",
                                "persistentvolumeclaims",
                                "services.nodeports",
                                "services.loadbalancers")
                        .contains(name);
    }
}
