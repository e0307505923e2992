package dev.jukung.apiserver.discovery;

import java.util.Map;

/** Where groups and versions stand in discovery, the highest first, and in the APIServices of this server. */
public final class Priorities {
    /** Of groups from CustomResourceDefinitions. */
    public static final long CUSTOM_GROUP = 1_000;

    public static final long CUSTOM_VERSION = 100;

    private static final long ONLY_VERSION = 15;
    private static final Map<String, Long> GROUPS = Map.ofEntries(
            Map.entry("apiregistration.k8s.io", 20_000L),
            Map.entry("", 18_000L),
            Map.entry("apps", 17_800L),
            Map.entry("events.k8s.io", 17_750L),
            Map.entry("authentication.k8s.io", 17_700L),
            Map.entry("authorization.k8s.io", 17_600L),
            Map.entry("autoscaling", 17_500L),
            Map.entry("batch", 17_400L),
            Map.entry("certificates.k8s.io", 17_300L),
            Map.entry("networking.k8s.io", 17_200L),
            Map.entry("policy", 17_100L),
            Map.entry("rbac.authorization.k8s.io", 17_000L),
            Map.entry("storage.k8s.io", 16_800L),
            Map.entry("admissionregistration.k8s.io", 16_700L),
            Map.entry("apiextensions.k8s.io", 16_700L),
            Map.entry("scheduling.k8s.io", 16_600L),
            Map.entry("coordination.k8s.io", 16_500L),
            Map.entry("node.k8s.io", 16_300L),
            Map.entry("discovery.k8s.io", 16_200L),
            Map.entry("resource.k8s.io", 16_200L),
            Map.entry("flowcontrol.apiserver.k8s.io", 16_100L));
    private static final Map<String, Long> VERSIONS =
            Map.of("/v1", 1L, "autoscaling/v2", 30L, "flowcontrol.apiserver.k8s.io/v1", 21L, "resource.k8s.io/v1", 21L);

    private Priorities() {}

    public static long ofGroup(String group) {
        return GROUPS.getOrDefault(group, CUSTOM_GROUP);
    }

    public static boolean isBuiltIn(String group) {
        return GROUPS.containsKey(group);
    }

    /** Of a built-in version, or of one of a custom resource. */
    public static long ofVersion(String group, String version) {
        return isBuiltIn(group) ? VERSIONS.getOrDefault(group + "/" + version, ONLY_VERSION) : CUSTOM_VERSION;
    }
}
