package dev.jukung.cluster;

import dev.jukung.runtime.ClusterAccess;
import dev.jukung.runtime.Kubeconfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How components are told where the API server is: {@code --kubeconfig} and {@code --master}, or what a Pod has. */
final class ComponentAccess {
    private ComponentAccess() {}

    static ClusterAccess of(Optional<Path> kubeconfig, Optional<String> server, Map<String, String> environment)
            throws IOException {
        ClusterAccess said = kubeconfig.isPresent()
                ? Kubeconfig.read(List.of(kubeconfig.get())).currentAccess()
                : inCluster(environment);
        return server.map(url -> new ClusterAccess(URI.create(url), said.tls(), said.bearerToken(), said.namespace()))
                .orElse(said);
    }

    private static ClusterAccess inCluster(Map<String, String> environment) throws IOException {
        try {
            return ClusterAccess.inCluster(environment);
        } catch (IllegalStateException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
