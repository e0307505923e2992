package dev.jukung.cluster;

import dev.jukung.store.EtcdOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * An etcd that holds the state of a cluster, in the place of the cluster's folder.
 *
 * @param servers {@code http://host:port} or {@code https://…}, with commas; {@code etcd://} is {@code http://}
 * @param authority whom to trust, as PEM, where they are https
 * @param certificate and {@code key}: who we are, as PEM
 * @param prefix before all keys
 */
public record Datastore(
        String servers, Optional<Path> authority, Optional<Path> certificate, Optional<Path> key, String prefix) {
    public static final String PREFIX = EtcdOptions.PREFIX;

    /** @throws IllegalArgumentException when it cannot be one */
    public Datastore {
        servers = servers.replace("etcd://", "http://");
        options(servers, authority, certificate, key, prefix);
    }

    EtcdOptions options(Map<String, String> directories) {
        return options(servers, authority, certificate, key, prefix).withDirectories(directories);
    }

    private static EtcdOptions options(
            String servers, Optional<Path> authority, Optional<Path> certificate, Optional<Path> key, String prefix) {
        EtcdOptions options = EtcdOptions.of(servers).withPrefix(prefix);
        boolean secured = options.servers().getFirst().getScheme().equals("https");
        if (secured && authority.isEmpty()) {
            throw new IllegalArgumentException("https servers need --etcd-cafile");
        }
        if (!secured && (authority.isPresent() || certificate.isPresent() || key.isPresent())) {
            throw new IllegalArgumentException("certificates are for https servers: " + servers);
        }
        return authority
                .map(trusted -> options.withTls(new EtcdOptions.Tls(trusted, certificate, key)))
                .orElse(options);
    }
}
