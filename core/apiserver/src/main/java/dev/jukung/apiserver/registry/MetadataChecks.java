package dev.jukung.apiserver.registry;

import java.util.List;
import java.util.Map;

/**
 * Which checks of {@code metadata} a kind makes of an update besides those that are made of every kind: Kubernetes'
 * strategies repeat them, in an order of their own, and clients see each finding as often as it was found. Stateless.
 */
final class MetadataChecks {
    enum Check {
        /** The object's metadata by themselves. */
        OBJECT,
        /** What an update may not change. */
        UPDATE
    }

    private static final List<Check> NONE = List.of();
    private static final List<Check> OBJECT = List.of(Check.OBJECT);
    private static final List<Check> UPDATE = List.of(Check.UPDATE);
    private static final List<Check> UPDATE_OBJECT = List.of(Check.UPDATE, Check.OBJECT);
    private static final List<Check> OBJECT_UPDATE = List.of(Check.OBJECT, Check.UPDATE);

    /** By collection; all others check the update only. */
    private static final Map<String, List<Check>> OF_OBJECT = Map.ofEntries(
            Map.entry("configmaps", UPDATE_OBJECT),
            Map.entry("secrets", UPDATE_OBJECT),
            Map.entry("serviceaccounts", UPDATE_OBJECT),
            Map.entry("endpoints", UPDATE_OBJECT),
            Map.entry("persistentvolumeclaims", UPDATE_OBJECT),
            Map.entry("pods", UPDATE_OBJECT),
            Map.entry("limitranges", OBJECT),
            Map.entry("persistentvolumes", List.of(Check.OBJECT, Check.OBJECT)),
            Map.entry("namespaces", OBJECT_UPDATE),
            Map.entry("nodes", OBJECT_UPDATE),
            Map.entry("apps/controllerrevisions", UPDATE_OBJECT),
            Map.entry("batch/jobs", OBJECT_UPDATE),
            Map.entry("certificates.k8s.io/certificatesigningrequests", OBJECT_UPDATE),
            Map.entry("discovery.k8s.io/endpointslices", OBJECT),
            Map.entry("flowcontrol.apiserver.k8s.io/flowschemas", OBJECT),
            Map.entry("flowcontrol.apiserver.k8s.io/prioritylevelconfigurations", OBJECT),
            Map.entry("networking.k8s.io/ingressclasses", UPDATE_OBJECT),
            Map.entry("networking.k8s.io/ingresses", UPDATE_OBJECT),
            Map.entry("networking.k8s.io/ipaddresses", OBJECT_UPDATE),
            Map.entry("node.k8s.io/runtimeclasses", OBJECT_UPDATE),
            Map.entry("policy/poddisruptionbudgets", NONE),
            Map.entry("rbac.authorization.k8s.io/roles", OBJECT_UPDATE),
            Map.entry("rbac.authorization.k8s.io/rolebindings", OBJECT_UPDATE),
            Map.entry("rbac.authorization.k8s.io/clusterroles", OBJECT_UPDATE),
            Map.entry("rbac.authorization.k8s.io/clusterrolebindings", OBJECT_UPDATE),
            Map.entry("resource.k8s.io/resourceclaims", OBJECT_UPDATE),
            Map.entry("resource.k8s.io/resourceclaimtemplates", OBJECT_UPDATE),
            Map.entry("resource.k8s.io/deviceclasses", OBJECT_UPDATE),
            Map.entry("storage.k8s.io/storageclasses", OBJECT_UPDATE),
            Map.entry("storage.k8s.io/csinodes", OBJECT),
            Map.entry("storage.k8s.io/csistoragecapacities", OBJECT_UPDATE),
            Map.entry("storage.k8s.io/volumeattachments", OBJECT),
            Map.entry("storage.k8s.io/volumeattributesclasses", UPDATE_OBJECT),
            Map.entry("admissionregistration.k8s.io/validatingwebhookconfigurations", OBJECT),
            Map.entry("admissionregistration.k8s.io/mutatingwebhookconfigurations", OBJECT),
            Map.entry("admissionregistration.k8s.io/validatingadmissionpolicies", OBJECT),
            Map.entry("admissionregistration.k8s.io/validatingadmissionpolicybindings", OBJECT),
            Map.entry("admissionregistration.k8s.io/mutatingadmissionpolicies", OBJECT),
            Map.entry("admissionregistration.k8s.io/mutatingadmissionpolicybindings", OBJECT),
            Map.entry("apiregistration.k8s.io/apiservices", UPDATE_OBJECT));

    private static final Map<String, List<Check>> OF_STATUS = Map.of(
            "batch/cronjobs", NONE,
            "policy/poddisruptionbudgets", NONE,
            "flowcontrol.apiserver.k8s.io/flowschemas", NONE,
            "flowcontrol.apiserver.k8s.io/prioritylevelconfigurations", NONE,
            "admissionregistration.k8s.io/validatingadmissionpolicies", NONE,
            "certificates.k8s.io/certificatesigningrequests", OBJECT_UPDATE,
            "storage.k8s.io/volumeattachments", OBJECT);

    private MetadataChecks() {}

    static List<Check> of(Kind kind, String subresource) {
        if (isLegacyEvent(kind)) {
            return NONE;
        }
        Map<String, List<Check>> table = subresource.isEmpty() ? OF_OBJECT : OF_STATUS;
        return table.getOrDefault(kind.collection(), UPDATE);
    }

    /** Events of the core group were there before such rules were. */
    static boolean isLegacyEvent(Kind kind) {
        return kind.type().plural().equals("events") && kind.type().group().isEmpty();
    }
}
