package dev.jukung.apiserver.admission;

import java.util.List;
import java.util.Set;

/** Which labels a kubelet may give its Node (k8s.io/kubelet/pkg/apis). */
final class KubeletLabels {
    private static final String RESTRICTION = "node-restriction.kubernetes.io";
    private static final Set<String> ALLOWED = Set.of(
            "kubernetes.io/hostname",
            "topology.kubernetes.io/zone",
            "topology.kubernetes.io/region",
            "failure-domain.beta.kubernetes.io/zone",
            "failure-domain.beta.kubernetes.io/region",
            "beta.kubernetes.io/instance-type",
            "node.kubernetes.io/instance-type",
            "kubernetes.io/os",
            "kubernetes.io/arch",
            "beta.kubernetes.io/os",
            "beta.kubernetes.io/arch");
    private static final List<String> ALLOWED_SPACES = List.of("kubelet.kubernetes.io", "node.kubernetes.io");

    private KubeletLabels() {}

    /** Those kept from kubelets for good, and those of Kubernetes that are not named for them. */
    static boolean isForbidden(String key) {
        int slash = key.indexOf('/');
        String space = slash < 0 ? "" : key.substring(0, slash);
        if (within(space, RESTRICTION)) {
            return true;
        }
        boolean ofKubernetes = within(space, "kubernetes.io") || within(space, "k8s.io");
        return ofKubernetes
                && !ALLOWED.contains(key)
                && ALLOWED_SPACES.stream().noneMatch(allowed -> within(space, allowed));
    }

    private static boolean within(String space, String domain) {
        return space.equals(domain) || space.endsWith("." + domain);
    }
}
