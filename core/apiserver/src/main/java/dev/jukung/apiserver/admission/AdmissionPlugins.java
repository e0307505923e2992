package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.admission.podsecurity.PodSecurity;
import dev.jukung.apiserver.admission.webhook.AdmissionWebhooks;
import dev.jukung.apiserver.registry.Admission;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Makes the admission plugins by their names. Confined to one thread. */
final class AdmissionPlugins {
    private final Map<String, Supplier<Admission>> byName = new HashMap<>();

    AdmissionPlugins(AdmissionConfig config, AdmissionChain.Parts parts) {
        PluginConfigurations told = config.configurations();
        AdmissionWebhooks webhooks = new AdmissionWebhooks(parts.client(), parts.authorizer(), parts.registry());
        byName.put("AlwaysAdmit", () -> Admission.NONE);
        byName.put("NamespaceAutoProvision", () -> new NamespaceAutoProvision(parts.writer()));
        byName.put("NamespaceLifecycle", NamespaceLifecycle::new);
        byName.put("NamespaceExists", SimplePlugins.NamespaceExists::new);
        byName.put("LimitPodHardAntiAffinityTopology", SimplePlugins.LimitPodHardAntiAffinityTopology::new);
        byName.put("LimitRanger", LimitRanger::new);
        byName.put(
                "ServiceAccount", () -> new ServiceAccountDefaults(new DefaultAccount(parts.writer(), parts.clock())));
        byName.put("NodeRestriction", () -> new NodeRestriction(parts.authorizer()));
        byName.put("TaintNodesByCondition", NodeTaints::new);
        byName.put("AlwaysPullImages", SimplePlugins.AlwaysPullImages::new);
        byName.put("ImagePolicyWebhook", () -> ImagePolicyWebhook.of(told, parts.client(), parts.clock()));
        byName.put("PodSecurity", () -> PodSecurity.of(told.of("PodSecurity")));
        byName.put("PodNodeSelector", () -> PodNodeSelector.of(told));
        byName.put("Priority", PriorityDefaults::new);
        byName.put("DefaultTolerationSeconds", () -> DefaultTolerations.of(config.stays()));
        byName.put("PodTolerationRestriction", () -> PodTolerationRestriction.of(told));
        byName.put("EventRateLimit", () -> EventRateLimit.of(told, parts.clock()));
        byName.put("ExtendedResourceToleration", SimplePlugins.ExtendedResourceToleration::new);
        byName.put("DefaultStorageClass", StorageClassDefault::new);
        byName.put("StorageObjectInUseProtection", StorageProtection::new);
        // These three wait for the feature gates GenericWorkload and WorkloadWithJob, which are off in v1.36.
        byName.put("PodGroupProtection", () -> Admission.NONE);
        byName.put("PodGroupWorkloadExists", () -> Admission.NONE);
        byName.put("JobValidation", () -> Admission.NONE);
        byName.put("OwnerReferencesPermissionEnforcement", () -> new OwnerPermissions(parts.authorizer()));
        byName.put("PersistentVolumeClaimResize", ClaimResize::new);
        byName.put("RuntimeClass", RuntimeClassDefaults::new);
        byName.put("CertificateApproval", () -> SignerPermissions.approval(parts.authorizer()));
        byName.put("CertificateSigning", () -> SignerPermissions.signing(parts.authorizer()));
        byName.put("ClusterTrustBundleAttest", () -> new TrustBundleAttest(parts.authorizer()));
        byName.put("CertificateSubjectRestriction", SubjectRestriction::new);
        byName.put("DefaultIngressClass", DefaultIngressClass::new);
        byName.put("DenyServiceExternalIPs", SimplePlugins.DenyServiceExternalIps::new);
        byName.put("PodTopologyLabels", TopologyLabels::new);
        byName.put("NodeDeclaredFeatureValidator", NodeDeclaredFeatures::new);
        byName.put("PodResizeValidator", PodResizeLimits::new);
        byName.put("MutatingAdmissionPolicy", parts.policies()::mutating);
        byName.put("MutatingAdmissionWebhook", () -> webhooks.mutating(told.webhookUsers("MutatingAdmissionWebhook")));
        byName.put("ValidatingAdmissionPolicy", parts.policies()::validating);
        byName.put(
                "ValidatingAdmissionWebhook",
                () -> webhooks.validating(told.webhookUsers("ValidatingAdmissionWebhook")));
        byName.put("ResourceQuota", () -> ResourceQuotas.of(told, parts.writer()));
        byName.put("AlwaysDeny", SimplePlugins.AlwaysDeny::new);
    }

    /** @throws IllegalArgumentException when the plugin's configuration is wrong */
    Admission make(String name) {
        Supplier<Admission> plugin = byName.get(name);
        if (plugin == null) {
            throw new IllegalStateException("a plugin is declared and not there: " + name);
        }
        try {
            return plugin.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("couldn't init admission plugin \"" + name + "\": " + e.getMessage(), e);
        }
    }
}
