package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.schema.FieldError;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which fields of a Pod its own containers may read (k8s.io/kubernetes/pkg/apis/core/pods). Pure functions. */
final class FieldReferences {
    /** In variables of the environment, in order. */
    static final List<String> OF_ENVIRONMENT = List.of(
            "metadata.name",
            "metadata.namespace",
            "metadata.uid",
            "spec.nodeName",
            "spec.serviceAccountName",
            "status.hostIP",
            "status.hostIPs",
            "status.podIP",
            "status.podIPs");
    /** In files, in order. */
    static final List<String> OF_VOLUMES =
            List.of("metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid");

    private static final Set<String> KNOWN = Set.of(
            "metadata.annotations",
            "metadata.labels",
            "metadata.name",
            "metadata.namespace",
            "metadata.uid",
            "spec.nodeName",
            "spec.restartPolicy",
            "spec.serviceAccountName",
            "spec.schedulerName",
            "status.phase",
            "status.hostIP",
            "status.hostIPs",
            "status.podIP",
            "status.podIPs");

    private FieldReferences() {}

    /** @param supported the fields without a subscript, sorted */
    static void check(Checked reference, List<String> supported) {
        String field = reference.text("fieldPath");
        if (field.isEmpty()) {
            reference.required("fieldPath", "");
            return;
        }
        String version = reference.has("apiVersion") ? reference.text("apiVersion") : "v1";
        int bracket = field.endsWith("']") ? field.indexOf("['") : -1;
        String path = bracket > 0 ? field.substring(0, bracket) : field;
        if (!version.equals("v1")) {
            unconverted(reference, "unsupported pod version: " + version);
        } else if (bracket > 0) {
            subscript(reference, path, field.substring(bracket + 2, field.length() - 2));
        } else if (!KNOWN.contains(path) && !path.equals("spec.host")) {
            unconverted(reference, "field label not supported: " + path);
        } else {
            String current = path.equals("spec.host") ? "spec.nodeName" : path;
            if (!supported.contains(current)) {
                reference
                        .errors()
                        .add(FieldError.notSupported(reference.path().child("fieldPath"), current, supported));
            }
        }
    }

    private static void subscript(Checked reference, String path, String key) {
        String name =
                switch (path) {
                    case "metadata.annotations" -> key.toLowerCase(Locale.ROOT);
                    case "metadata.labels" -> key;
                    default -> "";
                };
        if (name.isEmpty() && !key.isEmpty()) {
            unconverted(reference, "field label does not support subscript: " + reference.text("fieldPath"));
            return;
        }
        LabelRules.keyProblems(name)
                .forEach(problem -> reference.errors().add(FieldError.invalid(reference.path(), name, problem)));
    }

    private static void unconverted(Checked reference, String why) {
        reference.invalid("fieldPath", "error converting fieldPath: " + why);
    }
}
