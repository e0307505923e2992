package dev.jukung.app.kustomize;

import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** {@code labels} and {@code commonLabels}: on the objects, and if asked for on their Pods and in their selectors. */
final class Labels {
    private static final FieldSpec METADATA =
            FieldSpec.of("", "metadata/labels").creating();

    private static final List<FieldSpec> TEMPLATES = Stream.of(
                    FieldSpec.of("ReplicationController", "spec/template/metadata/labels")
                            .inVersion("v1"),
                    FieldSpec.of("Deployment", "spec/template/metadata/labels"),
                    FieldSpec.of("ReplicaSet", "spec/template/metadata/labels"),
                    FieldSpec.of("DaemonSet", "spec/template/metadata/labels"),
                    FieldSpec.ofGroup("apps", "StatefulSet", "spec/template/metadata/labels"),
                    FieldSpec.ofGroup("batch", "Job", "spec/template/metadata/labels"),
                    FieldSpec.ofGroup("batch", "CronJob", "spec/jobTemplate/metadata/labels"),
                    FieldSpec.ofGroup("batch", "CronJob", "spec/jobTemplate/spec/template/metadata/labels"))
            .map(FieldSpec::creating)
            .toList();

    private static final FieldSpec CLAIM_TEMPLATES = FieldSpec.ofGroup(
                    "apps", "StatefulSet", "spec/volumeClaimTemplates[]/metadata/labels")
            .creating();

    private static final List<FieldSpec> SELECTORS = selectors();

    private Labels() {}

    private static List<FieldSpec> selectors() {
        List<FieldSpec> all = new ArrayList<>(List.of(
                FieldSpec.of("Service", "spec/selector").inVersion("v1").creating(),
                FieldSpec.of("ReplicationController", "spec/selector")
                        .inVersion("v1")
                        .creating(),
                FieldSpec.of("Deployment", "spec/selector/matchLabels").creating(),
                FieldSpec.of("ReplicaSet", "spec/selector/matchLabels").creating(),
                FieldSpec.of("DaemonSet", "spec/selector/matchLabels").creating(),
                FieldSpec.ofGroup("apps", "StatefulSet", "spec/selector/matchLabels")
                        .creating(),
                FieldSpec.ofGroup("batch", "Job", "spec/selector/matchLabels"),
                FieldSpec.ofGroup("batch", "CronJob", "spec/jobTemplate/spec/selector/matchLabels"),
                FieldSpec.ofGroup("policy", "PodDisruptionBudget", "spec/selector/matchLabels"),
                FieldSpec.ofGroup("networking.k8s.io", "NetworkPolicy", "spec/podSelector/matchLabels"),
                FieldSpec.ofGroup("networking.k8s.io", "NetworkPolicy", "spec/ingress/from/podSelector/matchLabels"),
                FieldSpec.ofGroup("networking.k8s.io", "NetworkPolicy", "spec/egress/to/podSelector/matchLabels")));
        for (String kind : List.of("Deployment", "StatefulSet")) {
            String pod = "spec/template/spec/";
            for (String affinity : List.of("podAffinity", "podAntiAffinity")) {
                String rules = pod + "affinity/" + affinity;
                all.add(
                        FieldSpec.ofGroup(
                                "apps",
                                kind,
                                rules
                                        + "/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels"));
                all.add(FieldSpec.ofGroup(
                        "apps",
                        kind,
                        rules + "/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels"));
            }
            all.add(FieldSpec.ofGroup("apps", kind, pod + "topologySpreadConstraints/labelSelector/matchLabels"));
        }
        return List.copyOf(all);
    }

    static void apply(Kustomization kustomization, Resources resources) {
        for (ObjectValue label : kustomization.objects("labels")) {
            Transformations.set(label.object("pairs"), fields(label), resources);
        }
        List<FieldSpec> everywhere = new ArrayList<>(SELECTORS);
        everywhere.add(METADATA);
        everywhere.addAll(TEMPLATES);
        everywhere.add(CLAIM_TEMPLATES);
        Transformations.set(kustomization.object("commonLabels"), everywhere, resources);
    }

    private static List<FieldSpec> fields(ObjectValue label) {
        List<FieldSpec> fields = new ArrayList<>(
                label.list("fields").objects().stream().map(FieldSpec::parse).toList());
        boolean selectors = label.flag("includeSelectors", false);
        fields.add(METADATA);
        if (selectors) {
            fields.addAll(SELECTORS);
        }
        if (selectors || label.flag("includeTemplates", false)) {
            fields.addAll(TEMPLATES);
        }
        if (selectors || label.flag("includeVolumeClaimTemplates", false)) {
            fields.add(CLAIM_TEMPLATES);
        }
        return fields;
    }
}
