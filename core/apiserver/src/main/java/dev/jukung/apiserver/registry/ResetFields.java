package dev.jukung.apiserver.registry;

import dev.jukung.schema.apply.FieldSet;
import java.util.List;
import java.util.Map;

/**
 * The fields that a write at a place cannot set, so that nobody comes to manage them there (Kubernetes'
 * {@code GetResetFields}): as a rule the status at the object itself, and the spec at the status. Stateless.
 */
final class ResetFields {
    private static final List<String> SPEC = List.of("spec");
    private static final List<String> ALL_BUT_STATUS = List.of("metadata", "spec");

    private static final Map<String, List<String>> AT_STATUS = Map.of(
            "apps/deployments", List.of("spec", "metadata.labels"),
            "pods", List.of("spec", "metadata.deletionTimestamp", "metadata.ownerReferences"),
            "certificates.k8s.io/certificatesigningrequests", List.of("spec", "status.conditions"),
            "apiextensions.k8s.io/customresourcedefinitions", ALL_BUT_STATUS,
            "apiregistration.k8s.io/apiservices", ALL_BUT_STATUS,
            "admissionregistration.k8s.io/validatingadmissionpolicies", ALL_BUT_STATUS,
            "networking.k8s.io/servicecidrs", ALL_BUT_STATUS,
            "resource.k8s.io/resourceclaims", ALL_BUT_STATUS,
            "storage.k8s.io/volumeattachments", ALL_BUT_STATUS);

    private ResetFields() {}

    static FieldSet of(Kind kind, String subresource) {
        boolean signing = kind.collection().equals("certificates.k8s.io/certificatesigningrequests");
        List<String> fields =
                switch (subresource) {
                    case "" -> signing ? List.of("spec", "status") : kind.hasStatus() ? List.of("status") : List.of();
                    case "status" -> atStatus(kind);
                    case "approval" -> List.of("spec", "status.certificate");
                    case "finalize" -> List.of("status");
                    default -> List.of();
                };
        FieldSet set = FieldSet.EMPTY;
        for (String field : fields) {
            set = set.union(FieldSet.of(FieldSet.path(field.split("\\."))));
        }
        return set;
    }

    private static List<String> atStatus(Kind kind) {
        boolean flow = kind.type().group().equals("flowcontrol.apiserver.k8s.io");
        return flow ? ALL_BUT_STATUS : AT_STATUS.getOrDefault(kind.collection(), SPEC);
    }
}
