package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.registry.Admission.Operation;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A plugin as kube-apiserver v1.36 declares it.
 *
 * @param standard whether it is on unless it is turned off
 * @param mutates whether it takes part in the first step, {@code admit}
 * @param validates whether it takes part in the second one
 * @param operations that it looks at
 */
record PluginDeclaration(String name, boolean standard, boolean mutates, boolean validates, Set<Operation> operations) {
    /**
     * In the order in which they run: what comes later sees what the earlier ones left; webhooks and quotas come last.
     * NodeRestriction is off in kube-apiserver, but every installer turns it on, so it is on here.
     */
    static final List<PluginDeclaration> ALL =
            """
            AlwaysAdmit                          off admit,validate CREATE UPDATE DELETE CONNECT
            NamespaceAutoProvision               off admit          CREATE
            NamespaceLifecycle                   on  admit          CREATE UPDATE DELETE
            NamespaceExists                      off validate       CREATE UPDATE DELETE
            LimitPodHardAntiAffinityTopology     off validate       CREATE UPDATE
            LimitRanger                          on  admit,validate CREATE UPDATE
            ServiceAccount                       on  admit,validate CREATE UPDATE
            NodeRestriction                      on  admit          CREATE UPDATE DELETE
            TaintNodesByCondition                on  admit          CREATE
            AlwaysPullImages                     off admit,validate CREATE UPDATE
            ImagePolicyWebhook                   off validate       CREATE UPDATE
            PodSecurity                          on  validate       CREATE UPDATE
            PodNodeSelector                      off admit,validate CREATE
            Priority                             on  admit,validate CREATE UPDATE DELETE
            DefaultTolerationSeconds             on  admit          CREATE UPDATE
            PodTolerationRestriction             off admit,validate CREATE UPDATE
            EventRateLimit                       off validate       CREATE UPDATE
            ExtendedResourceToleration           off admit          CREATE UPDATE
            DefaultStorageClass                  on  admit          CREATE
            StorageObjectInUseProtection         on  admit          CREATE
            PodGroupProtection                   on  admit          CREATE
            OwnerReferencesPermissionEnforcement off validate       CREATE UPDATE
            PersistentVolumeClaimResize          on  validate       UPDATE
            RuntimeClass                         on  admit,validate CREATE
            CertificateApproval                  on  validate       UPDATE
            CertificateSigning                   on  validate       UPDATE
            ClusterTrustBundleAttest             on  validate       CREATE UPDATE
            CertificateSubjectRestriction        on  validate       CREATE
            DefaultIngressClass                  on  admit          CREATE
            DenyServiceExternalIPs               off validate       CREATE UPDATE
            PodTopologyLabels                    on  admit          CREATE
            PodGroupWorkloadExists               on  validate       CREATE
            NodeDeclaredFeatureValidator         on  validate       UPDATE
            JobValidation                        on  validate       UPDATE
            PodResizeValidator                   on  validate       UPDATE
            MutatingAdmissionPolicy              on  admit          CREATE UPDATE CONNECT
            MutatingAdmissionWebhook             on  admit          CREATE UPDATE DELETE CONNECT
            ValidatingAdmissionPolicy            on  validate       CREATE UPDATE DELETE CONNECT
            ValidatingAdmissionWebhook           on  validate       CREATE UPDATE DELETE CONNECT
            ResourceQuota                        on  validate       CREATE UPDATE
            AlwaysDeny                           off admit,validate CREATE UPDATE DELETE CONNECT
            """.lines().map(PluginDeclaration::of).toList();

    private static PluginDeclaration of(String line) {
        List<String> words = Arrays.asList(line.split(" +"));
        EnumSet<Operation> operations = EnumSet.noneOf(Operation.class);
        words.subList(3, words.size()).forEach(word -> operations.add(Operation.valueOf(word)));
        return new PluginDeclaration(
                words.get(0),
                words.get(1).equals("on"),
                words.get(2).contains("admit"),
                words.get(2).contains("validate"),
                operations);
    }
}
