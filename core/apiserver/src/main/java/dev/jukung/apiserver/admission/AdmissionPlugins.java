package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.admission.podsecurity.PodSecurity;
import dev.jukung.apiserver.admission.policy.AdmissionPolicies;
import dev.jukung.apiserver.admission.webhook.AdmissionWebhooks;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.registry.Admission;
import dev.jukung.apiserver.registry.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The admission plugins by their names, in the order of kube-apiserver. Immutable. */
final class AdmissionPlugins {
    /** Of kube-apiserver v1.36: what comes later sees what the earlier ones left; webhooks and quotas come last. */
    static final List<String> ORDER = List.of(
            "AlwaysAdmit",
            "NamespaceAutoProvision",
            "NamespaceLifecycle",
            "NamespaceExists",
            "LimitPodHardAntiAffinityTopology",
            "LimitRanger",
            "ServiceAccount",
            "NodeRestriction",
            "TaintNodesByCondition",
            "AlwaysPullImages",
            "ImagePolicyWebhook",
            "PodSecurity",
            "PodNodeSelector",
            "Priority",
            "DefaultTolerationSeconds",
            "PodTolerationRestriction",
            "EventRateLimit",
            "ExtendedResourceToleration",
            "DefaultStorageClass",
            "StorageObjectInUseProtection",
            "PodGroupProtection",
            "OwnerReferencesPermissionEnforcement",
            "PersistentVolumeClaimResize",
            "RuntimeClass",
            "CertificateApproval",
            "CertificateSigning",
            "ClusterTrustBundleAttest",
            "CertificateSubjectRestriction",
            "DefaultIngressClass",
            "DenyServiceExternalIPs",
            "PodTopologyLabels",
            "PodGroupWorkloadExists",
            "NodeDeclaredFeatureValidator",
            "JobValidation",
            "PodResizeValidator",
            "MutatingAdmissionPolicy",
            "MutatingAdmissionWebhook",
            "ValidatingAdmissionPolicy",
            "ValidatingAdmissionWebhook",
            "ResourceQuota",
            "AlwaysDeny");

    /** On unless they are turned off. NodeRestriction is not among kube-apiserver's, but every installer turns it on. */
    static final Set<String> DEFAULT = Set.of(
            "NamespaceLifecycle",
            "LimitRanger",
            "ServiceAccount",
            "NodeRestriction",
            "TaintNodesByCondition",
            "PodSecurity",
            "Priority",
            "DefaultTolerationSeconds",
            "DefaultStorageClass",
            "StorageObjectInUseProtection",
            "PersistentVolumeClaimResize",
            "RuntimeClass",
            "CertificateApproval",
            "CertificateSigning",
            "ClusterTrustBundleAttest",
            "CertificateSubjectRestriction",
            "DefaultIngressClass",
            "PodTopologyLabels",
            "MutatingAdmissionPolicy",
            "MutatingAdmissionWebhook",
            "ValidatingAdmissionPolicy",
            "ValidatingAdmissionWebhook",
            "ResourceQuota");

    private final Map<String, Admission> byName = new TreeMap<>();

    /** @param writer for plugins that keep accounts; as the authorizer there when the first object is admitted */
    AdmissionPlugins(
            AdmissionWebhooks webhooks,
            AdmissionPolicies policies,
            Supplier<Writer> writer,
            Supplier<Authorizer> authorizer) {
        byName.put("AlwaysAdmit", Admission.NONE);
        byName.put("NamespaceLifecycle", new NamespaceLifecycle());
        byName.put("ServiceAccount", new ServiceAccountDefaults());
        byName.put("NodeRestriction", new NodeRestriction(authorizer.get()));
        byName.put("TaintNodesByCondition", new NodeTaints());
        byName.put("Priority", new PriorityDefaults());
        byName.put("DefaultTolerationSeconds", new DefaultTolerations());
        byName.put("DefaultStorageClass", new StorageClassDefault());
        byName.put("StorageObjectInUseProtection", new StorageProtection());
        byName.put("AlwaysDeny", new SimplePlugins.AlwaysDeny());
        byName.put("NamespaceExists", new SimplePlugins.NamespaceExists());
        byName.put("LimitPodHardAntiAffinityTopology", new SimplePlugins.LimitPodHardAntiAffinityTopology());
        byName.put("AlwaysPullImages", new SimplePlugins.AlwaysPullImages());
        byName.put("PodNodeSelector", new PodNodeSelector());
        byName.put("PodTolerationRestriction", new PodTolerationRestriction());
        byName.put("ExtendedResourceToleration", new SimplePlugins.ExtendedResourceToleration());
        byName.put("PersistentVolumeClaimResize", new ClaimResize());
        byName.put("RuntimeClass", new RuntimeClassDefaults());
        byName.put("CertificateApproval", SignerPermissions.approval(authorizer));
        byName.put("CertificateSigning", SignerPermissions.signing(authorizer));
        byName.put("ClusterTrustBundleAttest", new TrustBundleAttest(authorizer));
        byName.put("CertificateSubjectRestriction", new SubjectRestriction());
        byName.put("PodTopologyLabels", new TopologyLabels());
        byName.put("DefaultIngressClass", new DefaultIngressClass());
        byName.put("DenyServiceExternalIPs", new SimplePlugins.DenyServiceExternalIps());
        byName.put("PodSecurity", new PodSecurity());
        byName.put("LimitRanger", new LimitRanger());
        byName.put("ResourceQuota", new ResourceQuotas(writer));
        byName.put("MutatingAdmissionWebhook", webhooks.mutating());
        byName.put("MutatingAdmissionPolicy", policies.mutating());
        byName.put("ValidatingAdmissionPolicy", policies.validating());
        byName.put("ValidatingAdmissionWebhook", webhooks.validating());
    }

    List<Admission> of(AdmissionConfig config) {
        List<Admission> plugins = new ArrayList<>();
        for (String name : config.plugins()) {
            Admission plugin = byName.get(name);
            if (plugin == null) {
                throw new IllegalArgumentException("the admission plugin " + name + " is not there yet (docs/gaps.md)");
            }
            plugins.add(plugin);
        }
        return plugins;
    }
}
