package dev.jukung.apiserver.registry;

import dev.jukung.model.ObjectKey;
import java.util.Map;
import java.util.Set;

/**
 * Where Kubernetes keeps objects in etcd: under the plural of the resource, without its group, but for a few old names and
 * for the two groups of extensions. Custom resources lie under group and plural. Stateless.
 */
public final class StoragePath {
    private static final String ROOT = "/registry";

    private static final Map<String, String> OLD_NAMES = Map.of(
            "nodes", "minions",
            "replicationcontrollers", "controllers",
            "services", "services/specs",
            "endpoints", "services/endpoints",
            "networking.k8s.io/ingresses", "ingress");

    private static final Set<String> WITH_GROUP = Set.of("apiextensions.k8s.io", "apiregistration.k8s.io");

    private StoragePath() {}

    /** Of a built-in kind. */
    public static String directory(String collection) {
        int slash = collection.indexOf('/');
        String old = OLD_NAMES.get(collection);
        if (old != null || slash < 0 || WITH_GROUP.contains(collection.substring(0, slash))) {
            return old != null ? old : collection;
        }
        return collection.substring(slash + 1);
    }

    /** As refusals name it; a dry run does not get as far as to the root. */
    static String of(Kind kind, ObjectKey key, boolean dryRun) {
        String directory = kind.isCustom() ? kind.collection() : directory(kind.collection());
        String namespace = key.namespace().isEmpty() ? "" : key.namespace() + "/";
        return (dryRun ? "" : ROOT) + "/" + directory + "/" + namespace + key.name();
    }
}
