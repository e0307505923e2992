package dev.jukung.kubelet.pod;

import dev.jukung.model.core.v1.ConfigMap;
import dev.jukung.model.core.v1.Secret;
import dev.jukung.model.core.v1.Service;
import java.util.List;
import java.util.Optional;

/** Objects of the API that pods refer to. Methods may block for a moment and throw ApiException. Thread-safe. */
public interface ReferencedObjects {
    Optional<ConfigMap> configMap(String namespace, String name) throws InterruptedException;

    Optional<Secret> secret(String namespace, String name) throws InterruptedException;

    /** All Services of all namespaces, as far as they are known here. */
    List<Service> services();
}
