package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Kind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Where Kubernetes keeps the built-in kinds in etcd: under the plural of the resource, without its group, but for a few old
 * names and for the two groups of extensions. Custom resources lie under group and plural. Stateless.
 */
public final class StorageDirectories {
    private static final Map<String, String> OLD_NAMES = Map.of(
            "nodes", "minions",
            "replicationcontrollers", "controllers",
            "services", "services/specs",
            "endpoints", "services/endpoints",
            "networking.k8s.io/ingresses", "ingress");

    private static final Set<String> WITH_GROUP = Set.of("apiextensions.k8s.io", "apiregistration.k8s.io");

    private StorageDirectories() {}

    /** By collection. */
    public static Map<String, String> of(List<Kind> kinds) {
        Map<String, String> directories = new TreeMap<>();
        for (Kind kind : kinds) {
            directories.put(kind.collection(), directory(kind.collection()));
        }
        // The ports that are taken; Kubernetes has a bitmap in "ranges" for that.
        directories.put(ServiceNetwork.NODE_PORTS, "jukung.dev/" + ServiceNetwork.NODE_PORTS);
        return directories;
    }

    private static String directory(String collection) {
        int slash = collection.indexOf('/');
        String old = OLD_NAMES.get(collection);
        if (old != null || slash < 0 || WITH_GROUP.contains(collection.substring(0, slash))) {
            return old != null ? old : collection;
        }
        return collection.substring(slash + 1);
    }
}
