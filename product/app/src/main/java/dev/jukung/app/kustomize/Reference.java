package dev.jukung.app.kustomize;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A field that holds the name of an object of a certain kind.
 *
 * @param targetGroup empty means any
 */
record Reference(String targetGroup, String targetKind, FieldSpec field) {
    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final String ADMISSION = "admissionregistration.k8s.io";

    /** Where a Pod's spec is, in the kinds that have one. */
    private static final Map<String, String> POD_SPECS = Map.of(
            "Pod", "spec",
            "PodTemplate", "template/spec",
            "Deployment", "spec/template/spec",
            "ReplicaSet", "spec/template/spec",
            "ReplicationController", "spec/template/spec",
            "DaemonSet", "spec/template/spec",
            "StatefulSet", "spec/template/spec",
            "Job", "spec/template/spec",
            "CronJob", "spec/jobTemplate/spec/template/spec");

    /** kustomize does not look into these kinds for ConfigMaps and Secrets, or for anything else. Neither do we. */
    private static final Set<String> NOT_FOR_DATA = Set.of("ReplicationController");

    private static final Set<String> NOT_FOR_OTHERS = Set.of("PodTemplate", "ReplicaSet");

    boolean isTarget(ResourceId.Kind kind) {
        return targetKind.equals(kind.name()) && (targetGroup.isEmpty() || targetGroup.equals(kind.group()));
    }

    /** All that are known. */
    static List<Reference> all() {
        List<Reference> all = new ArrayList<>();
        for (String scaled : List.of("Deployment", "ReplicationController", "ReplicaSet", "StatefulSet")) {
            all.add(of(scaled, "HorizontalPodAutoscaler", "spec/scaleTargetRef/name"));
        }
        POD_SPECS.forEach((kind, spec) -> {
            if (!NOT_FOR_DATA.contains(kind)) {
                addData(all, kind, spec);
            }
            if (!NOT_FOR_OTHERS.contains(kind)) {
                all.add(of("ServiceAccount", kind, spec + "/serviceAccountName"));
                all.add(of("PersistentVolumeClaim", kind, spec + "/volumes/persistentVolumeClaim/claimName"));
                all.add(of("PriorityClass", kind, spec + "/priorityClassName"));
            }
        });
        addIngress(all);
        addRoles(all);
        addStorage(all);
        all.add(of("ConfigMap", "Node", "spec/configSource/configMap"));
        all.add(of("Secret", "ServiceAccount", "imagePullSecrets/name"));
        all.add(new Reference("", "Service", FieldSpec.ofGroup("apps", "StatefulSet", "spec/serviceName")));
        all.add(new Reference(
                "", "Service", FieldSpec.ofGroup("apiregistration.k8s.io", "APIService", "spec/service/name")));
        for (String webhooks : List.of("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration")) {
            all.add(new Reference(
                    "", "Service", FieldSpec.ofGroup(ADMISSION, webhooks, "webhooks/clientConfig/service")));
        }
        all.add(new Reference(
                ADMISSION,
                "ValidatingAdmissionPolicy",
                FieldSpec.ofGroup(ADMISSION, "ValidatingAdmissionPolicyBinding", "spec/policyName")));
        return List.copyOf(all);
    }

    private static Reference of(String target, String kind, String path) {
        return new Reference("", target, FieldSpec.of(kind, path));
    }

    private static void addData(List<Reference> all, String kind, String spec) {
        for (String containers : List.of("containers", "initContainers")) {
            String container = spec + "/" + containers;
            all.add(of("ConfigMap", kind, container + "/env/valueFrom/configMapKeyRef/name"));
            all.add(of("ConfigMap", kind, container + "/envFrom/configMapRef/name"));
            all.add(of("Secret", kind, container + "/env/valueFrom/secretKeyRef/name"));
            all.add(of("Secret", kind, container + "/envFrom/secretRef/name"));
        }
        all.add(of("ConfigMap", kind, spec + "/volumes/configMap/name"));
        all.add(of("ConfigMap", kind, spec + "/volumes/projected/sources/configMap/name"));
        all.add(of("Secret", kind, spec + "/volumes/secret/secretName"));
        all.add(of("Secret", kind, spec + "/volumes/projected/sources/secret/name"));
        all.add(of("Secret", kind, spec + "/imagePullSecrets/name"));
    }

    private static void addIngress(List<Reference> all) {
        String annotation = "metadata/annotations/";
        all.add(of("ConfigMap", "Ingress", annotation + "nginx.ingress.kubernetes.io\\/fastcgi-params-configmap"));
        all.add(of("Secret", "Ingress", annotation + "ingress.kubernetes.io\\/auth-secret"));
        all.add(of("Secret", "Ingress", annotation + "nginx.ingress.kubernetes.io\\/auth-secret"));
        all.add(of("Secret", "Ingress", annotation + "nginx.ingress.kubernetes.io\\/auth-tls-secret"));
        all.add(of("Secret", "Ingress", "spec/tls/secretName"));
        for (String path : List.of(
                "spec/rules/http/paths/backend/serviceName",
                "spec/backend/serviceName",
                "spec/rules/http/paths/backend/service/name",
                "spec/defaultBackend/service/name")) {
            all.add(of("Service", "Ingress", path));
        }
    }

    private static void addRoles(List<Reference> all) {
        for (String named : List.of("ConfigMap", "Secret")) {
            all.add(of(named, "Role", "rules/resourceNames"));
            all.add(of(named, "ClusterRole", "rules/resourceNames"));
        }
        all.add(of("PersistentVolume", "ClusterRole", "rules/resourceNames"));
        all.add(new Reference(RBAC, "Role", FieldSpec.ofGroup(RBAC, "RoleBinding", "roleRef/name")));
        for (String binding : List.of("RoleBinding", "ClusterRoleBinding")) {
            all.add(new Reference(RBAC, "ClusterRole", FieldSpec.ofGroup(RBAC, binding, "roleRef/name")));
            all.add(new Reference("", "ServiceAccount", FieldSpec.ofGroup(RBAC, binding, "subjects")));
        }
    }

    private static void addStorage(List<Reference> all) {
        for (String parameter : List.of("secretName", "adminSecretName", "userSecretName", "secretRef")) {
            all.add(of("Secret", "StorageClass", "parameters/" + parameter));
        }
        all.add(of("Secret", "PersistentVolume", "spec/azureFile/secretName"));
        all.add(of("PersistentVolume", "PersistentVolumeClaim", "spec/volumeName"));
        all.add(of("StorageClass", "PersistentVolume", "spec/storageClassName"));
        all.add(of("StorageClass", "PersistentVolumeClaim", "spec/storageClassName"));
        all.add(of("StorageClass", "StatefulSet", "spec/volumeClaimTemplates/spec/storageClassName"));
    }
}
