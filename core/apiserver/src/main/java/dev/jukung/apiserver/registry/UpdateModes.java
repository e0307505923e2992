package dev.jukung.apiserver.registry;

import java.util.Set;

/** Which kinds an update has to name the version of, and which it may create. By collection. Stateless. */
final class UpdateModes {
    private static final Set<String> VERSIONED = Set.of(
            "apiextensions.k8s.io/customresourcedefinitions",
            "apiregistration.k8s.io/apiservices",
            "admissionregistration.k8s.io/mutatingadmissionpolicies",
            "admissionregistration.k8s.io/mutatingadmissionpolicybindings",
            "admissionregistration.k8s.io/mutatingwebhookconfigurations",
            "admissionregistration.k8s.io/validatingadmissionpolicies",
            "admissionregistration.k8s.io/validatingadmissionpolicybindings",
            "admissionregistration.k8s.io/validatingwebhookconfigurations",
            "coordination.k8s.io/leases",
            "node.k8s.io/runtimeclasses",
            "policy/poddisruptionbudgets",
            "storage.k8s.io/csidrivers",
            "storage.k8s.io/csinodes",
            "storage.k8s.io/csistoragecapacities",
            "storage.k8s.io/volumeattachments");

    private static final Set<String> CREATED = Set.of(
            "coordination.k8s.io/leases",
            "endpoints",
            "events",
            "limitranges",
            "services",
            "node.k8s.io/runtimeclasses",
            "rbac.authorization.k8s.io/clusterroles",
            "rbac.authorization.k8s.io/clusterrolebindings",
            "rbac.authorization.k8s.io/roles",
            "rbac.authorization.k8s.io/rolebindings");

    private UpdateModes() {}

    /** Whether an update may leave out the resource version. */
    static boolean unconditional(Kind kind) {
        return !kind.isCustom() && !VERSIONED.contains(kind.collection());
    }

    /** Whether PUT creates an absent object. */
    static boolean creates(Kind kind) {
        return CREATED.contains(kind.collection());
    }
}
