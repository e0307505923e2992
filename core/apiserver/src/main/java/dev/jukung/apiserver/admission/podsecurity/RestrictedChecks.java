package dev.jukung.apiserver.admission.podsecurity;

import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The checks of the level restricted. See https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted. */
final class RestrictedChecks {
    private static final List<String> VOLUMES = List.of(
            "configMap",
            "csi",
            "downwardAPI",
            "emptyDir",
            "ephemeral",
            "image",
            "persistentVolumeClaim",
            "projected",
            "secret");
    private static final List<String> OTHER_VOLUMES = List.of(
            "hostPath",
            "gcePersistentDisk",
            "awsElasticBlockStore",
            "gitRepo",
            "nfs",
            "iscsi",
            "glusterfs",
            "rbd",
            "flexVolume",
            "cinder",
            "cephfs",
            "flocker",
            "fc",
            "azureFile",
            "vsphereVolume",
            "quobyte",
            "azureDisk",
            "photonPersistentDisk",
            "portworxVolume",
            "scaleIO",
            "storageos");

    private RestrictedChecks() {}

    static Optional<Finding> privilegeEscalation(PodView pod) {
        List<String> bad =
                pod.containersThat(container -> PodView.security(container).flag("allowPrivilegeEscalation", true));
        return bad.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(
                        "allowPrivilegeEscalation != false",
                        PodView.named("container", bad) + " must set securityContext.allowPrivilegeEscalation=false"));
    }

    static Optional<Finding> capabilities(PodView pod) {
        Set<String> added = new TreeSet<>();
        List<String> notDropping = pod.containersThat(container ->
                !PodView.security(container).object("capabilities").list("drop").contains("ALL"));
        List<String> adding =
                pod.containersThat(container -> BaselineChecks.adds(container, Set.of("NET_BIND_SERVICE"), added));
        List<String> details = new ArrayList<>();
        if (!notDropping.isEmpty()) {
            details.add(
                    PodView.named("container", notDropping) + " must set securityContext.capabilities.drop=[\"ALL\"]");
        }
        if (!adding.isEmpty()) {
            details.add(PodView.named("container", adding) + " must not include " + PodView.quoted(added)
                    + " in securityContext.capabilities.add");
        }
        return details.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding("unrestricted capabilities", String.join("; ", details)));
    }

    static Optional<Finding> volumes(PodView pod) {
        Set<String> types = new TreeSet<>();
        List<String> bad = new ArrayList<>();
        for (ObjectValue volume : pod.spec().list("volumes").objects()) {
            if (VOLUMES.stream().noneMatch(volume::has)) {
                bad.add(volume.text("name", ""));
                types.add(OTHER_VOLUMES.stream().filter(volume::has).findFirst().orElse("unknown"));
            }
        }
        return bad.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(
                        "restricted volume types",
                        PodView.named("volume", bad)
                                + (bad.size() == 1 ? " uses " : " use ")
                                + PodView.named("restricted volume type", types)));
    }

    static Optional<Finding> runAsNonRoot(PodView pod) {
        String setters = pod.setters(context -> context.has("runAsNonRoot") && !context.flag("runAsNonRoot", true));
        if (!setters.isEmpty()) {
            return Optional.of(
                    new Finding("runAsNonRoot != true", setters + " must not set securityContext.runAsNonRoot=false"));
        }
        boolean all = pod.security().flag("runAsNonRoot", false);
        List<String> open = pod.containersThat(
                container -> !all && !PodView.security(container).has("runAsNonRoot"));
        return open.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(
                        "runAsNonRoot != true",
                        "pod or " + PodView.named("container", open) + " must set securityContext.runAsNonRoot=true"));
    }

    static Optional<Finding> runAsUser(PodView pod) {
        String setters = pod.setters(context -> context.integer("runAsUser", 1) == 0);
        return setters.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding("runAsUser=0", setters + " must not set runAsUser=0"));
    }

    static Optional<Finding> seccomp(PodView pod) {
        Optional<Finding> explicit = BaselineChecks.seccomp(pod);
        boolean all = pod.security().has("seccompProfile");
        List<String> open = pod.containersThat(
                container -> !all && !PodView.security(container).has("seccompProfile"));
        return explicit.isPresent() || open.isEmpty()
                ? explicit
                : Optional.of(
                        new Finding(
                                "seccompProfile",
                                "pod or " + PodView.named("container", open)
                                        + " must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\""));
    }
}
