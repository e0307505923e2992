package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.StoragePath;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where the built-in kinds are kept in etcd, and what Kubernetes does not have. Stateless. */
public final class StorageDirectories {
    private StorageDirectories() {}

    /** By collection. */
    public static Map<String, String> of(List<Kind> kinds) {
        Map<String, String> directories = new TreeMap<>();
        for (Kind kind : kinds) {
            directories.put(kind.collection(), StoragePath.directory(kind.collection()));
        }
        // The ports that are taken; Kubernetes has a bitmap in "ranges" for that.
        directories.put(ServiceNetwork.NODE_PORTS, "jukung.dev/" + ServiceNetwork.NODE_PORTS);
        return directories;
    }
}
