package dev.jukung.kubelet.staticpods;

import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What of the API a Pod refers to: a static Pod may run without one. Pure functions. */
final class ApiReferences {
    private static final Map<String, String> VOLUMES = Map.of(
            "secret", "secrets",
            "configMap", "configmaps",
            "persistentVolumeClaim", "persistentvolumeclaims",
            "ephemeral", "persistentvolumeclaims");

    private static final Map<String, String> SOURCES = Map.of(
            "secret", "secrets",
            "configMap", "configmaps",
            "serviceAccountToken", "serviceaccounts",
            "clusterTrustBundle", "clustertrustbundles",
            "podCertificate", "podcertificates");

    private static final Map<String, String> VALUES =
            Map.of("secretKeyRef", "secrets", "configMapKeyRef", "configmaps");
    private static final Map<String, String> ENVIRONMENTS =
            Map.of("secretRef", "secrets", "configMapRef", "configmaps");

    private ApiReferences() {}

    /** The first resource that is referred to. */
    static Optional<String> of(ObjectValue spec) {
        if (!spec.text("serviceAccountName", "").isEmpty()) {
            return Optional.of("serviceaccounts");
        }
        if (!spec.list("imagePullSecrets").isEmpty()) {
            return Optional.of("secrets");
        }
        if (!spec.list("resourceClaims").isEmpty()) {
            return Optional.of("resourceclaims");
        }
        for (String list : List.of("containers", "initContainers", "ephemeralContainers")) {
            for (ObjectValue container : spec.list(list).objects()) {
                Optional<String> found = ofContainer(container);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        for (ObjectValue volume : spec.list("volumes").objects()) {
            Optional<String> found = first(VOLUMES, volume);
            for (ObjectValue source : volume.object("projected").list("sources").objects()) {
                found = found.or(() -> first(SOURCES, source));
            }
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> ofContainer(ObjectValue container) {
        Optional<String> found = Optional.empty();
        for (ObjectValue variable : container.list("env").objects()) {
            found = found.or(() -> first(VALUES, variable.object("valueFrom")));
        }
        for (ObjectValue variables : container.list("envFrom").objects()) {
            found = found.or(() -> first(ENVIRONMENTS, variables));
        }
        return found;
    }

    private static Optional<String> first(Map<String, String> resources, ObjectValue object) {
        return resources.entrySet().stream()
                .filter(entry -> object.has(entry.getKey()))
                .map(Map.Entry::getValue)
                .sorted()
                .findFirst();
    }
}
