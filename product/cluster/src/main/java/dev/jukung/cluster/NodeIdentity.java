package dev.jukung.cluster;

import dev.jukung.http.ClientTls;
import dev.jukung.http.pki.TlsIdentity;
import dev.jukung.kubelet.certificate.CertificateRotation;
import dev.jukung.kubelet.certificate.CertificateStore;
import dev.jukung.kubelet.certificate.CertificateWish;
import dev.jukung.kubelet.certificate.ClientBootstrap;
import dev.jukung.runtime.ClusterAccess;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.runtime.Kubeconfig;
import dev.jukung.runtime.Surroundings;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * As whom a kubelet asks the API server: what its kubeconfig says, with a certificate that is asked for when there is none, and
 * renewed in time, where that is wanted. Thread-safe.
 */
final class NodeIdentity implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeIdentity.class);
    private static final String NAME = "kubelet";

    private final Closing parts = new Closing();
    private final HttpApiClient client;

    /** Blocks while a first certificate is waited for. */
    NodeIdentity(KubeletSettings.Access settings, String nodeName, Surroundings around)
            throws IOException, GeneralSecurityException, InterruptedException {
        CertificateStore store = new CertificateStore(settings.certificates(), "kubelet-client");
        if (settings.bootstrap().isPresent() && !isGood(settings.kubeconfig(), around)) {
            bootstrap(settings.bootstrap().get(), settings.kubeconfig(), store, nodeName, around);
        }
        if (!Files.exists(settings.kubeconfig())) {
            throw new IOException("failed to run Kubelet: unable to load kubeconfig: stat " + settings.kubeconfig()
                    + ": no such file or directory");
        }
        ClusterAccess access = Kubeconfig.read(List.of(settings.kubeconfig())).currentAccess();
        Optional<TlsIdentity> shown = access.tls().identity().get();
        if (!settings.rotate() || shown.isEmpty()) {
            client = parts.add(HttpApiClient.connect(access, NAME, around));
            return;
        }
        // A certificate that was renewed lies in the store; the kubeconfig may hold the one that it began with.
        Optional<TlsIdentity> newest = store.current()
                .filter(stored -> stored.expires().isAfter(shown.get().expires()))
                .or(() -> shown);
        CertificateRotation rotation =
                new CertificateRotation(store, CertificateWish.client(nodeName), newest, around, _ -> {});
        client = parts.add(HttpApiClient.connect(with(access, rotation::current), NAME, around));
        parts.add(rotation);
        rotation.start(client);
    }

    private static ClusterAccess with(ClusterAccess access, Supplier<Optional<TlsIdentity>> identity) {
        return new ClusterAccess(
                access.server(), access.tls().withIdentity(identity), access.bearerToken(), access.namespace());
    }

    HttpApiClient client() {
        return client;
    }

    /** Whether the kubeconfig has a certificate that has not expired. */
    private static boolean isGood(Path kubeconfig, Surroundings around) {
        if (!Files.exists(kubeconfig)) {
            return false;
        }
        try {
            Optional<TlsIdentity> identity = Kubeconfig.read(List.of(kubeconfig))
                    .currentAccess()
                    .tls()
                    .identity()
                    .get();
            return identity.isPresent()
                    && identity.get().expires().isAfter(around.clock().now());
        } catch (IOException | IllegalArgumentException e) {
            LOG.error("unable to read existing bootstrap client config from {}: {}", kubeconfig, e.getMessage());
            return false;
        }
    }

    private static void bootstrap(
            Path bootstrap, Path kubeconfig, CertificateStore store, String nodeName, Surroundings around)
            throws IOException, GeneralSecurityException, InterruptedException {
        if (!Files.exists(bootstrap)) {
            throw new IOException("failed to run Kubelet: unable to load bootstrap kubeconfig: stat " + bootstrap
                    + ": no such file or directory");
        }
        ClusterAccess access = Kubeconfig.read(List.of(bootstrap)).currentAccess();
        try (HttpApiClient asking = HttpApiClient.connect(access, NAME, around)) {
            new ClientBootstrap(asking, store, around).obtain(nodeName);
        }
        Path folder = kubeconfig.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Credentials.writePrivate(
                kubeconfig, kubeconfig(access, store.currentPath().toAbsolutePath()));
    }

    /** The server of the bootstrap kubeconfig with the certificate in a file, under the names that Kubernetes' kubelet gives. */
    private static String kubeconfig(ClusterAccess access, Path certificate) {
        ObjectValue cluster =
                switch (access.tls().trust()) {
                    case ClientTls.Trust.Authorities(var bundle) ->
                        ObjectValue.of(
                                "certificate-authority-data",
                                Base64.getEncoder()
                                        .encodeToString(bundle.get().pem().getBytes(StandardCharsets.UTF_8)));
                    case ClientTls.Trust.Anyone() -> ObjectValue.of("insecure-skip-tls-verify", true);
                    case ClientTls.Trust.System() -> ObjectValue.EMPTY;
                };
        if (access.tls().serverName().isPresent()) {
            cluster = cluster.with("tls-server-name", access.tls().serverName().get());
        }
        ObjectValue user =
                ObjectValue.of("client-certificate", certificate.toString(), "client-key", certificate.toString());
        ObjectValue context =
                ObjectValue.of("cluster", "default-cluster", "namespace", "default", "user", "default-auth");
        return Yaml.write(ObjectValue.of(
                "apiVersion",
                "v1",
                "clusters",
                ListValue.of(ObjectValue.of(
                        "cluster", cluster.with("server", access.server().toString()), "name", "default-cluster")),
                "contexts",
                ListValue.of(ObjectValue.of("context", context, "name", "default-context")),
                "current-context",
                "default-context",
                "kind",
                "Config",
                "users",
                ListValue.of(ObjectValue.of("name", "default-auth", "user", user))));
    }

    @Override
    public void close() {
        parts.close();
    }
}
