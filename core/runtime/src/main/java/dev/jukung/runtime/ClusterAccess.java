package dev.jukung.runtime;

import dev.jukung.http.ClientTls;
import dev.jukung.http.pki.TrustBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where an API server is, and who one is there. Immutable.
 *
 * @param bearerToken asked for every request; empty for those who show a certificate, or nobody
 * @param namespace where names without one are looked for
 */
public record ClusterAccess(URI server, ClientTls tls, Supplier<Optional<String>> bearerToken, String namespace) {
    private static final Path SERVICE_ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    public static ClusterAccess of(URI server, ClientTls tls) {
        return new ClusterAccess(server, tls, Optional::empty, "default");
    }

    public ClusterAccess withBearerToken(Supplier<Optional<String>> token) {
        return new ClusterAccess(server, tls, token, namespace);
    }

    /**
     * What a pod has: the environment names the server, and files hold the CA, the token and the namespace. The token is
     * read anew each time, for the kubelet renews it.
     *
     * @throws IllegalStateException when this is no pod
     */
    public static ClusterAccess inCluster(Map<String, String> environment) {
        String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
        String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "");
        if (host.isEmpty() || port.isEmpty()) {
            throw new IllegalStateException("unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and"
                    + " KUBERNETES_SERVICE_PORT must be defined");
        }
        try {
            TrustBundle trust = TrustBundle.read(SERVICE_ACCOUNT.resolve("ca.crt"));
            String address = host.contains(":") ? "[" + host + "]" : host;
            return new ClusterAccess(
                    URI.create("https://" + address + ":" + port),
                    ClientTls.trusting(trust),
                    tokenFile(SERVICE_ACCOUNT.resolve("token")),
                    Files.readString(SERVICE_ACCOUNT.resolve("namespace")).strip());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("unable to load in-cluster configuration: " + e.getMessage(), e);
        }
    }

    /** Reads the file for every request. */
    static Supplier<Optional<String>> tokenFile(Path file) {
        return () -> {
            try {
                return Optional.of(Files.readString(file).strip());
            } catch (IOException e) {
                throw new UncheckedIOException("the token cannot be read", e);
            }
        };
    }
}
